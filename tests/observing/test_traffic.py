"""What reading costs is counted right: by an adapter whose requests are known."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import oracle
from conformance.adapters.manifest import Selection, load
from conformance.observing import situations
from conformance.observing.loopback import Exchange
from conformance.observing.traffic import count, counted, together
from conformance.oracle import FORMATS
from conformance.oracle.elements import flat
from conformance.results import traffic

ADAPTER = '''
"""Reads over HTTP with the standard library: every key of its list, then answers."""
import base64, json, os, sys, time, urllib.error, urllib.request

script = json.load(open(sys.argv[1] + "/script.json"))
open(sys.argv[1] + "/pids", "a").write(f"{os.getpid()}\\n")
hello = {"protocol": 1, "name": "fetcher", "version": "1", "language": "Python", "runtime": "any",
         "operations": ["read_region"], "formats": ["zarr_v3"]}
for line in sys.stdin:
    asked = json.loads(line)
    if asked["op"] == "hello":
        answer = {"ok": hello}
    elif script == "die":
        sys.exit(3)
    elif script == "hang":
        time.sleep(600)
    else:
        for path, range in script:
            request = urllib.request.Request(asked["store"] + path)
            if range:
                request.add_header("Range", range)
            try:
                data = urllib.request.urlopen(request).read()
            except urllib.error.HTTPError:
                data = b""
        values = base64.b64encode(data).decode()
        answer = {"ok": {"shape": ["1", "1"], "data_type": "uint16", "values": values}}
    print(json.dumps({"id": asked["id"], **answer}), flush=True)
'''


@pytest.fixture
def fetcher(tmp_path: Path) -> Callable[[object], Selection]:
    def make(script: object) -> Selection:
        (tmp_path / "adapter.py").write_text(ADAPTER)
        (tmp_path / "script.json").write_text(json.dumps(script))
        (tmp_path / "implementation.toml").write_text(
            'name = "fetcher"\nlanguage = "Python"\nhomepage = "https://example.org/"\n'
            'issues = "https://example.org/"\npackage = "none"\nclaims = []\n'
            'stores = ["file", "http"]\n[environment]\nkind = "none"\nlock = ""\n'
            '[adapter]\ncommand = ["{python}", "{folder}/adapter.py", "{folder}"]\n'
            '[reproduce]\nlanguage = "python"\narray = "x"\n'
        )
        return Selection(load(tmp_path))

    return make


def of(id: str) -> situations.Situation:
    return {one.id: one for one in situations.all_situations()}[id]


@pytest.mark.parametrize("one", situations.all_situations(), ids=lambda one: one.id)
def test_the_oracle_reads_what_is_expected(one: situations.Situation) -> None:
    path = one.arguments.get("below", one.path)
    if one.expected is None:
        assert FORMATS[one.format].read_group(one.store, path)
        return
    values = FORMATS[one.format].read_array(one.store, path).values
    region = tuple(slice(*part) for part in one.selection or ())
    assert flat(values[region].copy()) == one.expected


def test_what_is_missing_is_missing() -> None:
    assert "c/0/1" not in of("missing-chunk").store
    assert "c/0/1" not in of("shard-missing").store
    shard = of("shard-missing-inner").store["c/0/0"]
    assert shard[-1028 + 16 : -1028 + 32] == b"\xff" * 16
    assert oracle.read_array(of("shard-missing-inner").store).values[:32, 32:64].max() == 0


def test_counts_requests_bytes_and_what_is_not_there(
    fetcher: Callable[[object], Selection], gone: Callable[[Path], bool], tmp_path: Path
) -> None:
    one = of("shard-element-end")
    length = len(one.store["zarr.json"])
    script = [["/", ""], ["/c", ""], ["/.zarray", ""], ["/c/1/1", "bytes=-100"], ["/zarr.json", ""]]
    column = counted(fetcher(script), [one], threading.Event())
    assert (column.name, column.reason) == ("fetcher", "")
    (found,) = column.counts
    assert (found.answer, found.folders, found.absent, found.together) == ("other", 2, 3, 1)
    assert [(asked.path, asked.sent) for asked in found.requests] == [
        ("", 0), ("c", 0), (".zarray", 0), ("c/1/1", 100), ("zarr.json", length),
    ]  # fmt: skip
    assert found.sent == 100 + length
    assert gone(tmp_path)


def test_right_values(fetcher: Callable[[object], Selection]) -> None:
    one = of("one-element")
    at = (3 * 128 + 3) * 2
    script = [["/c/0/0", f"bytes={at}-{at + 1}"]]
    assert counted(fetcher(script), [one], threading.Event()).counts[0].answer == "right"


def test_an_adapter_that_dies_leaves_the_last_try(
    fetcher: Callable[[object], Selection], gone: Callable[[Path], bool], tmp_path: Path
) -> None:
    (found,) = counted(fetcher("die"), [of("one-element")], threading.Event()).counts
    assert (found.answer, found.requests) == ("failed", ())
    assert gone(tmp_path)


def test_says_why_nothing_is_counted(fetcher: Callable[[object], Selection]) -> None:
    selection = fetcher([])
    near = Selection(replace(selection.manifest, stores=frozenset({"file"})))
    assert "folders alone" in counted(near, [], threading.Event()).reason
    absent = Selection(replace(selection.manifest, command=("/nothing/there",)))
    assert "cannot start" in counted(absent, [], threading.Event()).reason
    unable = counted(selection, [of("v2-group")], threading.Event()).counts
    assert [found.answer for found in unable] == ["unsupported"]


def test_an_interrupted_count_leaves_nothing_behind(
    fetcher: Callable[[object], Selection], gone: Callable[[Path], bool], tmp_path: Path
) -> None:
    stop, threads = threading.Event(), threading.active_count()
    timer = threading.Timer(1, stop.set)
    timer.start()
    table = count([fetcher("hang")], stop)
    assert table.implementations[0].counts == ()
    assert gone(tmp_path)
    timer.join()
    assert threading.active_count() == threads


def test_together() -> None:
    def exchange(began: float, ended: float) -> Exchange:
        return Exchange("GET", "x", "", 200, 0, began, ended)

    assert together([]) == 0
    assert together([exchange(0, 1), exchange(1, 2)]) == 1
    assert together([exchange(0, 3), exchange(1, 2), exchange(1.5, 4)]) == 3


def test_the_file(fetcher: Callable[[object], Selection], tmp_path: Path) -> None:
    assert traffic.read(tmp_path) is None
    script = [["/zarr.json", ""]]
    table = count([fetcher(script)], threading.Event())
    assert traffic.write(table, tmp_path).name == "traffic.json"
    assert traffic.read(tmp_path) == table
    text = (tmp_path / "traffic.json").read_text()
    (tmp_path / "traffic.json").write_text(text.replace('"together"', '"apart"'))
    with pytest.raises(traffic.ResultsError, match=r"traffic\.json: .*'together' is a required"):
        traffic.read(tmp_path)

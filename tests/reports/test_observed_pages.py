"""The pages of recovery and traffic: told in words from what was counted, and linked when there."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports_pages import Page, flat
from reports_sample import Sample

import reports
from conformance.observing import scenes
from conformance.results import recovery, traffic
from conformance.results.recovery import Observed, Recovery, Scenario, Trial
from conformance.results.traffic import Asked, Count, Counted, Situation, Traffic
from reports.observed import Observations, read

HOSTILE = "<script>alert(1)</script>"


def tried(moment: str = "at random", **more: object) -> Trial:
    kept: dict[str, object] = {
        "finished": False, "chunks": {"old": 3, "new": 1}, "document": "whole", "leftovers": (),
        "readings": {"alpha": "whole", "beta": "whole"}, "messages": (),
    }  # fmt: skip
    return Trial(moment, **(kept | more))  # type: ignore[arg-type]


def seen() -> Recovery:
    torn = tried(
        "1 of 4 had changed",
        chunks={"old": 3, "undecodable": 1},
        readings={"alpha": "never-written", "beta": "error"},
        messages=(f"beta: {HOSTILE}",),
    )
    kills = (torn, tried(), tried(finished=True, chunks={"new": 4}))
    together = {"moment": "", "finished": True}
    half = tried(chunks={}, document="half", leftovers=("zarr.json.part",))
    alpha = (
        Scenario("killed-chunks", kills, 3, ""),
        Scenario("killed-shards", (), 6, "write_array: no shards"),
        Scenario("killed-metadata", (half, tried(chunks={})), 6, "no time for more"),
        Scenario("different-chunks", (tried(**together, chunks={"new": 4}),), 1, ""),
        Scenario("same-chunks", (tried(**together, chunks={"first": 1, "second": 3}),), 1, ""),
        Scenario("same-shards", (tried(**together, chunks={"new": 3, "partly": 1}),), 1, ""),
    )
    beta = (Scenario("killed-chunks", (tried(),), 1, ""),)
    return Recovery(
        7,
        scenes.TITLES,
        (
            Observed("alpha", "1", "any", "", alpha),
            Observed("beta", "2", "any", "", beta),
            Observed("gamma", "", "", f"no environment {HOSTILE}", ()),
        ),
    )


def counted() -> Traffic:
    rows = (
        Situation("one", "One element", "2 requests.", "https://example.org/#a", 1234567),
        Situation("two", "Another", "1 request.", "https://example.org/#b", None),
    )
    requests = (
        Asked("GET", "zarr.json", "", 200, 100),
        Asked("GET", f"c/{HOSTILE}", "bytes=-5", 404, 0),
    )
    many = tuple(Asked("GET", f"c/{n}", "", 206, 7) for n in range(100))
    return Traffic(
        rows,
        (
            Counted("alpha", "1", "any", "", (
                Count("one", "other", "", requests, 2, 1),
                Count("two", "unsupported", "its API has none", (), 0, 0),
            )),
            Counted("beta", "2", "any", "", (Count("one", "right", "", many, 1, 0),)),
            Counted("gamma", "", "", "reads from folders alone", ()),
        ),
    )  # fmt: skip


def render(sample: Sample, out: Path, found: Observations) -> dict[str, Page]:
    reports.render(
        sample.results, sample.fixtures, out, sample.ledger, sample.manifests, observed=found
    )
    names = ("index.html", "recovery.html", "traffic.html")
    return {
        name: Page((out / name).read_text(encoding="utf-8"))
        for name in names
        if (out / name).exists()
    }


@pytest.fixture
def pages(sample: Sample, tmp_path: Path) -> dict[str, Page]:
    return render(sample, tmp_path / "site", Observations(seen(), counted()))


def test_recovery_in_words(pages: dict[str, Page]) -> None:
    text = flat(pages["recovery.html"])
    assert "chunks torn in 1 of 3 kills" in text
    assert "alpha reads it with values that nobody wrote in 1" in text
    assert "beta reads it with an error in 1" in text
    assert "1 ended before it could be killed" in text
    assert "1 of 4 had changed; 3 old; 1 undecodable" in text
    assert "write_array: no shards" in text
    assert "the document was no longer one in 1 of 2 kills" in text
    assert "files left behind in 1, such as zarr.json.part" in text
    assert "2 of 6 tries: no time for more" in text
    assert "all 4 chunks are as they were to be" in text
    assert "4 of 4 chunks are whole, as one of the two wrote them" in text
    assert "what one of them wrote is lost in 1 of 4 shards" in text
    assert "nothing torn in 1 kill " in text
    assert "not run" in text and "gamma was not run." in text


def test_traffic_in_words(pages: dict[str, Page]) -> None:
    text = flat(pages["traffic.html"])
    assert "2 requests, 100 bytes other values 1 not there 1 for a folder up to 2 at once" in text
    assert "100 requests, 700 bytes" in text and "and 40 more" in text
    assert "unsupported its API has none" in text
    assert "bytes=-5 404, 0 bytes" in text
    assert "gamma was not counted. reads from folders alone" in text
    assert "alpha asked for folders." in text
    assert "one is 1 234 567 bytes" in text


def test_hostile_text_is_shown(pages: dict[str, Page]) -> None:
    for name in ("recovery.html", "traffic.html"):
        assert "alert(1)" in pages[name].text
        assert "script" not in {tag for tag, _ in pages[name].tags}


def test_linked_from_the_start_when_there(
    sample: Sample, pages: dict[str, Page], tmp_path: Path
) -> None:
    assert {"recovery.html", "traffic.html"} <= set(pages["index.html"].having("href"))
    without = render(sample, tmp_path / "without", Observations())
    assert set(without) == {"index.html"}
    assert not {"recovery.html", "traffic.html"} & set(without["index.html"].having("href"))


def test_reads_what_lies_beside_the_results(tmp_path: Path) -> None:
    assert read(tmp_path) == Observations()
    recovery.write(seen(), tmp_path)
    traffic.write(counted(), tmp_path)
    assert read(tmp_path) == Observations(seen(), counted())
    (tmp_path / "traffic.json").write_text("{}")
    found = read(tmp_path)
    assert found.recovery == seen() and found.traffic is None
    assert len(found.problems) == 1 and "zarr-conformance traffic" in found.problems[0]

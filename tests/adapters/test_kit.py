"""The kit of the Python adapters, as a process: what goes where, and what an answer is."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance import schemas
from conformance.adapters.manifest import Manifest, discover
from conformance.locations import IMPLEMENTATIONS

KIT = IMPLEMENTATIONS / "_kit"

# An adapter whose library does one strange thing for each name of a store.
ADAPTER = """
import json
import os
from adapter_kit import (
    Array, Group, Unsupported, library, little_endian, low_bits, one_element, serve, v2_data_type
)

class PanicException(BaseException):
    pass

def elements(name):
    import numpy as np  # costs more than all the rest: only where it is asked for

    return {
        "big-endian": np.array([1, 2], ">u2"),
        "column-order": np.array([[1, 2], [3, 4]], "u1", order="F"),
        "one": np.array(1, ">i4"),
        "nan-with-payload": np.array([0x7FC01234, 0xFFA00001], ">u4").view(">f4"),
        "complex": np.array([1, 2], ">f4").view(">c8"),
        "raw": np.array([b"abc", b"def"]).view("V3"),
        "text": np.array(["ab", "\u00e9"], ">U2"),
        "bytes": np.array([b"ab", b"c"]),
        "times": np.array([1, -2], ">i8").view(">M8[ns]"),
        "structures": np.array([(1, (2, "a"))], [("a", ">u2"), ("b", ">i4, >U1")]),
        "subarrays": np.array([([1, 2],)], [("a", ">u2", (2,))]),
        "any-text": np.array(["ab", "", "\u00e9"], "T"),
        "any-bytes": np.array([[b"ab"], [b"\\xff"]], object),
        "any-bytes-alone": np.array(b"abc", object),
        "objects": np.array([b"abc", 1], object),
        "without-bytes": np.zeros(2, "V0"),
    }[name]

def read_array(store, path, selection=None):
    with library():
        if store == "prints":
            print("stray line")
        elif store == "prints-in-c":
            os.write(1, b"stray bytes\\n")
        elif store == "starts-a-child":
            os.system("echo stray child")
        elif store == "raises":
            raise ValueError("no such codec \\ud800")
        elif store == "panics":
            raise PanicException("index out of range")
        elif store == "speaks-at-length":
            raise ValueError("x" * 1_000_000)
        elif store == "exits":
            raise SystemExit(7)
    if store == "unsupported":
        raise Unsupported("the API has no strings")
    if store == "mistake":
        (3).shape
    if store == "numpy":
        return Array([2], "any", little_endian(elements(path)))
    if store == "fill":
        return Array([], "any", b"", one_element(elements(path)))
    if store == "v2":
        return Array([], v2_data_type(json.loads(path)), b"")
    if store in ("int2", "uint4", "float6_e2m3fn", "complex_float4_e2m1fn", "int16", "float64"):
        return Array([], store, low_bits(store, bytes.fromhex(path)))
    if store == "least":
        return Array(shape=[], data_type="uint8", values=b"\\x05")
    if selection is not None:
        return Array([len(selection)], "uint8", repr(selection).encode())
    size = 1024 * 1024 + (store == "large")
    values = bytes(size) if store in ("large", "full") else path.encode()
    return Array([len(values), 1], "uint8", values, b"\\xff", ["x", None], {"spam": 2**64})

def read_group(store, path):
    deep = []
    for _ in range(100_000 if store == "deep" else 1):
        deep = [deep]
    found = {"nan": float("nan"), "infinite": float("-inf"), "deep": deep}.get(store, "ham")
    return Group({"spam": found}) if store != "none" else Group()

operations = {"read_array": read_array, "read_group": read_group, "read_region": read_array}
serve("fake", "1.2.3", "Python", {"zarr_v3": operations}, "a crate 4")
"""


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    file = tmp_path / "adapter.py"
    file.write_text(ADAPTER, encoding="utf-8")
    return file


def run(adapter: Path, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, str(adapter)],
        input=lines,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(KIT)},
        timeout=60,
        check=False,
    )


def requests(*asked: tuple[str, str], path: str = "", scratch: str = "") -> bytes:
    """A hello, then one request for each (operation, store), numbered from 1."""
    messages: list[dict[str, Any]] = [{"id": 0, "op": "hello", "protocol": 1, "scratch": scratch}]
    for number, (operation, store) in enumerate(asked, 1):
        messages.append(
            {"id": number, "op": operation, "format": "zarr_v3", "store": store, "path": path}
        )
    return b"".join(json.dumps(message).encode() + b"\n" for message in messages)


def replies(output: bytes) -> list[dict[str, Any]]:
    """All replies, every one of them held against the contract."""
    found = [json.loads(line) for line in output.splitlines()]
    for reply in found:
        assert schemas.problem("protocol/reply", reply) is None
    return found


def array(adapter: Path, store: str, path: str = "") -> dict[str, Any]:
    body: dict[str, Any] = answer(adapter, "read_array", store, path)["ok"]
    assert schemas.problem("protocol/reply", body, "array") is None
    return body


def answer(adapter: Path, operation: str, store: str, path: str = "") -> dict[str, Any]:
    done = run(adapter, requests((operation, store), path=path))
    assert done.returncode == 0, done.stderr.decode()
    _, reply = replies(done.stdout)
    assert reply["id"] == 1
    return reply


def test_hello_says_who_answers(adapter: Path) -> None:
    (reply,) = replies(run(adapter, requests()).stdout)
    assert schemas.problem("protocol/reply", reply["ok"], "hello") is None
    assert reply["ok"]["name"] == "fake" and reply["ok"]["version"] == "1.2.3"
    assert reply["ok"]["runtime"].endswith(", a crate 4")
    assert reply["ok"]["operations"] == ["read_array", "read_group", "read_region"]


def test_an_array_travels_as_bytes(adapter: Path) -> None:
    assert array(adapter, "any", "abc") == {
        "shape": ["3", "1"],
        "data_type": "uint8",
        "fill_value": "/w==",
        "dimension_names": ["x", None],
        "attributes": {"spam": 2**64},
        "values": base64.b64encode(b"abc").decode(),
    }


@pytest.mark.parametrize(
    ("selection", "slices"),
    [
        (
            [["0", "3", "1"], ["2", "9007199254740993", "5"]],
            "(slice(0, 3, 1), slice(2, 9007199254740993, 5))",
        ),
        ([], "()"),
    ],
)
def test_a_region_is_asked_with_slices(
    adapter: Path, selection: list[list[str]], slices: str
) -> None:
    line = {
        "id": 1,
        "op": "read_region",
        "format": "zarr_v3",
        "store": "any",
        "path": "",
        "selection": selection,
    }
    done = run(adapter, requests() + json.dumps(line).encode() + b"\n")
    _, reply = replies(done.stdout)
    assert reply["ok"]["shape"] == [str(len(selection))]
    assert base64.b64decode(reply["ok"]["values"]).decode() == slices


@pytest.mark.parametrize(
    ("elements", "values"),
    [
        ("big-endian", "01000200"),
        ("column-order", "01020304"),
        ("one", "01000000"),
        ("nan-with-payload", "3412c07f0100a0ff"),
        ("complex", "0000803f00000040"),
        ("raw", "616263646566"),
        ("text", "6100000062000000e900000000000000"),
        ("bytes", "61626300"),
        ("times", "0100000000000000feffffffffffffff"),
        ("structures", "01000200000061000000"),
        ("subarrays", "01000200"),
        ("any-text", "0200000061620000000002000000c3a9"),
        ("any-bytes", "02000000616201000000ff"),
    ],
)
def test_elements_of_numpy_become_little_endian(adapter: Path, elements: str, values: str) -> None:
    assert base64.b64decode(array(adapter, "numpy", elements)["values"]).hex() == values


@pytest.mark.parametrize("elements", ["objects", "without-bytes"])
def test_elements_without_bytes_are_unsupported(adapter: Path, elements: str) -> None:
    refusal = answer(adapter, "read_array", "numpy", elements)
    assert "no bytes for" in refusal["unsupported"]["reason"]


def test_a_fill_value_of_any_length_has_no_length_before_it(adapter: Path) -> None:
    assert base64.b64decode(array(adapter, "fill", "any-bytes-alone")["fill_value"]) == b"abc"
    assert base64.b64decode(array(adapter, "fill", "one")["fill_value"]).hex() == "01000000"
    assert "fill_value" not in array(adapter, "fill", "objects")


@pytest.mark.parametrize(
    ("data_type", "presented", "answered"),
    [
        ("int2", "00f1fe03", "0001feff"),
        ("uint4", "0ff3", "0f03"),
        ("float6_e2m3fn", "ff2a", "3f2a"),
        ("complex_float4_e2m1fn", "f10e", "010e"),
        ("int16", "f10e", "f10e"),
        ("float64", "0102030405060708", "0102030405060708"),
    ],
)
def test_elements_of_less_than_a_byte_lose_what_means_nothing(
    adapter: Path, data_type: str, presented: str, answered: str
) -> None:
    assert base64.b64decode(array(adapter, data_type, presented)["values"]).hex() == answered


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        ("|b1", "bool"),
        (">f8", "float64"),
        ("<c16", "complex128"),
        ("|S4", "|S4"),
        (">U3", "<U3"),
        (">M8[10ns]", "<M8[10ns]"),
        ("|O", "|O"),
        (
            [["a", ">i2"], ["n", [["x", ">f4", [2, 3]], ["y", "|V2"]]]],
            '[["a","<i2"],["n",[["x","<f4",[2,3]],["y","|V2"]]]]',
        ),
    ],
)
def test_data_types_of_version_2_are_named(adapter: Path, dtype: Any, name: str) -> None:
    assert array(adapter, "v2", json.dumps(dtype))["data_type"] == name


def test_what_the_api_cannot_tell_is_left_out(adapter: Path) -> None:
    assert array(adapter, "least") == {"shape": [], "data_type": "uint8", "values": "BQ=="}
    assert answer(adapter, "read_group", "none")["ok"] == {}


@pytest.mark.parametrize(
    ("store", "printed"),
    [
        ("prints", b"stray line"),
        ("prints-in-c", b"stray bytes"),
        ("starts-a-child", b"stray child"),
    ],
)
def test_only_the_protocol_reaches_standard_output(
    adapter: Path, store: str, printed: bytes
) -> None:
    done = run(adapter, requests(("read_array", store)))
    assert [reply["id"] for reply in replies(done.stdout)] == [0, 1]
    assert printed in done.stderr


@pytest.mark.parametrize(
    ("store", "error", "message"),
    [
        ("raises", "ValueError", "no such codec \ud800"),
        ("panics", "PanicException", "index out of range"),
        ("speaks-at-length", "ValueError", "x" * 2000),
    ],
)
def test_what_the_library_raises_is_its_refusal(
    adapter: Path, store: str, error: str, message: str
) -> None:
    refused = answer(adapter, "read_array", store)["refused"]
    assert refused == {"error": error, "message": message}


def test_an_adapters_mistake_is_no_refusal(adapter: Path) -> None:
    done = run(adapter, requests(("read_array", "mistake"), ("read_array", "any")))
    assert done.returncode == 1
    assert len(replies(done.stdout)) == 1
    assert b"AttributeError: 'int' object has no attribute 'shape'" in done.stderr


def test_a_library_that_exits_ends_the_adapter(adapter: Path) -> None:
    done = run(adapter, requests(("read_array", "exits")))
    assert done.returncode == 7 and len(replies(done.stdout)) == 1


def test_what_the_api_cannot_express_is_unsupported(adapter: Path) -> None:
    reason = answer(adapter, "read_array", "unsupported")["unsupported"]["reason"]
    assert reason == "the API has no strings"
    assert "no read_table" in answer(adapter, "read_table", "")["unsupported"]["reason"]


def test_large_values_go_to_a_file(adapter: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    asked = requests(("read_array", "full"), ("read_array", "large"), scratch=str(scratch))
    _, full, large = replies(run(adapter, asked).stdout)
    assert len(base64.b64decode(full["ok"]["values"])) == 1024 * 1024
    assert schemas.problem("protocol/reply", large["ok"], "array") is None
    (file,) = scratch.iterdir()
    assert file.name == large["ok"]["values_file"]
    assert file.read_bytes() == bytes(1024 * 1024 + 1)


@pytest.mark.parametrize("store", ["nan", "infinite", "deep"])
def test_attributes_that_json_cannot_say_are_left_out(adapter: Path, store: str) -> None:
    done = run(adapter, requests(("read_group", store), ("read_group", "any")))
    _, left_out, next_one = replies(done.stdout)
    assert left_out["ok"] == {}
    assert next_one["ok"] == {"attributes": {"spam": "ham"}}
    assert b"attributes left out" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        b"{oh no\n",
        b"[]\n",
        b'{"id": 1}\n',
        b'{"id": 1, "op": "read_array", "store": "x"}\n',
        b'{"id": 0, "op": "hello", "protocol": 1}\n',
        b'{"id": 1, "op": "read_region", "store": "x", "path": ""}\n',
    ],
)
def test_a_line_that_is_no_request_ends_it_in_one_line(adapter: Path, line: bytes) -> None:
    done = run(adapter, line)
    assert done.returncode == 1 and done.stdout == b""
    assert len(done.stderr.splitlines()) == 1 and b"no request of the protocol" in done.stderr


def test_the_end_of_input_is_a_good_end(adapter: Path) -> None:
    done = run(adapter, b"")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("found", discover(IMPLEMENTATIONS).values(), ids=lambda found: found.name)
def test_our_adapters_fit_in_an_afternoon(found: Manifest) -> None:
    (adapter,) = found.folder.glob("adapter.*")
    assert len(adapter.read_text(encoding="utf-8").splitlines()) <= 150

"""The kit of the JavaScript adapters, as a process. Needs a Node.js on the PATH."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conformance import schemas
from conformance.locations import IMPLEMENTATIONS

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="there is no Node.js on the PATH")

# An adapter whose library does one strange thing for each name of a store.
ADAPTER = """
import {
  library, namesOrNothing, objectOrNothing, serve, Unsupported, withLengths,
} from "./adapter_kit.mjs";

const refusals = {
  raises: () => { throw new RangeError("no such codec"); },
  wraps: () => { throw new Error("cannot decode", { cause: new Error("too short") }); },
  rejects: () => Promise.reject(new TypeError("later")),
  speaks: () => { throw new Error("x".repeat(1_000_000)); },
  odd: () => { throw "no error"; },
  prints: () => console.log("stray line"),
  writes: () => process.stdout.write("stray bytes\\n"),
};
async function readArray({ store, path }) {
  await library(refusals[store] ?? (() => undefined));
  if (store === "unsupported") throw new Unsupported("the API has no strings");
  if (store === "mistake") undefined.shape;
  const values = store === "large" ? Buffer.alloc(1024 * 1024 + 1) : Buffer.from(path);
  const fill_value = store === "null" ? undefined : Buffer.from([255]);
  const shape = [String(values.length)];
  if (store === "texts") {
    const items = withLengths([Buffer.from("a"), Buffer.alloc(0), Buffer.from("\\u00e9")]);
    return { shape: ["3"], data_type: "string", values: items };
  }
  const dimension_names = namesOrNothing(store === "names" ? ["x", null] : { x: 1 });
  return { shape, data_type: "uint8", values, fill_value, dimension_names };
}
const attributes = { list: [1], none: undefined, one: { spam: 1 } };
const readGroup = ({ store }) => Promise.resolve(
  { attributes: objectOrNothing(attributes[store]) }
);
await serve(
  { name: "fake", version: "1.2.3", language: "JavaScript" },
  { zarr_v3: { read_array: readArray, read_group: readGroup }, zarr_v2: { read_array: readArray } },
);
"""


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    shutil.copy(IMPLEMENTATIONS / "_kit" / "adapter_kit.mjs", tmp_path)
    file = tmp_path / "adapter.mjs"
    file.write_text(ADAPTER, encoding="utf-8")
    return file


def ask(
    adapter: Path, *asked: tuple[str, str], format: str = "zarr_v3", path: str = ""
) -> tuple[subprocess.CompletedProcess[bytes], dict[int, dict[str, Any]]]:
    """A hello, then one request for each (operation, store), numbered from 1."""
    messages: list[dict[str, Any]] = [
        {"id": 0, "op": "hello", "protocol": 1, "scratch": str(adapter.parent)}
    ]
    for number, (operation, store) in enumerate(asked, 1):
        messages.append(
            {"id": number, "op": operation, "format": format, "store": store, "path": path}
        )
    assert NODE is not None
    done = subprocess.run(
        [NODE, str(adapter)],
        input=b"".join(json.dumps(message).encode() + b"\n" for message in messages),
        capture_output=True,
        timeout=60,
        check=False,
    )
    found = {reply["id"]: reply for reply in map(json.loads, done.stdout.splitlines())}
    for reply in found.values():
        assert schemas.problem("protocol/reply", reply) is None
    return done, found


def test_hello_says_who_answers_and_in_which_formats(adapter: Path) -> None:
    done, found = ask(adapter)
    assert schemas.problem("protocol/reply", found[0]["ok"], "hello") is None
    assert found[0]["ok"]["operations"] == ["read_array", "read_group"]
    assert found[0]["ok"]["formats"] == ["zarr_v2", "zarr_v3"]
    assert done.returncode == 0 and done.stderr == b""


def test_an_array_travels_as_bytes(adapter: Path) -> None:
    _, found = ask(adapter, ("read_array", "any"), ("read_array", "null"), path="abc")
    assert schemas.problem("protocol/reply", found[1]["ok"], "array") is None
    values = base64.b64encode(b"abc").decode()
    body = {"shape": ["3"], "data_type": "uint8", "values": values}
    assert found[1]["ok"] == body | {"fill_value": "/w=="}
    assert found[2]["ok"] == body


def test_elements_of_any_length_have_their_length_before_them(adapter: Path) -> None:
    _, found = ask(adapter, ("read_array", "texts"))
    values = base64.b64decode(found[1]["ok"]["values"]).hex()
    assert values == "0100000061" + "00000000" + "02000000c3a9"


def test_large_values_go_to_a_file(adapter: Path) -> None:
    _, found = ask(adapter, ("read_array", "large"))
    file = adapter.parent / found[1]["ok"]["values_file"]
    assert file.stat().st_size == 1024 * 1024 + 1 and "values" not in found[1]["ok"]


def test_what_the_protocol_has_no_word_for_is_left_out(adapter: Path) -> None:
    stores = ("list", "none", "one")
    _, found = ask(adapter, *(("read_group", store) for store in stores), ("read_array", "names"))
    assert [found[n]["ok"] for n in (1, 2, 3)] == [
        {},
        {"attributes": {}},
        {"attributes": {"spam": 1}},
    ]
    assert found[4]["ok"]["dimension_names"] == ["x", None]


@pytest.mark.parametrize(
    ("store", "error", "message"),
    [
        ("raises", "RangeError", "no such codec"),
        ("wraps", "Error", "cannot decode: too short"),
        ("rejects", "TypeError", "later"),
        ("speaks", "Error", "x" * 2000),
        ("odd", "Error", "no error"),
    ],
)
def test_what_the_library_throws_is_its_refusal(
    adapter: Path, store: str, error: str, message: str
) -> None:
    _, found = ask(adapter, ("read_array", store))
    assert found[1]["refused"] == {"error": error, "message": message}


def test_what_the_api_cannot_express_is_unsupported(adapter: Path) -> None:
    _, found = ask(adapter, ("read_array", "unsupported"))
    assert found[1]["unsupported"] == {"reason": "the API has no strings"}
    _, found = ask(adapter, ("read_group", "one"), format="zarr_v2")
    assert found[1]["unsupported"] == {"reason": "the library has no read_group for zarr_v2"}


def test_an_adapters_mistake_is_no_refusal(adapter: Path) -> None:
    done, found = ask(adapter, ("read_array", "mistake"))
    assert done.returncode == 1 and list(found) == [0]
    assert b"TypeError: Cannot read properties of undefined" in done.stderr


@pytest.mark.parametrize(("store", "said"), [("prints", b"stray line"), ("writes", b"stray bytes")])
def test_only_the_protocol_reaches_standard_output(adapter: Path, store: str, said: bytes) -> None:
    done, found = ask(adapter, ("read_array", store))
    assert set(found) == {0, 1} and said in done.stderr

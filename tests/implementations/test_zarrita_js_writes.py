"""The adapter of zarrita.js, writing: what it is told reaches the store, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from driven import Driven, driven, recipe, written

LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
BIG = {"name": "bytes", "configuration": {"endian": "big"}}
BLOSC = {"cname": "lz4", "clevel": 1, "shuffle": "shuffle", "typesize": 2, "blocksize": 0}
SIZES = {
    "bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8,
    "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
    "float16": 2, "float32": 4, "float64": 8,
}  # fmt: skip


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    with driven("zarrita.js", tmp_path_factory.mktemp("zarrita")) as live:
        yield live


@pytest.fixture
def zarrita(adapter: Driven, tmp_path: Path) -> Driven:
    return adapter.at(tmp_path / "store")


def test_says_what_the_library_has(adapter: Driven) -> None:
    assert set(adapter.hello.operations) == {
        "create_array", "create_group", "read_array", "read_consolidated", "read_group",
        "read_region", "write_array", "write_region",
    }  # fmt: skip


@pytest.mark.parametrize("data_type", SIZES)
def test_every_bit_of_every_type(zarrita: Driven, data_type: str) -> None:
    size = SIZES[data_type]
    bits = bytes(n % 2 for n in range(5)) if data_type == "bool" else written(5 * size)
    if data_type in ("int64", "uint64"):  # the library has no text for the fill value
        zarrita.put("zarr.json", document(data_type, 7))
        made = recipe((5,), (2,), data_type, (7).to_bytes(8, "little"))
        zarrita.imagine("create_array", array=made)
    else:
        made = recipe((5,), (2,), data_type, bits[-size:], codecs=[LITTLE])
        zarrita.do("create_array", array=made)
    zarrita.do("write_array", values=bits)
    zarrita.do("write_region", selection=(slice(1, 2),), values=bits[:size])
    zarrita.check()


def document(data_type: str, fill_value: object) -> dict[str, object]:
    """Of an array as ``test_every_bit_of_every_type`` makes it."""
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [5],
        "data_type": data_type,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2]}},
        "chunk_key_encoding": {"name": "default"},
        "codecs": [LITTLE],
        "fill_value": fill_value,
    }


@pytest.mark.parametrize("bits", ["7f800000", "ff800000", "7fc00000", "3dcccccd", "00000001"])
def test_fill_values(zarrita: Driven, bits: str) -> None:
    fill = bytes.fromhex(bits)[::-1]
    zarrita.do("create_array", array=recipe((5,), (3,), "float32", fill, codecs=[LITTLE]))
    zarrita.do("write_region", selection=(slice(1, 2),), values=b"\1\2\3\4")
    zarrita.check()


@pytest.mark.parametrize("bits", ["7fc00001", "ffc00000", "7f800001"])
def test_a_number_has_no_payload(zarrita: Driven, bits: str) -> None:
    array = recipe((), (), "float32", bytes.fromhex(bits)[::-1], codecs=[LITTLE])
    assert zarrita.ask("create_array", array=array).kind == "unsupported"
    zarrita.do("create_array", array={**array, "fill_value": bytes(4)})
    outcome = zarrita.ask("write_array", values=bytes.fromhex(bits)[::-1])
    assert outcome.kind == "unsupported"


@pytest.mark.parametrize(
    "codecs",
    [
        [BIG],
        [{"name": "transpose", "configuration": {"order": [1, 0]}}, LITTLE],
        [LITTLE, {"name": "zstd", "configuration": {"level": 1, "checksum": False}}],
        [LITTLE, {"name": "blosc", "configuration": BLOSC}],
    ],
    ids=lambda codecs: "-".join(codec["name"] for codec in codecs),
)
def test_codecs(zarrita: Driven, codecs: list[dict[str, object]]) -> None:
    zarrita.do("create_array", array=recipe((3, 5), (2, 2), "uint16", b"\1\2", codecs=codecs))
    zarrita.do("write_array", values=written(30))
    zarrita.do("write_region", selection=(slice(1, 3), slice(0, 5, 3)), values=written(8))
    zarrita.check()
    assert json.loads(zarrita.files()["zarr.json"])["codecs"] == codecs


@pytest.mark.parametrize(
    "selection",
    [
        (slice(2, 4), slice(0, 2)),
        (slice(1, 2), slice(1, 4)),
        (slice(0, 5, 2), slice(1, 5, 3)),
        (slice(4, 5, 9), slice(0, 5)),
    ],
)
def test_regions(zarrita: Driven, selection: tuple[slice, ...]) -> None:
    zarrita.do("create_array", array=recipe((5, 5), (2, 2), "uint8", b"\xff", codecs=[LITTLE]))
    count = 1
    for part in selection:
        count *= len(range(part.start, part.stop, part.step or 1))
    zarrita.do("write_region", selection=selection, values=written(count))
    zarrita.check()
    zarrita.do("write_array", values=written(25))
    zarrita.do("write_region", selection=selection, values=bytes(count))
    zarrita.check()


def test_no_dimensions(zarrita: Driven) -> None:
    zarrita.do("create_array", array=recipe((), (), "uint8", b"\7", codecs=[LITTLE]))
    zarrita.do("write_array", values=b"\1")
    zarrita.do("write_region", selection=(), values=b"\2")
    zarrita.check()


def test_key_encoding_names_and_attributes(zarrita: Driven) -> None:
    array = recipe(
        (2, 2), (1, 1), "uint8", b"\7", codecs=[LITTLE], dimension_names=["x", None],
        chunk_key_encoding={"name": "default", "configuration": {"separator": "."}},
        attributes={"a": {"b": [1, None]}},
    )  # fmt: skip
    zarrita.do("create_array", "a b/c", array=array)
    zarrita.do("write_array", "a b/c", values=b"\1\2\3\7")
    zarrita.check()
    assert "a b/c/c.0.1" in zarrita.files()


@pytest.mark.parametrize("location", [None, "start", "end"])
def test_makes_shards_and_does_not_write_them(zarrita: Driven, location: str | None) -> None:
    place = {} if location is None else {"index_location": location}
    array = recipe((9,), (2,), "uint16", b"\0\0", shard_shape=(4,), codecs=[BIG], **place)
    zarrita.do("create_array", array=array)
    assert zarrita.ask("write_array", values=written(18)).kind == "refused"
    zarrita.check()
    (codec,) = json.loads(zarrita.files()["zarr.json"])["codecs"]
    assert codec["configuration"].get("index_location") == location


def test_groups(zarrita: Driven) -> None:
    zarrita.do("create_group")
    zarrita.do("create_group", "a/b", attributes={"a": [1, {"b": None}]})
    zarrita.check()


def test_what_is_left_out_is_left_to_the_library(zarrita: Driven) -> None:
    array = recipe((5,), (2,), "uint8", b"")
    del array["fill_value"]
    assert zarrita.ask("create_array", array=array).kind == "ok"
    told = json.loads(zarrita.files()["zarr.json"])
    assert "dimension_names" not in told
    assert told["chunk_key_encoding"]["configuration"] == {"separator": "/"}


@pytest.mark.parametrize(
    "change",
    [
        {"chunk_key_encoding": {"name": "v2", "configuration": {"separator": "/"}}},
        {"chunk_key_encoding": {"name": "default", "configuration": {"spam": 1}}},
        {"codecs": ["bytes"]},
        {"codecs": None, "shard_shape": ["4"]},
        {"data_type": "complex64", "fill_value": bytes(8)},
        {"data_type": "v2:U1", "fill_value": bytes(4)},
        {"data_type": {"name": "uint8"}},
    ],
)
def test_what_create_cannot_express(zarrita: Driven, change: dict[str, object]) -> None:
    array = {**recipe((4,), (2,), "uint8", b"\0", codecs=[LITTLE]), **change}
    told = {name: value for name, value in array.items() if value is not None}
    assert zarrita.ask("create_array", array=told).kind == "unsupported"
    assert not zarrita.files()


def test_overwrites_no_node(zarrita: Driven) -> None:
    array = recipe((1,), (1,), "uint8", b"\0", codecs=[LITTLE])
    assert zarrita.ask("create_array", array=array, overwrite=True).kind == "unsupported"
    assert not zarrita.files()


@pytest.mark.parametrize(
    ("dtype", "values", "fill", "element"),
    [
        (">i2", written(10), 7, b"\7\0"),
        ("<u8", written(40), 7, b"\7" + bytes(7)),
        ("|b1", b"\1\0\1\0\0", True, b"\1"),
        ("<U2", "abcdéfghiz".encode("utf-32-le"), "", bytes(8)),
        (">U2", "abcdéfghiz".encode("utf-32-le"), "", bytes(8)),
        ("|S3", written(15), "", bytes(3)),
    ],
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_version_2_that_is_there(
    zarrita: Driven, dtype: str, values: bytes, fill: object, element: bytes, order: str
) -> None:
    zarrita = zarrita.at(zarrita.store, "zarr_v2")
    array = {"shape": [1, 5], "chunks": [1, 2], "dtype": dtype, "fill_value": fill, "order": order}
    zarrita.put(".zarray", {"zarr_format": 2, **array, "compressor": None, "filters": None})
    made = recipe((1, 5), (1, 2), dtype, element)
    zarrita.imagine("create_array", array=made)
    zarrita.do("write_array", values=values)
    zarrita.do(
        "write_region", selection=(slice(0, 1), slice(1, 5, 2)), values=values[: 2 * len(element)]
    )
    zarrita.check()
    assert zarrita.ask("create_array", array=made).kind == "unsupported"
    assert zarrita.at(zarrita.store).ask("write_array", values=values).kind == "refused"


def test_consolidated(zarrita: Driven) -> None:
    array = document("uint8", 3)
    block = {"kind": "inline", "must_understand": False, "metadata": {"a/b": array}}
    group = {"zarr_format": 3, "node_type": "group", "attributes": {}}
    zarrita.put("zarr.json", {**group, "consolidated_metadata": block})
    outcome = zarrita.ask("read_consolidated", below="a/b")
    assert (outcome.kind, outcome.values) == ("ok", b"\3" * 5)
    assert zarrita.ask("read_consolidated", "a", below="b").kind == "unsupported"
    zarrita.put("zarr.json", group)
    zarrita.put("a/b/zarr.json", array)
    assert zarrita.ask("read_consolidated", below="a/b").kind == "refused"


def test_consolidated_of_version_2(zarrita: Driven) -> None:
    zarrita = zarrita.at(zarrita.store, "zarr_v2")
    array = {
        "zarr_format": 2, "shape": [3], "chunks": [2], "dtype": "|u1", "fill_value": 7,
        "order": "C", "compressor": None, "filters": None,
    }  # fmt: skip
    metadata = {".zgroup": {"zarr_format": 2}, "a/.zarray": array}
    zarrita.put(".zmetadata", {"zarr_consolidated_format": 1, "metadata": metadata})
    outcome = zarrita.ask("read_consolidated", below="a")
    assert (outcome.kind, outcome.values) == ("ok", b"\7" * 3)


@pytest.mark.parametrize("path", ["..", "a/../b", "__x", "zarr.json", ".", "a//b"])
def test_a_name_is_passed_on(zarrita: Driven, path: str) -> None:
    """Whether it is refused is for the cases to judge; the adapter does not."""
    array = recipe((1,), (1,), "uint8", b"\0", codecs=[LITTLE])
    outcome = zarrita.ask("create_array", path, array=array)
    assert outcome.kind in ("ok", "refused")
    assert {entry.name for entry in zarrita.store.parent.iterdir()} <= {"store"}
    print(f"{path!r}: {outcome.kind} {outcome.message} {sorted(zarrita.files())}")

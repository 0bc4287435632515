"""The adapter of zarrs, writing: what it is told reaches the store, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from driven import Driven, driven, recipe, written

# What the library adds to the attributes of the arrays whose document it writes.
ADDED = frozenset({"_zarrs"})
LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
BIG = {"name": "bytes", "configuration": {"endian": "big"}}
BLOSC = {
    "name": "blosc",
    "configuration": {
        "cname": "lz4",
        "clevel": 1,
        "shuffle": "shuffle",
        "typesize": 2,
        "blocksize": 0,
    },
}
CORE = {
    "bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8,
    "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
    "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16, "r24": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    with driven("zarrs", tmp_path_factory.mktemp("zarrs")) as live:
        yield live


@pytest.fixture
def zarrs(adapter: Driven, tmp_path: Path) -> Driven:
    return adapter.at(tmp_path / "store")


def test_says_what_the_binding_has(adapter: Driven) -> None:
    assert set(adapter.hello.operations) == {
        "create_array", "delete_attributes", "list_members", "read_array", "read_group",
        "read_region", "resize", "set_attributes", "write_array", "write_read_only", "write_region",
    }  # fmt: skip


@pytest.mark.parametrize("data_type", CORE)
def test_every_bit_of_every_core_type(zarrs: Driven, data_type: str) -> None:
    size = CORE[data_type]
    bits = bytes(n % 2 for n in range(5)) if data_type == "bool" else written(5 * size)
    fill = bits[-size:]
    zarrs.do("create_array", array=recipe((5,), (2,), data_type, fill))
    zarrs.do("write_array", values=bits)
    zarrs.do("write_region", selection=(slice(1, 2),), values=bits[:size])
    zarrs.check(added=ADDED)


@pytest.mark.parametrize(
    ("data_type", "size"),
    [
        ({"name": "numpy.datetime64", "configuration": {"unit": "s", "scale_factor": 10}}, 8),
        ({"name": "numpy.timedelta64", "configuration": {"unit": "D", "scale_factor": 1}}, 8),
        ({"name": "fixed_length_utf32", "configuration": {"length_bytes": 8}}, 8),
        ("bfloat16", 2),
        ("float8_e4m3", 1),
        ("complex_float16", 4),
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else str(value),
)
def test_extension_types(zarrs: Driven, data_type: object, size: int) -> None:
    text = isinstance(data_type, dict) and data_type["name"] == "fixed_length_utf32"
    bits = "abcdéf".encode("utf-32-le") if text else written(3 * size)
    zarrs.do("create_array", array=recipe((3,), (2,), data_type, bits[:size]))
    zarrs.do("write_array", values=bits)
    zarrs.check(added=ADDED)


@pytest.mark.parametrize("data_type", ["string", "bytes"])
def test_elements_of_variable_length(zarrs: Driven, data_type: str) -> None:
    elements = [b"", "é".encode(), b"a\0b", b"long " * 9]
    values = b"".join(len(e).to_bytes(4, "little") + e for e in elements)
    zarrs.do("create_array", array=recipe((4,), (3,), data_type, b"fill"))
    zarrs.do("write_region", selection=(slice(0, 4),), values=values)
    zarrs.check(added=ADDED)


@pytest.mark.parametrize("small", ["int4", "uint4", "int2", "uint2", "float4_e2m1fn"])
def test_elements_of_less_than_a_byte(zarrs: Driven, small: str) -> None:
    values = b"\xff\x01\xfe" if small.startswith("int") else b"\x03\x01\x02"
    zarrs.do("create_array", array=recipe((3,), (2,), small, values[:1]))
    zarrs.do("write_array", values=values)
    zarrs.check(added=ADDED)


@pytest.mark.parametrize(
    "codecs",
    [
        [LITTLE],
        [BIG],
        [{"name": "transpose", "configuration": {"order": [1, 0]}}, LITTLE],
        [BIG, {"name": "gzip", "configuration": {"level": 1}}],
        [LITTLE, {"name": "zstd", "configuration": {"level": 1, "checksum": True}}],
        [LITTLE, {"name": "crc32c"}],
        [LITTLE, BLOSC],
    ],
    ids=lambda codecs: "-".join(codec["name"] for codec in codecs),
)
def test_codecs(zarrs: Driven, codecs: list[dict[str, object]]) -> None:
    zarrs.do("create_array", array=recipe((3, 5), (2, 2), "uint16", b"\1\2", codecs=codecs))
    zarrs.do("write_array", values=written(30))
    zarrs.check(added=ADDED)
    told = json.loads(zarrs.files()["zarr.json"])["codecs"]
    assert [codec["name"] for codec in told] == [codec["name"] for codec in codecs]


@pytest.mark.parametrize("location", [None, "start", "end"])
def test_shards(zarrs: Driven, location: str | None) -> None:
    place = {} if location is None else {"index_location": location, "codecs": [BIG]}
    array = recipe((9, 5), (2, 2), "uint16", b"\0\0", shard_shape=(4, 4), **place)
    zarrs.do("create_array", array=array)
    zarrs.do("write_region", selection=(slice(1, 6), slice(3, 5)), values=written(20))
    zarrs.check(added=ADDED)
    zarrs.do("write_array", values=written(90))
    zarrs.check(added=ADDED)
    (codec,) = json.loads(zarrs.files()["zarr.json"])["codecs"]
    assert codec["configuration"]["index_location"] == (location or "end")


def test_key_encoding_names_and_attributes(zarrs: Driven) -> None:
    array = recipe(
        (2, 2), (1, 1), "uint8", b"\7",
        chunk_key_encoding={"name": "v2", "configuration": {"separator": "/"}},
        dimension_names=["x", None], attributes={"a": {"b": [1, None]}},
    )  # fmt: skip
    zarrs.do("create_array", "a b/c%23", array=array)
    zarrs.do("write_array", "a b/c%23", values=b"\1\2\3\7")
    zarrs.check(added=ADDED)
    assert "a b/c%23/0/1" in zarrs.files()


def test_no_dimensions(zarrs: Driven) -> None:
    zarrs.do("create_array", array=recipe((), (), "uint8", b"\7"))
    zarrs.do("write_array", values=b"\1")
    zarrs.do("write_region", selection=(), values=b"\2")
    zarrs.check(added=ADDED)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"codecs": [{"name": "gzip", "configuration": {"level": 1}}, LITTLE]}, "order"),
        ({"codecs": []}, "exactly one"),
        ({"shard_shape": ["4"], "index_location": "start"}, "with the codecs"),
        ({"fill_value": None}, "no default for the fill value"),
    ],
)
def test_what_the_builder_cannot_express(
    zarrs: Driven, change: dict[str, object], reason: str
) -> None:
    array = {**recipe((4,), (2,), "uint8", b"\0"), **change}
    outcome = zarrs.ask("create_array", array={k: v for k, v in array.items() if v is not None})
    assert (outcome.kind, outcome.message.count(reason)) == ("unsupported", 1)
    assert not zarrs.files()


def test_overwrites_no_node(zarrs: Driven) -> None:
    array = recipe((1,), (1,), "uint8", b"\0")
    assert zarrs.ask("create_array", array=array, overwrite=True).kind == "unsupported"
    assert not zarrs.files()


@pytest.mark.parametrize(
    "change",
    [
        {"codecs": [LITTLE, {"name": "gzip", "configuration": {"level": 99}}]},
        {"codecs": [LITTLE, {"name": "zarr-conformance-invented"}]},
        {"data_type": "zarr-conformance-invented"},
        {"dimension_names": ["x", "y"]},
    ],
)
def test_refuses_what_is_no_array(zarrs: Driven, change: dict[str, object]) -> None:
    array = {**recipe((4,), (2,), "uint8", b"\0"), **change}
    assert zarrs.ask("create_array", array=array).kind == "refused"
    assert not zarrs.files()


def test_steps_and_reading_only(zarrs: Driven) -> None:
    zarrs.do("create_array", array=recipe((5,), (2,), "uint8", b"\0"))
    zarrs.do("write_array", values=b"abcde")
    strided = zarrs.ask("write_region", selection=(slice(0, 5, 2),), values=b"xyz")
    assert strided.kind == "unsupported"
    refused = zarrs.ask("write_read_only", selection=(slice(0, 1),), values=b"x")
    assert refused.kind == "refused"
    zarrs.check(added=ADDED)


def test_shrinks_and_grows(zarrs: Driven) -> None:
    zarrs.do("create_array", array=recipe((5, 4), (2, 3), "uint8", b"\7"))
    zarrs.do("write_array", values=written(20))
    for shape in (["2", "3"], ["6", "7"]):
        zarrs.do("resize", shape=shape)
        zarrs.check(added=ADDED)


@pytest.mark.parametrize("node_type", ["array", "group"])
def test_attributes(zarrs: Driven, node_type: str) -> None:
    if node_type == "array":
        zarrs.do("create_array", array=recipe((1,), (1,), "uint8", b"\0", attributes={"a": 1}))
    else:
        zarrs.put("zarr.json", {"zarr_format": 3, "node_type": "group", "attributes": {"a": 1}})
        zarrs.imagine("create_group", attributes={"a": 1})
    zarrs.do("set_attributes", node_type=node_type, attributes={"b": [2], "c": None})
    zarrs.check(added=ADDED)
    zarrs.do("delete_attributes", node_type=node_type, names=["a", "c"])
    zarrs.check(added=ADDED)


def test_lists(zarrs: Driven) -> None:
    zarrs.put("zarr.json", {"zarr_format": 3, "node_type": "group"})
    zarrs.put("inner/zarr.json", {"zarr_format": 3, "node_type": "group"})
    for path in ("b", "a", "inner/no"):
        zarrs.do("create_array", path, array=recipe((1,), (1,), "uint8", b"\0"))
    members = {m["name"]: m["node_type"] for m in zarrs.ask("list_members").body["members"]}
    assert members == {"a": "array", "b": "array", "inner": "group"}


def test_version_2_that_is_there(zarrs: Driven) -> None:
    zarrs = zarrs.at(zarrs.store, "zarr_v2")
    array = {"shape": [5], "chunks": [2], "dtype": ">i2", "fill_value": 7, "order": "C"}
    zarrs.put(".zarray", {"zarr_format": 2, **array, "compressor": None, "filters": None})
    made = recipe((5,), (2,), ">i2", b"\7\0")
    zarrs.imagine("create_array", array=made)
    zarrs.do("write_array", values=written(10))
    zarrs.do("write_region", selection=(slice(1, 4),), values=written(6))
    zarrs.do("set_attributes", node_type="array", attributes={"a": 1})
    zarrs.do("resize", shape=["3"])
    zarrs.check(added=ADDED)
    assert "zarr.json" not in zarrs.files()
    assert zarrs.ask("create_array", array=made).kind == "unsupported"
    other = zarrs.at(zarrs.store).ask("write_array", values=written(6))
    assert other.kind == "unsupported"


@pytest.mark.parametrize("path", ["..", "a/../b", "__x", "zarr.json", ".", "a//b"])
def test_a_name_is_passed_on(zarrs: Driven, path: str) -> None:
    """Whether it is refused is for the cases to judge; the adapter does not."""
    outcome = zarrs.ask("create_array", path, array=recipe((1,), (1,), "uint8", b"\0"))
    assert outcome.kind in ("ok", "refused")
    assert {entry.name for entry in zarrs.store.parent.iterdir()} <= {"store"}
    print(f"{path!r}: {outcome.kind} {outcome.message}")

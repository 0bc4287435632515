"""The adapters of zarr-python and TensorStore write what they are told, to the last bit."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from driven import Driven, driven, recipe, written

from conformance.cases.model import Format

FORMATS: tuple[Format, ...] = ("zarr_v3", "zarr_v2")
LITTLE = {"name": "bytes", "configuration": {"endian": "little"}}
BIG = {"name": "bytes", "configuration": {"endian": "big"}}
GZIP = {"name": "gzip", "configuration": {"level": 1}}
TRANSPOSE = {"name": "transpose", "configuration": {"order": [1, 0]}}
BLOSC = {"cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 2, "blocksize": 0}
ZSTD = {"name": "zstd", "configuration": {"level": 3, "checksum": True}}
INVENTED = "zarr-conformance-invented"
SEVEN = b"\7\0"
NAN_WITH_PAYLOAD = struct.pack("<I", 0xFFC0_0123)

# The types of the core, their names in version 2, and a fill value that is easily lost.
TYPES = {
    "bool": ("|b1", b"\1"),
    "int8": ("|i1", b"\x80"),
    "int16": ("<i2", struct.pack("<h", -(2**15))),
    "int32": (">i4", struct.pack("<i", -(2**31))),
    "int64": ("<i8", struct.pack("<q", -(2**63))),
    "uint8": ("|u1", b"\xff"),
    "uint16": (">u2", b"\xff\xff"),
    "uint32": ("<u4", b"\xff" * 4),
    "uint64": (">u8", b"\xff" * 8),
    "float16": ("<f2", struct.pack("<H", 0x8000)),
    "float32": (">f4", struct.pack("<f", float("-inf"))),
    "float64": ("<f8", struct.pack("<d", 0.1)),
    "complex64": (">c8", struct.pack("<ff", -0.0, float("inf"))),
    "complex128": ("<c16", struct.pack("<dd", 0.1, float("-inf"))),
}


@pytest.fixture(scope="module")
def zarr_python(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    with driven("zarr-python", tmp_path_factory.mktemp("zarr-python")) as found:
        yield found


@pytest.fixture(scope="module")
def tensorstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    with driven("tensorstore", tmp_path_factory.mktemp("tensorstore")) as found:
        yield found


@pytest.fixture(params=["zarr_python", "tensorstore"])
def either(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


class Place:
    """Stores that do not exist yet, one after the other, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def __call__(self, adapter: Driven, format: Format = "zarr_v3") -> Driven:
        self.count += 1
        (self.folder / str(self.count)).mkdir()
        return adapter.at(self.folder / str(self.count) / "store", format)


@pytest.fixture
def at(tmp_path: Path) -> Place:
    return Place(tmp_path)


def small(format: Format = "zarr_v3", fill_value: bytes = SEVEN, **more: Any) -> dict[str, Any]:
    """5 by 7 of 16 bits, in chunks of 2 by 3."""
    data_type = "uint16" if format == "zarr_v3" else "<u2"
    return recipe((5, 7), (2, 3), data_type, fill_value, **more)


WHOLE = written(70)


def document(store: Driven, path: str = "") -> dict[str, Any]:
    """What the library wrote of an array."""
    name = "zarr.json" if store.format == "zarr_v3" else ".zarray"
    found: dict[str, Any] = json.loads((store.store / path / name).read_text())
    return found


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", TYPES)
def test_elements_and_fill_values_are_exact(
    either: Driven, at: Place, format: Format, name: str
) -> None:
    in_version_2, fill = TYPES[name]
    store = at(either, format)
    data_type = name if format == "zarr_v3" else in_version_2
    store.do("create_array", array=recipe((5, 3), (2, 3), data_type, fill))
    # Among the floats are NaNs with payloads, signalling ones too.
    values = b"\0\1" * 3 if name == "bool" else (b"\1\xf0\x7f" + b"\0\xff" * 48)[: 6 * len(fill)]
    store.do("write_region", selection=[slice(1, 3), slice(0, 3)], values=values)
    store.check()


def test_payloads_of_nan_in_fill_values(tensorstore: Driven, at: Place) -> None:
    store = at(tensorstore)
    store.do("create_array", array=recipe((3,), (2,), "float32", NAN_WITH_PAYLOAD))
    store.check()


@pytest.mark.parametrize(
    "codecs",
    [
        [LITTLE],
        [BIG],
        [LITTLE, GZIP],
        [TRANSPOSE, BIG, GZIP, {"name": "crc32c"}],
        [LITTLE, {"name": "blosc", "configuration": BLOSC}],
        [LITTLE, ZSTD],
    ],
)
def test_codecs_of_version_3(either: Driven, at: Place, codecs: list[Any]) -> None:
    store = at(either)
    store.do("create_array", array=small(codecs=codecs))
    store.do("write_array", values=WHOLE)
    store.check()
    assert document(store)["codecs"] == codecs


@pytest.mark.parametrize(
    "said", [{}, {"codecs": [BIG, GZIP]}, {"index_location": "start"}, {"index_location": "end"}]
)
def test_shards(either: Driven, at: Place, said: dict[str, Any]) -> None:
    store = at(either)
    store.do("create_array", array=small(shard_shape=(4, 6), **said))
    store.do("write_region", selection=[slice(1, 4), slice(2, 3)], values=written(6))
    store.check()
    found = document(store)
    [codec] = found["codecs"]
    assert found["chunk_grid"]["configuration"]["chunk_shape"] == [4, 6]
    assert codec["configuration"]["chunk_shape"] == [2, 3]
    assert codec["configuration"].get("index_location", "end") == said.get("index_location", "end")
    assert codec["configuration"]["codecs"] == said.get("codecs", codec["configuration"]["codecs"])


@pytest.mark.parametrize("name, separator", [("default", "."), ("default", "/"), ("v2", "/")])
def test_chunk_keys(either: Driven, at: Place, name: str, separator: str) -> None:
    store = at(either)
    encoding = {"name": name, "configuration": {"separator": separator}}
    store.do("create_array", array=small(chunk_key_encoding=encoding))
    store.do("write_array", values=WHOLE)
    store.check()
    assert separator.join(["c"] * (name == "default") + ["2", "1"]) in store.files()


def test_names_and_attributes(either: Driven, at: Place) -> None:
    store = at(either)
    attributes = {"a": {"b": [1, None, "é"]}, "n": 2**53 + 1}
    path = "a b/%41#?"
    array = small(dimension_names=["x", None], attributes=attributes)
    store.do("create_array", path, array=array)
    store.do("write_array", path, values=WHOLE)
    store.check()


@pytest.mark.parametrize(
    "said",
    [
        {"compressor": None, "filters": None},
        {"compressor": {"id": "zlib", "level": 1}},
        {"compressor": {"id": "bz2", "level": 1}},
        {"compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}},
        {"order": "F", "dimension_separator": "/"},
    ],
)
def test_the_members_of_version_2(either: Driven, at: Place, said: dict[str, Any]) -> None:
    store = at(either, "zarr_v2")
    store.do("create_array", array=small("zarr_v2", **said))
    store.do("write_array", values=WHOLE)
    store.check()
    found = document(store)
    assert found | said == found
    assert ("2/2" if "order" in said else "2.2") in store.files()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "selection",
    [
        [slice(2, 4), slice(3, 6)],  # one whole chunk
        [slice(1, 5), slice(2, 7)],
        [slice(0, 5, 2), slice(1, 7, 3)],
        [slice(4, 5), slice(6, 7)],
    ],
)
def test_regions(either: Driven, at: Place, format: Format, selection: list[slice]) -> None:
    count = math.prod(len(range(s.start, s.stop, s.step or 1)) for s in selection)
    for before in (False, True):
        store = at(either, format)
        store.do("create_array", array=small(format))
        if before:
            store.do("write_array", values=WHOLE)
        store.do("write_region", selection=selection, values=b"\xee\xdd" * count)
        store.check()


@pytest.mark.parametrize("format", FORMATS)
def test_arrays_without_dimensions(either: Driven, at: Place, format: Format) -> None:
    store = at(either, format)
    store.do("create_array", array=small(format) | {"shape": [], "chunk_shape": []})
    store.do("write_array", values=b"\1\2")
    store.check()
    store.do("write_region", selection=[], values=b"\3\4")
    store.check()


@pytest.mark.parametrize("format", FORMATS)
def test_resize_and_overwrite(either: Driven, at: Place, format: Format) -> None:
    store = at(either, format)
    store.do("create_array", "a", array=small(format))
    store.do("write_array", "a", values=WHOLE)
    assert store.ask("create_array", "a", array=small(format)).kind == "refused"
    for shape in (["3", "4"], ["6", "8"]):
        store.do("resize", "a", shape=shape)
        store.check()
    smaller = small(format, fill_value=b"\5\0") | {"shape": ["2", "2"]}
    store.do("create_array", "a", array=smaller, overwrite=True)
    store.check()
    assert set(store.files()) <= {"zarr.json", "a/zarr.json", ".zgroup", ".zattrs"} | {
        "a/.zarray", "a/.zattrs"
    }  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_opened_for_reading_is_not_written(
    either: Driven, at: Place, format: Format
) -> None:
    store = at(either, format)
    store.do("create_array", array=small(format))
    before = store.files()
    region = {"selection": [slice(0, 1), slice(0, 1)], "values": b"\1\2"}
    assert store.ask("write_read_only", **region).kind == "refused"
    assert store.files() == before


@pytest.mark.parametrize("format", FORMATS)
def test_groups_attributes_and_members(zarr_python: Driven, at: Place, format: Format) -> None:
    store = at(zarr_python, format)
    store.do("create_group", attributes={"title": "é", "n": 2**60})
    store.do("create_group", "g")
    store.do("create_array", "g/a", array=small(format, attributes={"n": 2, "kept": True}))
    store.do("write_array", "g/a", values=WHOLE)
    store.do("append", "g/a", axis=1, shape=["5", "2"], values=written(20))
    for path, node_type in (("g/a", "array"), ("", "group")):
        attributes = {"n": 1, "deep": {"x": [1.5]}}
        store.do("set_attributes", path, node_type=node_type, attributes=attributes)
        store.do("delete_attributes", path, node_type=node_type, names=["n"])
    store.do("create_array", "g/gone", array=small(format))
    store.do("delete_node", "g/gone")
    store.check()
    assert not (store.store / "g" / "gone").exists()
    for path, name, node_type in (("g", "a", "array"), ("", "g", "group")):
        members = store.ask("list_members", path).body["members"]
        assert members == [{"name": name, "node_type": node_type}]


@pytest.mark.parametrize("format", FORMATS)
def test_consolidated_metadata(zarr_python: Driven, at: Place, format: Format) -> None:
    store = at(zarr_python, format)
    store.do("create_group")
    store.do("create_array", "g/a", array=small(format))
    assert store.ask("read_consolidated", below="g/a").kind == "refused"
    store.do("consolidate")
    store.check()
    # It is read from there: the array's own document is not needed.
    (store.store / "g" / "a" / ("zarr.json" if format == "zarr_v3" else ".zarray")).unlink()
    found = store.ask("read_consolidated", below="g/a")
    assert (found.kind, found.body["shape"]) == ("ok", ["5", "7"])
    assert store.ask("read_array", "g/a").kind == "refused"


def texts(*items: bytes) -> bytes:
    """Elements of variable length."""
    return b"".join(struct.pack("<I", len(item)) + item for item in items)


TEXTS = texts(b"ab", b"", "é\0".encode())
TIMES = {"name": "numpy.datetime64", "configuration": {"unit": "s", "scale_factor": 1}}
UTF32 = {"name": "fixed_length_utf32", "configuration": {"length_bytes": 8}}
STRUCT = {
    "name": "struct",
    "configuration": {
        "fields": [{"name": "a", "data_type": "uint16"}, {"name": "b", "data_type": "float32"}]
    },
}


@pytest.mark.parametrize(
    "format, data_type, fill_value, values",
    [
        ("zarr_v3", "string", "é".encode(), TEXTS),
        ("zarr_v3", TIMES, b"\0" * 7 + b"\x80", written(24)),
        ("zarr_v3", STRUCT, b"\1\0\0\0\x80\xbf", written(18)),
        ("zarr_v3", UTF32, "é".encode("utf-32-le") + bytes(4), "aébxyz".encode("utf-32-le")),
        ("zarr_v2", "|S3", b"ab\0", b"abc\0\0\0a\0b"),
        ("zarr_v2", "|V3", b"ab\0", written(9)),
        ("zarr_v2", ">M8[s]", b"\0" * 7 + b"\x80", written(24)),
        ("zarr_v2", ">U2", "aé".encode("utf-32-le"), "aébxyz".encode("utf-32-le")),
        ("zarr_v2", [["a", ">u2"], ["b", "<f4"]], b"\1\0\0\0\x80\xbf", written(18)),
    ],
)
def test_elements_of_other_kinds(
    zarr_python: Driven,
    at: Place,
    format: Format,
    data_type: Any,
    fill_value: bytes,
    values: bytes,
) -> None:
    store = at(zarr_python, format)
    store.do("create_array", array=recipe((3,), (2,), data_type, fill_value))
    store.check()
    store.do("write_array", values=values)
    store.check()


@pytest.mark.parametrize("codec", ["vlen-utf8", "vlen-bytes"])
def test_objects_of_version_2(zarr_python: Driven, at: Place, codec: str) -> None:
    """No clause says what they are: it is the library that reads them back."""
    store = at(zarr_python, "zarr_v2")
    array = recipe((3,), (2,), "|O", "é".encode(), filters=[{"id": codec}])
    assert store.ask("create_array", array=array).kind == "ok"
    assert store.ask("read_array").values == texts("é".encode()) * 3
    assert store.ask("write_array", values=TEXTS).kind == "ok"
    assert store.ask("read_array").values == TEXTS
    assert document(store)["filters"] == [{"id": codec}]


@pytest.mark.parametrize("data_type, size", [("bfloat16", 2), ("int4", 1), ("float8_e5m2", 1)])
def test_numbers_that_tensorstore_has(
    tensorstore: Driven, at: Place, data_type: str, size: int
) -> None:
    store = at(tensorstore)
    fill = {"int4": b"\xf8"}.get(data_type, b"\x80\x3f"[-size:])
    store.do("create_array", array=recipe((3,), (2,), data_type, fill))
    store.do("write_array", values=b"\1\7\xf9" if data_type == "int4" else written(3 * size))
    store.check()


def test_what_the_api_of_zarr_python_cannot_express(zarr_python: Driven, at: Place) -> None:
    store = at(zarr_python)
    for codecs in ([GZIP, LITTLE], ["bytes"], [LITTLE, LITTLE], []):
        assert store.ask("create_array", array=small(codecs=codecs)).kind == "unsupported"
    assert store.ask("delete_node").kind == "unsupported"
    assert not store.files()


def test_what_the_api_of_tensorstore_cannot_express(tensorstore: Driven, at: Place) -> None:
    store = at(tensorstore, "zarr_v2")
    array = small("zarr_v2", attributes={"a": 1})
    assert store.ask("create_array", array=array).kind == "unsupported"
    fields = recipe((3,), (2,), [["a", "<u2"]], SEVEN)
    assert store.ask("create_array", array=fields).kind == "unsupported"
    assert not store.files()
    left_out = {"append", "consolidate", "create_group", "delete_attributes", "delete_node"}
    left_out |= {"list_members", "read_consolidated", "read_group", "set_attributes"}
    assert not left_out & set(tensorstore.hello.operations)


@pytest.mark.parametrize(
    "said",
    [
        {"data_type": INVENTED},
        {"codecs": [LITTLE, {"name": INVENTED}]},
        {"chunk_key_encoding": {"name": INVENTED}},
    ],
)
def test_unknown_names_are_refused(either: Driven, at: Place, said: dict[str, Any]) -> None:
    store = at(either)
    assert store.ask("create_array", array=small() | said).kind == "refused"
    assert not store.files()


@pytest.mark.parametrize("name", ["..", "../outside", "__x", "a//b", "zarr.json", "a\\b"])
def test_odd_names_reach_the_library(either: Driven, at: Place, name: str) -> None:
    store = at(either)
    outcome = store.ask("create_array", name, array=small())
    assert outcome.kind in ("ok", "refused"), outcome
    beside = store.store.parent
    found = [file.relative_to(beside).as_posix() for file in beside.rglob("*") if file.is_file()]
    print(f"{store.hello.name}, {name!r}: {outcome.kind} {outcome.message}, and there is {found}")

"""What was asked of a writer and what its document declares: each member alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from conformance.cases import v2
from conformance.cases.builder import CRC32C, array, bytes_codec, gzip, sharding, transpose
from conformance.cases.model import Case
from conformance.cases.recipes import recipe
from conformance.engine.outline import declared
from tests.saboteurs.writing import carried_out

Json = Any


def asked(draft: Any = lambda a: a, *, format: str = "v3", default: tuple[str, ...] = ()) -> Case:
    started = recipe(f"{format}/write/x", "x", "x").array(draft, default=default)
    return started.judged()


def written(case: Case) -> dict[str, bytes]:
    return dict(carried_out(case, case.store).store)


def compared(case: Case, **members: Json) -> tuple[str, str, str] | None:
    """What differs once the honest document says something else."""
    key = ".zarray" if case.format == "zarr_v2" else "zarr.json"
    store = written(case)
    document = {**json.loads(store[key]), **members}
    document = {name: value for name, value in document.items() if value is not ...}
    return declared(case, {**store, key: json.dumps(document).encode()})


def regular(*lengths: int) -> Json:
    return {"name": "regular", "configuration": {"chunk_shape": list(lengths)}}


PLAIN = asked(lambda a: a.shape(4, 6, chunks=(2, 3)).codecs(bytes_codec(), gzip(), CRC32C))
SHARDS = asked(lambda a: a.shape(4, 6, chunks=(4, 6)).codecs(sharding(2, 3, location="start")))
TURNED = asked(lambda a: a.shape(2, 3, 4, chunks=(2, 3, 4)).codecs(
    transpose(1, 2, 0), bytes_codec("big")))  # fmt: skip
VERSION_2 = asked(
    lambda a: a.shape(4, 6, chunks=(2, 3)).order("F").compressor({"id": "zlib", "level": 1}),
    format="v2",
)


@pytest.mark.parametrize("case", [PLAIN, SHARDS, TURNED, VERSION_2, asked(), asked(format="v2")])
def test_the_honest_writer_declares_what_was_asked(case: Case) -> None:
    assert compared(case) is None


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"chunk_grid": regular(3, 2)}, "chunk_shape"),
        ({"chunk_grid": {"name": "rectilinear", "configuration": {}}}, "chunk_shape"),
        ({"chunk_key_encoding": {"name": "v2"}}, "chunk_key_encoding"),
        ({"chunk_key_encoding": "v2"}, "chunk_key_encoding"),
        (
            {"chunk_key_encoding": {"name": "default", "configuration": {"separator": "."}}},
            "chunk_key_encoding",
        ),
        ({"codecs": [bytes_codec(), gzip()]}, "codecs"),
        ({"codecs": [bytes_codec(), CRC32C, gzip()]}, "codecs"),
        ({"codecs": [bytes_codec(), {"name": "zstd"}, CRC32C]}, "codecs"),
        ({"codecs": [bytes_codec("big"), gzip(), CRC32C]}, "codecs"),
        ({"codecs": [transpose(1, 0), bytes_codec(), gzip(), CRC32C]}, "codecs"),
    ],
)
def test_each_member_that_differs(members: dict[str, Json], member: str) -> None:
    found = compared(PLAIN, **members)
    assert found is not None
    assert found[0] == member
    assert found[1] != found[2]


@pytest.mark.parametrize(
    "members",
    [
        {"chunk_key_encoding": "default"},
        {"chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}}},
        {"codecs": [bytes_codec(), gzip(9), "crc32c"]},
        {"codecs": ["bytes", "gzip", {"name": "crc32c", "configuration": {}}]},
        {"attributes": {"more": 1}},
    ],
)
def test_other_forms_of_the_same_are_the_same(members: dict[str, Json]) -> None:
    assert compared(PLAIN, **members) is None


@pytest.mark.parametrize(
    "codec",
    [
        sharding(2, 3, location="end"),
        sharding(2, 6, location="start"),
        sharding(2, 3, location="start", codecs=[bytes_codec(), gzip()]),
        sharding(2, 3, location="start", codecs=[bytes_codec("big")]),
        bytes_codec(),
    ],
)
def test_what_differs_within_shards(codec: Json) -> None:
    found = compared(SHARDS, codecs=[codec])
    assert found is not None
    assert found[0] == "codecs"


@pytest.mark.parametrize(
    ("codec", "differs"), [(sharding(2, 3), False), (sharding(2, 6), True), (bytes_codec(), True)]
)
def test_shards_whose_codecs_are_the_librarys_have_the_chunks_that_were_asked_for(
    codec: Json, differs: bool
) -> None:
    [step] = SHARDS.steps
    array = {name: value for name, value in step["array"].items() if name != "codecs"}
    case = replace(SHARDS, steps=({**step, "array": array},))
    found = compared(case, codecs=[codec])
    assert (found is not None and found[0] == "chunk_shape_of_shards") is differs


def test_how_the_index_is_encoded_is_the_writers_choice() -> None:
    codec = sharding(2, 3, location="start", index_codecs=[bytes_codec("big")])
    assert compared(SHARDS, codecs=[codec]) is None


def test_where_the_index_lies_is_the_writers_choice_where_nobody_says() -> None:
    case = asked(lambda a: a.shape(4, 6, chunks=(4, 6)).codecs(sharding(2, 3, location=None)))
    assert "index_location" not in case.steps[0]["array"]
    for location in ("start", "end"):
        assert compared(case, codecs=[sharding(2, 3, location=location)]) is None


@pytest.mark.parametrize(
    "codecs",
    [
        [transpose(2, 0, 1), bytes_codec("big")],
        [transpose(1, 2, 0), bytes_codec("little")],
        [bytes_codec("big")],
    ],
)
def test_orders_of_dimensions_and_of_bytes(codecs: list[Json]) -> None:
    found = compared(TURNED, codecs=codecs)
    assert found is not None
    assert found[0] == "codecs"


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"chunks": [3, 2]}, "chunks"),
        ({"order": "C"}, "order"),
        ({"compressor": None}, "compressor"),
        ({"compressor": {"id": "gzip", "level": 1}}, "compressor"),
        ({"filters": [{"id": "delta", "dtype": "<u2"}]}, "filters"),
        ({"dtype": ">u2"}, "dtype"),
    ],
)
def test_each_member_of_version_2(members: dict[str, Json], member: str) -> None:
    found = compared(VERSION_2, **members)
    assert found is not None
    assert found[0] == member


@pytest.mark.parametrize(
    "members", [{"compressor": {"id": "zlib", "level": 9}}, {"filters": []}, {"more": 1}]
)
def test_what_version_2_leaves_to_the_writer(members: dict[str, Json]) -> None:
    assert compared(VERSION_2, **members) is None


@pytest.mark.parametrize(
    ("dtype", "other", "differs"),
    [
        ("|u1", "<u1", False),
        ("|S3", ">S3", False),
        (">f8", "<f8", True),
        ("|b1", ">b1", False),
        ([["x", "<i2"], ["y", "|u1"]], [["x", ">i2"], ["y", "|u1"]], True),
        ([["x", "<i2"], ["y", "|u1"]], [["x", "<i2"], ["y", "<u1"]], False),
    ],
)
def test_byte_orders_where_there_are_any(dtype: Json, other: Json, *, differs: bool) -> None:
    case = asked(lambda a: a.dtype(dtype), format="v2")
    assert (compared(case, dtype=other) is not None) == differs


def test_what_is_left_to_the_library_is_not_compared() -> None:
    case = asked(default=("codecs", "chunk_key_encoding"))
    assert compared(case, codecs=[bytes_codec("big"), gzip()], chunk_key_encoding="v2") is None
    case = asked(format="v2", default=("compressor", "filters", "order"))
    assert compared(case, compressor={"id": "zlib"}, order="F", filters=[{"id": "x"}]) is None


@pytest.mark.parametrize(("lengths", "differs"), [((), False), ((4,), False), ((4, 6), True)])
def test_the_order_matters_where_there_are_two_dimensions(
    lengths: tuple[int, ...], *, differs: bool
) -> None:
    case = asked(lambda a: a.shape(*lengths).order("F"), format="v2")
    assert (compared(case, order="C") is not None) is differs


def test_without_a_recipe_the_store_that_was_there_is_what_was_asked() -> None:
    begun = recipe("v3/write/x", "x", "x").begin(array("v3/x", "x", "x").keys("v2")).write()
    assert compared(begun.judged()) is None
    assert compared(begun.judged(), chunk_key_encoding={"name": "default"}) is not None
    draft = v2.array("v2/x", "x", "x").order("F")
    begun = recipe("v2/write/x", "x", "x").begin(draft).write()
    assert compared(begun.judged(), order="C") == ("order", '"F"', '"C"')


def test_without_recipe_and_store_nothing_was_asked() -> None:
    case = recipe("v3/write/x", "x", "x").group().judged()
    assert declared(case, {}) is None


def test_the_last_recipe_counts() -> None:
    case = (
        recipe("v3/write/x", "x", "x")
        .array(lambda a: a.shape(4, 6, chunks=(2, 3)))
        .array(lambda a: a.shape(4, 6, chunks=(4, 6)), overwrite=True)
        .judged()
    )
    assert compared(case) is None
    assert compared(case, chunk_grid=regular(2, 3)) == ("chunk_shape", "[4, 6]", "[2, 3]")

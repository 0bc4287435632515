"""What the oracle says of a store that somebody wrote: what is broken, and what is only noted."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from conformance import ledger
from conformance.cases import v2
from conformance.cases.builder import CRC32C, array, bytes_codec, gzip, sharding
from conformance.engine.examine import Examined, examine
from conformance.ledger import Ledger

V3, V2 = "zarr_v3", "zarr_v2"
GROUP = b'{"zarr_format": 3, "node_type": "group"}'
GROUP_V2 = b'{"zarr_format": 2}'
Store = dict[str, bytes]


@pytest.fixture(scope="module")
def clauses() -> Ledger:
    return ledger.load()


@pytest.fixture(scope="module")
def look(clauses: Ledger) -> Callable[..., Examined]:
    def examined(store: Store, format: Any = V3, asked: set[str] | None = None) -> Examined:
        return examine(store, format, clauses, asked)

    return examined


def plain(**draft: Any) -> Store:
    """An array of 2 by 3, at the root: chunks of 2 by 2, so that one overhangs."""
    made = array("v3/x", "x", "x").shape(2, 3, chunks=(2, 2))
    for name, value in draft.items():
        made = getattr(made, name)(*value)
    return dict(made.store()[2])


def plain_v2() -> Store:
    return dict(v2.array("v2/x", "x", "x").shape(2, 3, chunks=(2, 2)).store()[2])


def below(path: str, store: Store) -> Store:
    return {f"{path}/{key}": data for key, data in store.items()}


def change(store: Store, key: str = "zarr.json", **members: Any) -> Store:
    document = {**json.loads(store[key]), **members}
    document = {name: value for name, value in document.items() if value is not ...}
    return {**store, key: json.dumps(document).encode()}


def broken(found: Examined) -> list[str | None]:
    return [finding.clause for finding in found.broken]


def noted(found: Examined) -> list[str]:
    return [f"{finding.key}: {finding.clause}" for finding in found.observed]


def test_a_right_hierarchy_has_nothing_to_say(look: Any) -> None:
    store = {"zarr.json": GROUP, "a/zarr.json": GROUP, **below("a/b", plain())}
    found = look(store)
    assert found.nodes == {"": "group", "a": "group", "a/b": "array"}
    assert found.findings == []
    assert found.readable == store


def test_a_right_hierarchy_of_version_2_has_nothing_to_say(look: Any) -> None:
    store = {".zgroup": GROUP_V2, ".zattrs": b"{}", **below("a", plain_v2())}
    found = look(store, V2)
    assert found.nodes == {"": "group", "a": "array"}
    assert found.findings == []


def test_nothing_is_a_right_store(look: Any) -> None:
    assert look({}).findings == look({}, V2).findings == []


def test_missing_chunks_are_right(look: Any) -> None:
    store = plain()
    del store["c/0/1"]
    assert look(store).findings == []


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("__x", "v3.core.node-name.not-reserved-prefix"),
        ("...", "v3.core.node-name.not-periods"),
        ("zarr.json", "v3.core.node-name.not-zarr-json"),
    ],
)
def test_names_that_are_forbidden(look: Any, name: str, clause: str) -> None:
    store = {"zarr.json": GROUP, **below(name, plain())}
    assert broken(look(store)) == [clause]
    assert broken(look(store, asked={"", name})) == [clause]
    assert broken(look({"zarr.json": GROUP, f"a/{name}/zarr.json": GROUP})) == [clause]


def test_an_empty_name(look: Any) -> None:
    found = look({"zarr.json": GROUP, "a//zarr.json": GROUP})
    assert "v3.core.node-name.not-empty" in broken(found)


def test_what_an_extension_may_have_put_there(look: Any) -> None:
    store = {"zarr.json": GROUP, "__cache/zarr.json": b"not JSON"}
    found = look(store, asked={""})
    assert found.nodes == {"": "group"}
    assert found.broken == []
    assert "__cache/zarr.json: v3.core.node-name.reserved-for-extensions" in noted(found)


def test_names_that_are_allowed(look: Any) -> None:
    names = ("a__", "_a", ".a", "...a", "c", "0", ".zarray", "zarr.json.old")
    store = {"zarr.json": GROUP}
    for name in names:
        store |= below(name, plain())
    assert look(store).findings == []


def test_below_an_array_nobody_is_blamed(look: Any) -> None:
    found = look({**plain(), "y/zarr.json": GROUP})
    assert found.broken == []
    assert noted(found) == ["y/zarr.json: v3.core.hierarchy.array-has-no-children"]


def test_a_group_that_is_not_there_is_noted_in_version_3(look: Any) -> None:
    found = look(below("a", plain()))
    assert (found.broken, noted(found)) == ([], ["zarr.json: None"])


def test_a_group_that_is_not_there_breaks_version_2(look: Any) -> None:
    found = look({**below("a/b", plain_v2()), ".zgroup": GROUP_V2}, V2)
    assert broken(found) == ["v2.group.ancestors-of-array"]
    assert found.broken[0].key == "a/.zgroup"
    assert broken(look({"a/.zgroup": GROUP_V2}, V2)) == ["v2.group.ancestors-of-group"]


def test_a_group_that_cannot_be_read_is_there_all_the_same(look: Any) -> None:
    found = look({**below("a", plain_v2()), ".zgroup": b'{"zarr_format": 3}'}, V2)
    assert broken(found) == ["v2.group.zarr-format.integer"]


@pytest.mark.parametrize(
    ("store", "clause"),
    [
        (change(plain(), fill_value=...), "v3.core.array.fill-value.required"),
        (change(plain(), zarr_format=2), "v3.core.array.zarr-format.value"),
        (change(plain(), node_type=...), "v3.core.array.node-type.required"),
        (change(plain(), shape=["2", "3"]), "v3.core.array.shape.integers"),
        (change(plain(), dimension_names=["x"]), "v3.core.array.dimension-names.length"),
        (change(plain(), attributes=[]), "v3.core.array.attributes.object"),
        (change(plain(), codecs=[]), "v3.core.array.codecs.not-empty"),
        ({"zarr.json": b"{"}, "v3.core.array.single-object"),
        ({"zarr.json": b'{"zarr_format": 3, "node_type": "group", "attributes": 1}'},
         "v3.core.group.attributes.object"),
        ({"zarr.json": GROUP.replace(b"}", b', "consolidated_metadata": {}}')},
         "v3.core.group.consolidated-metadata"),
        ({**plain(), "c/0/0": b"\0"}, "v3.codec.bytes.elements"),
        ({**plain(codecs=(bytes_codec(), gzip())), "c/0/1": b"\0"}, "v3.codec.gzip.algorithm"),
        ({**plain(codecs=(sharding(1, 2),)), "c/0/1": b"\0"}, "v3.codec.sharding.index.size"),
    ],
)  # fmt: skip
def test_what_breaks_a_clause_of_version_3(look: Any, store: Store, clause: str) -> None:
    assert broken(look(store)) == [clause]


@pytest.mark.parametrize("form", [-15, 15])
def test_the_format_of_gzip_is_only_recommended(look: Any, form: int) -> None:
    stream = zlib.compressobj(wbits=form)
    deflated = stream.compress(bytes(range(8))) + stream.flush()
    found = look({**plain(codecs=(bytes_codec(), gzip())), "c/0/1": deflated})
    assert (found.broken, noted(found)) == ([], ["c/0/1: v3.codec.gzip.format"])
    cut = look({**plain(codecs=(bytes_codec(), gzip())), "c/0/1": deflated[:-5]})
    assert broken(cut) == ["v3.codec.gzip.algorithm"]


def test_what_lies_behind_a_stream_of_gzip_fails_nobody(look: Any) -> None:
    right = plain(codecs=(bytes_codec(), gzip()))
    found = look({**right, "c/0/1": right["c/0/1"] + b"more"})
    assert (found.broken, noted(found)) == ([], ["c/0/1: v3.codec.gzip.format"])


def test_where_gzip_is_not_the_last_codec_nobody_knows(look: Any) -> None:
    right = plain(codecs=(bytes_codec(), gzip(), CRC32C))
    bare = plain(codecs=(bytes_codec(), CRC32C))
    found = look({**right, "c/0/1": bare["c/0/1"]})
    assert (found.broken, noted(found)) == ([], ["c/0/1: v3.codec.gzip.format"])


@pytest.mark.parametrize(
    ("store", "clause"),
    [
        (change(plain_v2(), ".zarray", fill_value=...), "v2.array.fill-value.required"),
        (change(plain_v2(), ".zarray", dtype="=u2"), "v2.dtype.byte-order"),
        (change(plain_v2(), ".zarray", order="A"), "v2.array.order.values"),
        (change(plain_v2(), ".zarray", chunks=[2]), "v2.array.chunks.rank"),
        (change(plain_v2(), ".zarray", compressor={"level": 1}), "v2.array.compressor.id"),
        ({**plain_v2(), ".zattrs": b"[]"}, "v2.attributes.object"),
        ({**plain_v2(), "0.1": b"\0"}, "v2.chunks.same-shape"),
        ({".zgroup": b"{}"}, "v2.group.zarr-format.required"),
    ],
)
def test_what_breaks_a_clause_of_version_2(look: Any, store: Store, clause: str) -> None:
    assert broken(look(store, V2)) == [clause]


@pytest.mark.parametrize(
    "members",
    [
        {"codecs": [bytes_codec(), {"name": "numcodecs.zlib", "configuration": {"level": 1}}]},
        {"data_type": "float8_e9m9"},
        {"codecs": [{"name": "bytes", "configuration": {"endian": "little", "more": 1}}]},
        {"storage_transformers": ["invented"]},
        {"data_type": "float32", "fill_value": None},
        {"data_type": "complex64", "fill_value": [0, "inf"]},
        {"data_type": "float8_e4m3fnuz", "fill_value": "Infinity"},
    ],
)
def test_what_is_not_known_or_may_be_so_fails_nobody(look: Any, members: Any) -> None:
    found = look(change(plain(), **members))
    assert (found.nodes, found.broken) == ({}, [])
    assert found.findings


@pytest.mark.parametrize(
    "members",
    [
        {"dimension_names": None},
        {"invented": {"a": 1}},
        {"shape": [2.0, 3]},
        {"storage_transformers": []},
        {"attributes": {"must_understand": True, "n": 1e5}},
    ],
)
def test_what_is_open_does_not_hide_the_rest(look: Any, members: Any) -> None:
    found = look(change({**plain(), "c/0/0": b"\0"}, **members))
    assert found.nodes == {"": "array"}
    assert broken(found) == ["v3.codec.bytes.elements"]


@pytest.mark.parametrize(
    "members",
    [
        {"compressor": {"id": "invented"}},
        {"filters": [{"id": "vlen-utf8"}], "dtype": "|O"},
        {"filters": [{"id": "delta", "dtype": "|u1"}, {"id": "invented"}]},
        {"dtype": "<c8", "fill_value": 0.0},
        {"dtype": "<M8[s]", "fill_value": "NaT"},
        {"dtype": "<U1", "fill_value": 0},
        {"fill_value": "0"},
        {"dtype": "|O"},
    ],
)
def test_what_version_2_leaves_open_fails_nobody(look: Any, members: Any) -> None:
    found = look(change(plain_v2(), ".zarray", **members), V2)
    assert (found.nodes, found.broken) == ({}, [])
    assert found.findings


def test_other_keys_of_groups_and_arrays_of_version_2(look: Any) -> None:
    group = b'{"zarr_format": 2, "made_by": 1}'
    found = look({".zgroup": group, **below("a", change(plain_v2(), ".zarray", made_by=1))}, V2)
    assert found.nodes == {"": "group", "a": "array"}
    assert noted(found) == [
        ".zgroup: v2.group.other-keys",
        "a/.zarray: v2.array.other-keys.absent",
    ]
    assert found.broken == []


def test_an_array_that_is_a_group_as_well(look: Any) -> None:
    found = look({**plain_v2(), ".zgroup": GROUP_V2}, V2)
    assert (found.nodes, found.broken) == ({"": "array"}, [])
    assert noted(found) == [".zgroup: None"]


def test_strangers_are_noted(look: Any) -> None:
    store = {"zarr.json": GROUP, **below("a", plain())}
    strangers = ("a/c/0/2", "a/c/9/0", "README", "a/.lock", "b/c/0", ".zmetadata")
    found = look({**store, **dict.fromkeys(strangers, b"")})
    assert found.broken == []
    assert sorted(finding.key for finding in found.observed) == sorted(strangers)
    found = look({**plain_v2(), ".zmetadata": b"{", "0.2": b""}, V2)
    assert sorted(finding.key for finding in found.observed) == [".zmetadata", "0.2"]
    assert found.broken == []


def test_what_lies_beyond_the_edge_is_noted(look: Any) -> None:
    made = array("v3/x", "x", "x").shape(2, 3, chunks=(2, 2)).outside(b"\xee\xee")
    found = look(dict(made.store()[2]))
    assert (found.broken, noted(found)) == ([], ["c/0/1: v3.grid.regular.edge-chunk-fill"])


@pytest.mark.parametrize("shape", [[2**62, 3], [2, 2**62]])
def test_an_array_beyond_measure_is_not_looked_into(look: Any, shape: list[int]) -> None:
    found = look(change(plain(), shape=shape))
    assert (found.nodes, found.too_large, found.broken) == ({"": "array"}, {""}, [])
    found = look(change(plain_v2(), ".zarray", shape=shape), V2)
    assert (found.nodes, found.too_large, found.broken) == ({"": "array"}, {""}, [])


def test_a_chunk_beyond_measure_is_not_looked_into(look: Any) -> None:
    grid = {"name": "regular", "configuration": {"chunk_shape": [2, 2**62]}}
    assert look(change(plain(), chunk_grid=grid)).too_large == {""}
    assert look(change(plain_v2(), ".zarray", chunks=[2**62, 1]), V2).too_large == {""}


def test_a_finding_says_where_what_and_by_which_clause(look: Any) -> None:
    [finding] = look({**plain(), "c/0/0": b"\0"}).findings
    assert str(finding).startswith("c/0/0: 1 bytes where")
    assert str(finding).endswith("[v3.codec.bytes.elements]")
    [finding] = look({**plain(), "x": b""}).findings
    assert str(finding) == "x: belongs to no node, or lies beyond the shape of its array"


def test_of_what_lies_below_a_node_that_cannot_be_read_nothing_is_said(look: Any) -> None:
    broken = {**plain(), "zarr.json": b"{", "c/0/0": b"\0"}
    assert [finding.key for finding in look(broken).findings] == ["zarr.json"]
    named = change(plain_v2(), ".zarray", compressor={"id": "invented"})
    assert [finding.key for finding in look({**named, "0.0": b""}, V2).findings] == [".zarray"]

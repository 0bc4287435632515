"""What steps leave behind, on examples that were worked out by hand."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from conformance.cases.hierarchy import ArrayState, GroupState, Hierarchy, RecipeError


def b64(*numbers: int) -> str:
    return base64.b64encode(bytes(numbers)).decode()


def made(
    *shape: int, chunks: tuple[int, ...], fill: int | None = 9, path: str = "", **more: Any
) -> Hierarchy:
    """A hierarchy with one array of ``uint8``."""
    hierarchy = Hierarchy("zarr_v3")
    array = {"shape": [str(n) for n in shape], "chunk_shape": [str(n) for n in chunks]}
    array |= {"data_type": "uint8", **more}
    if fill is not None:
        array["fill_value"] = b64(fill)
    hierarchy.carry_out({"op": "create_array", "path": path, "array": array})
    return hierarchy


def do(hierarchy: Hierarchy, op: str, path: str = "", **members: Any) -> None:
    hierarchy.carry_out({"op": op, "path": path, **members})


def shown(hierarchy: Hierarchy, path: str = "") -> list[Any]:
    """The elements of an array, -1 where they are unspecified."""
    state = hierarchy.nodes[path]
    assert isinstance(state, ArrayState)
    values = state.values[..., 0].astype(int)
    found: list[Any] = np.where(state.unspecified, -1, values).tolist()
    return found


def selection(*parts: tuple[int, int, int]) -> list[list[str]]:
    return [[str(n) for n in part] for part in parts]


def test_elements_that_nobody_wrote_are_the_fill_value() -> None:
    assert shown(made(2, 2, chunks=(1, 2))) == [[9, 9], [9, 9]]


def test_without_a_known_fill_value_they_are_unspecified() -> None:
    hierarchy = made(4, chunks=(2,), fill=None)
    do(hierarchy, "write_region", selection=selection((1, 2, 1)), values=b64(5))
    assert shown(hierarchy) == [-1, 5, -1, -1]
    do(hierarchy, "write_array", values=b64(1, 2, 3, 4))
    assert shown(hierarchy) == [1, 2, 3, 4]


def test_a_region_changes_nothing_else() -> None:
    hierarchy = made(3, 4, chunks=(2, 2))
    do(hierarchy, "write_region", selection=selection((1, 3, 1), (1, 3, 1)), values=b64(1, 2, 3, 4))
    assert shown(hierarchy) == [[9, 9, 9, 9], [9, 1, 2, 9], [9, 3, 4, 9]]


def test_a_region_with_steps() -> None:
    hierarchy = made(3, 5, chunks=(2, 2))
    parts = selection((0, 3, 2), (1, 5, 3))
    do(hierarchy, "write_region", selection=parts, values=b64(1, 2, 3, 4))
    assert shown(hierarchy) == [[9, 1, 9, 9, 2], [9, 9, 9, 9, 9], [9, 3, 9, 9, 4]]


def test_the_element_of_an_array_without_dimensions() -> None:
    hierarchy = made(chunks=())
    do(hierarchy, "write_region", selection=[], values=b64(3))
    assert shown(hierarchy) == 3  # type: ignore[comparison-overlap]


def test_append_along_each_axis() -> None:
    hierarchy = made(1, 2, chunks=(2, 2))
    do(hierarchy, "write_array", values=b64(1, 2))
    do(hierarchy, "append", axis=0, shape=["1", "2"], values=b64(3, 4))
    do(hierarchy, "append", axis=1, shape=["2", "1"], values=b64(5, 6))
    assert shown(hierarchy) == [[1, 2, 5], [3, 4, 6]]


def test_what_shrinking_leaves() -> None:
    hierarchy = made(2, 3, chunks=(1, 3))
    do(hierarchy, "write_array", values=b64(1, 2, 3, 4, 5, 6))
    do(hierarchy, "resize", shape=["1", "2"])
    assert shown(hierarchy) == [[1, 2]]


def test_what_growing_uncovers_is_unspecified_only_within_chunks_that_may_be_there() -> None:
    hierarchy = made(3, chunks=(2,))
    do(hierarchy, "write_array", values=b64(1, 2, 3))
    do(hierarchy, "resize", shape=["6"])
    # The second chunk was there and has one element beyond the edge; the third was not.
    assert shown(hierarchy) == [1, 2, 3, -1, 9, 9]


def test_a_chunk_that_shrinking_left_may_come_back() -> None:
    hierarchy = made(6, chunks=(2,))
    do(hierarchy, "write_array", values=b64(1, 2, 3, 4, 5, 6))
    do(hierarchy, "resize", shape=["1"])
    do(hierarchy, "resize", shape=["2"])
    do(hierarchy, "resize", shape=["8"])
    assert shown(hierarchy) == [1, -1, -1, -1, -1, -1, 9, 9]


def test_in_two_dimensions_the_corner_beyond_was_not_there() -> None:
    hierarchy = made(2, 2, chunks=(2, 2))
    do(hierarchy, "write_array", values=b64(1, 2, 3, 4))
    do(hierarchy, "resize", shape=["1", "3"])
    do(hierarchy, "resize", shape=["3", "3"])
    # The chunk beside the first one may have been written while there was one row.
    assert shown(hierarchy) == [[1, 2, 9], [-1, -1, -1], [9, 9, 9]]


def test_of_shards_it_is_the_shard_that_may_be_there() -> None:
    hierarchy = made(2, chunks=(1,), shard_shape=["4"])
    do(hierarchy, "write_array", values=b64(1, 2))
    do(hierarchy, "resize", shape=["6"])
    assert shown(hierarchy) == [1, 2, -1, -1, 9, 9]


def test_what_is_uncovered_can_be_written() -> None:
    hierarchy = made(3, chunks=(4,))
    do(hierarchy, "resize", shape=["4"])
    assert shown(hierarchy) == [9, 9, 9, -1]
    do(hierarchy, "write_region", selection=selection((3, 4, 1)), values=b64(7))
    assert shown(hierarchy) == [9, 9, 9, 7]


def test_attributes_are_added_changed_and_deleted() -> None:
    hierarchy = Hierarchy("zarr_v3")
    do(hierarchy, "create_group", attributes={"a": 1, "b": 2})
    do(hierarchy, "set_attributes", node_type="group", attributes={"b": 3, "c": {}})
    assert hierarchy.nodes[""].attributes == {"a": 1, "b": 3, "c": {}}
    do(hierarchy, "delete_attributes", node_type="group", names=["a", "c"])
    assert hierarchy.nodes[""].attributes == {"b": 3}


def test_attributes_leave_the_elements_alone() -> None:
    hierarchy = made(2, chunks=(1,), attributes={"a": 1})
    do(hierarchy, "write_array", values=b64(1, 2))
    do(hierarchy, "set_attributes", node_type="array", attributes={"b": None})
    assert hierarchy.nodes[""].attributes == {"a": 1, "b": None}
    assert shown(hierarchy) == [1, 2]


def test_deleting_takes_what_lies_below_and_no_sibling() -> None:
    hierarchy = made(1, chunks=(1,), path="g/a")
    for path in ("g", "ga", "g/h"):
        do(hierarchy, "create_group", path)
    do(hierarchy, "delete_node", "g")
    assert hierarchy.node_types() == {"ga": "group"}


def test_deleting_the_root_leaves_nothing() -> None:
    hierarchy = made(1, chunks=(1,), path="g/a")
    do(hierarchy, "create_group")
    do(hierarchy, "delete_node")
    assert hierarchy.node_types() == {}


def test_an_array_in_the_place_of_another_has_none_of_its_elements() -> None:
    hierarchy = made(3, chunks=(1,))
    do(hierarchy, "write_array", values=b64(1, 2, 3))
    array = {"shape": ["2"], "chunk_shape": ["1"], "data_type": "uint8", "fill_value": b64(4)}
    do(hierarchy, "create_array", array=array, overwrite=True)
    assert shown(hierarchy) == [4, 4]


def test_a_group_that_is_made_late_keeps_what_lies_below() -> None:
    hierarchy = made(1, chunks=(1,), path="g/a")
    do(hierarchy, "create_group", "g")
    assert hierarchy.node_types() == {"g": "group", "g/a": "array"}


def test_an_array_in_the_place_of_a_group_takes_all_below_it() -> None:
    hierarchy = made(1, chunks=(1,), path="g/a")
    do(hierarchy, "create_group", "g")
    array = {"shape": ["1"], "chunk_shape": ["1"], "data_type": "uint8"}
    do(hierarchy, "create_array", "g", array=array, overwrite=True)
    assert hierarchy.node_types() == {"g": "array"}


def test_names_of_dimensions_are_of_version_3() -> None:
    named = made(1, chunks=(1,), dimension_names=["x"]).nodes[""]
    unnamed = made(1, 1, chunks=(1, 1)).nodes[""]
    assert isinstance(named, ArrayState)
    assert isinstance(unnamed, ArrayState)
    assert (named.dimension_names, unnamed.dimension_names) == (("x",), (None, None))
    older = Hierarchy("zarr_v2")
    array = {"shape": ["1"], "chunk_shape": ["1"], "data_type": ">u2", "fill_value": b64(1, 0)}
    do(older, "create_array", array=array)
    state = older.nodes[""]
    assert isinstance(state, ArrayState)
    assert (state.dimension_names, state.data_type.name) == (None, "uint16")


@pytest.mark.parametrize("op", ["consolidate", "list_members", "read_consolidated"])
def test_what_only_looks_or_copies_changes_no_node(op: str) -> None:
    hierarchy = made(1, chunks=(1,), path="a")
    before = dict(hierarchy.nodes)
    do(hierarchy, op)
    assert hierarchy.nodes == before


def test_what_is_read_only_is_not_written() -> None:
    hierarchy = made(2, chunks=(1,))
    do(hierarchy, "write_read_only", selection=selection((0, 1, 1)), values=b64(1))
    assert shown(hierarchy) == [9, 9]


_ARRAY = {"shape": ["1"], "chunk_shape": ["1"], "data_type": "uint8"}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"op": "create_array", "path": "g/a", "array": _ARRAY}, "there is a node already"),
        ({"op": "create_group", "path": "g"}, "there is a node already"),
        ({"op": "create_group", "path": "g/a/b"}, "lies below an array"),
        ({"op": "create_array", "path": "", "array": _ARRAY}, "nodes lie below"),
        ({"op": "write_array", "path": "g", "values": ""}, "there is no such array"),
        ({"op": "write_array", "path": "g/a", "values": b64(1, 2)}, "not those of shape"),
        ({"op": "resize", "path": "g/a", "shape": ["1", "1"]}, "has 1 dimensions"),
        ({"op": "delete_node", "path": "h"}, "no such node"),
        ({"op": "set_attributes", "path": "h", "attributes": {}}, "no such node"),
        ({"op": "read_array", "path": "g/a"}, "no step of a recipe"),
    ],
)
def test_a_step_that_cannot_be_carried_out_changes_nothing(step: Any, said: str) -> None:
    hierarchy = made(1, chunks=(1,), path="g/a")
    do(hierarchy, "create_group", "g")
    before = dict(hierarchy.nodes)
    with pytest.raises(RecipeError, match=said):
        hierarchy.carry_out(step)
    assert hierarchy.nodes == before


def test_a_hierarchy_can_begin_with_nodes() -> None:
    hierarchy = Hierarchy("zarr_v3", {"g": GroupState({"a": 1})})
    do(hierarchy, "set_attributes", "g", node_type="group", attributes={"b": 2})
    assert hierarchy.nodes["g"].attributes == {"a": 1, "b": 2}

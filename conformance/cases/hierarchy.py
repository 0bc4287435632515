"""What a recipe leaves behind: a hierarchy in memory that carries out steps as the text has them.

The steps are messages of the protocol without id, format and store. Elements that no clause gives a
value are unspecified: those of an array without a known fill value that nobody wrote, and those
that growing uncovers in chunks that were there before ("Resizing" is an implementation note).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.cases.model import Format, NodeType
from conformance.oracle import data_types
from conformance.oracle.data_types import DataType
from conformance.oracle.elements import Elements, filled, unflat
from conformance.oracle.v2 import data_types as v2_data_types

Step = Mapping[str, Any]
Shape = tuple[int, ...]


class RecipeError(Exception):
    """A step that cannot be carried out. Says which, and why."""


@dataclass(frozen=True)
class GroupState:
    """A group."""

    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ArrayState:
    """An array; ``values`` are ``(*shape, size)``, those at ``unspecified`` mean nothing.

    ``stored_shape`` is that of what has a key of its own: of a shard where there is one. ``held``
    is how far the chunks reach that may be there, from this shape or an earlier one.
    """

    data_type: DataType
    stored_shape: Shape
    values: Elements
    unspecified: NDArray[np.bool_]
    held: Shape
    fill_value: bytes | None = None
    dimension_names: tuple[str | None, ...] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        """The length of each dimension."""
        return self.values.shape[:-1]


State = GroupState | ArrayState


class Hierarchy:
    """Nodes by path, the root's is empty. ``carry_out`` changes them, one step after the other."""

    def __init__(self, format: Format, nodes: Mapping[str, State] | None = None) -> None:
        self.format = format
        self.nodes: dict[str, State] = dict(nodes or {})

    def node_types(self) -> dict[str, NodeType]:
        """The nodes that somebody made, by path; groups above them may be there besides."""
        return {
            path: "array" if isinstance(state, ArrayState) else "group"
            for path, state in sorted(self.nodes.items())
        }

    def carry_out(self, step: Step) -> None:
        """Do what a step says. Raises `RecipeError`; nothing has changed then."""
        path = step["path"]
        match step["op"]:
            case "create_group":
                self._create(step, GroupState(step.get("attributes", {})))
            case "create_array":
                self._create(step, _array(self.format, step["array"]))
            case "write_array":
                array = self._array(step)
                self.nodes[path] = _written(array, (), step["values"], array.shape)
            case "write_region":
                array = self._array(step)
                region = tuple(slice(*map(int, part)) for part in step["selection"])
                shape = array.unspecified[region].shape
                self.nodes[path] = _written(array, region, step["values"], shape)
            case "append":
                array, added = self._array(step), lengths(step["shape"])
                before = array.shape[step["axis"]]
                shape = _with(array.shape, step["axis"], before + added[step["axis"]])
                region = tuple(
                    slice(before if n == step["axis"] else 0, s) for n, s in enumerate(shape)
                )
                self.nodes[path] = _written(_resized(array, shape), region, step["values"], added)
            case "resize":
                self.nodes[path] = _resized(self._array(step), lengths(step["shape"]))
            case "set_attributes":
                self._set(step, lambda old: {**old, **step["attributes"]})
            case "delete_attributes":
                names = set(step["names"])
                self._set(step, lambda old: {k: v for k, v in old.items() if k not in names})
            case "delete_node":
                if path not in self.nodes:
                    raise RecipeError(f"{step['op']} {path!r}: there is no such node")
                self._erase(path)
            case "consolidate" | "list_members" | "write_read_only" | "read_consolidated":
                pass
            case other:
                raise RecipeError(f"{other}: is no step of a recipe")

    def _create(self, step: Step, state: State) -> None:
        path = step["path"]
        if path in self.nodes and not step.get("overwrite"):
            raise RecipeError(f"{step['op']} {path!r}: there is a node already")
        above = [known for known in self.nodes if known == "" or path.startswith(f"{known}/")]
        if any(isinstance(self.nodes[known], ArrayState) for known in above if known != path):
            raise RecipeError(f"{step['op']} {path!r}: lies below an array")
        if step.get("overwrite"):
            self._erase(path)
        elif isinstance(state, ArrayState) and self._within(path):
            raise RecipeError(f"{step['op']} {path!r}: nodes lie below")
        self.nodes[path] = state

    def _within(self, path: str) -> list[str]:
        return [
            known
            for known in self.nodes
            if known == path or not path or known.startswith(f"{path}/")
        ]

    def _erase(self, path: str) -> None:
        for known in self._within(path):
            del self.nodes[known]

    def _array(self, step: Step) -> ArrayState:
        state = self.nodes.get(step["path"])
        if not isinstance(state, ArrayState):
            raise RecipeError(f"{step['op']} {step['path']!r}: there is no such array")
        return state

    def _set(self, step: Step, change: Any) -> None:
        state = self.nodes.get(step["path"])
        if state is None:
            raise RecipeError(f"{step['op']} {step['path']!r}: there is no such node")
        self.nodes[step["path"]] = replace(state, attributes=change(state.attributes))


def lengths(value: Sequence[str]) -> Shape:
    """A shape as messages have it, as numbers."""
    return tuple(map(int, value))


def described(format: Format, data_type: Any) -> DataType:
    """The data type of a recipe: of ``zarr.json`` or ``.zarray``. Raises `SpecError`."""
    if format == "zarr_v2":
        return v2_data_types.described(v2_data_types.parse(data_type))
    return data_types.parse(data_type)


def _array(format: Format, recipe: Mapping[str, Any]) -> ArrayState:
    data_type = described(format, recipe["data_type"])
    shape = lengths(recipe["shape"])
    fill = base64.b64decode(recipe["fill_value"]) if "fill_value" in recipe else None
    empty = b"" if data_type.variable else bytes(data_type.size)
    names = tuple(recipe.get("dimension_names", (None,) * len(shape)))
    return ArrayState(
        data_type,
        lengths(recipe.get("shard_shape", recipe["chunk_shape"])),
        filled(shape, empty if fill is None else fill, variable=data_type.variable),
        np.full(shape, fill is None),
        (0,) * len(shape),
        fill,
        None if format == "zarr_v2" else names,
        recipe.get("attributes", {}),
    )


def _written(array: ArrayState, region: tuple[slice, ...], data: str, shape: Shape) -> ArrayState:
    kind = array.data_type
    values = unflat(base64.b64decode(data), shape, kind.size, variable=kind.variable)
    if values is None:
        raise RecipeError(f"the values are not those of shape {shape} and {kind.name}")
    whole, unspecified = array.values.copy(), array.unspecified.copy()
    whole[region], unspecified[region] = values, False
    return replace(array, values=whole, unspecified=unspecified)


def _resized(array: ArrayState, shape: Shape) -> ArrayState:
    kind = array.data_type
    if len(shape) != len(array.shape):
        raise RecipeError(f"resize to {shape}: the array has {len(array.shape)} dimensions")
    empty = b"" if kind.variable else bytes(kind.size)
    fill = array.fill_value
    values = filled(shape, empty if fill is None else fill, variable=kind.variable)
    unspecified = np.full(shape, fill is None)
    # Chunks that were within this shape or an earlier one may be there, with anything in them.
    held = tuple(
        max(old, -(-length // chunk) * chunk)
        for old, length, chunk in zip(array.held, array.shape, array.stored_shape, strict=True)
    )
    unspecified[tuple(map(slice, held))] = True
    kept = tuple(slice(min(old, new)) for old, new in zip(array.shape, shape, strict=True))
    values[kept], unspecified[kept] = array.values[kept], array.unspecified[kept]
    return replace(array, values=values, unspecified=unspecified, held=held)


def _with(shape: Shape, axis: int, length: int) -> Shape:
    return (*shape[:axis], length, *shape[axis + 1 :])

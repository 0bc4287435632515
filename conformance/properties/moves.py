"""Moves: single steps that can be drawn at any time in the life of a hierarchy.

Each says by what has been done so far whether it is possible, and draws the step. What is drawn
never depends on an answer: the model of what steps leave behind is the only state. ``histories``
chains moves, ``machine`` makes rules of them.

Not drawn is what nobody is held to: metadata that changes under consolidated metadata, nodes whose
names differ in case alone, a root that is deleted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.cases.hierarchy import ArrayState, GroupState, State
from conformance.cases.recipes import Recipe
from conformance.oracle.nodes import key_prefix
from conformance.properties.breadth import Without, choose
from conformance.properties.recipes import (
    MOST_ELEMENTS,
    UNSAID,
    draw_lengths,
    draw_plain,
    make,
    new_attributes,
    write_part,
)

Draw = Any
PATHS = ("", "a", "g", "g/a", "g/b", "b")
MOST_NODES = 3
_METADATA = frozenset({"nodes", "shape", "attributes"})


@dataclass(frozen=True)
class World:
    """The steps so far, and the nodes that they leave behind."""

    made: Recipe
    nodes: Mapping[str, State]

    @classmethod
    def after(cls, made: Recipe) -> World:
        """The world that a recipe leaves behind."""
        return cls(made, made.after().nodes)

    @property
    def arrays(self) -> list[str]:
        """The paths of arrays."""
        return [path for path, state in self.nodes.items() if isinstance(state, ArrayState)]

    @property
    def groups(self) -> list[str]:
        """The paths of groups."""
        return [path for path, state in self.nodes.items() if isinstance(state, GroupState)]

    def shape(self, path: str) -> tuple[int, ...]:
        """The shape of an array."""
        state = self.nodes[path]
        assert isinstance(state, ArrayState)
        return state.shape


@dataclass(frozen=True)
class Move:
    """A kind of step. ``tags`` are features that an implementation must have shown for it."""

    name: str
    kind: str
    tags: frozenset[str]
    targets: Callable[[World], list[str]]
    add: Callable[[Draw, World, str, Without], Recipe]

    def is_possible(self, world: World, without: Without) -> bool:
        """Whether it can be made now, without these features."""
        return self.tags.isdisjoint(without) and bool(self._targets(world))

    def draw(self, draw: Draw, world: World, without: Without) -> tuple[Recipe, str]:
        """The recipe with one step more, and the path of the node that the step is about."""
        which = (self.name, len(world.made.steps))
        path = choose(draw, self._targets(world), which)
        return self.add(draw, world, path, without), path

    def _targets(self, world: World) -> list[str]:
        if self.kind in _METADATA and is_consolidated(world.made):
            return []
        return self.targets(world)


def is_consolidated(made: Recipe) -> bool:
    """Whether a group holds the metadata of the nodes below it."""
    return bool(consolidated(made))


def consolidated(made: Recipe) -> list[str]:
    """The groups that hold the metadata of the nodes below them."""
    found = [step["path"] for step in made.steps if step["op"] == "consolidate"]
    for key, data in made.begun.items():
        if key.rpartition("/")[2] == "zarr.json":
            document = json.loads(data)
            if isinstance(document.get("consolidated_metadata"), dict):
                found.append(key.rpartition("/")[0])
    return found


def _free(world: World) -> list[str]:
    """Paths where nothing is, not even a group that a library may have made above a node."""
    made, nodes = world.made, world.nodes
    if len(nodes) == MOST_NODES:
        return []
    deleted = {step["path"] for step in made.steps if step["op"] == "delete_node"}
    ever = {step["path"] for step in made.steps if step["op"].startswith("create")}
    ever |= {key.rpartition("/")[0] for key in made.begun if key.endswith("zarr.json")}
    return [
        path
        for path in PATHS
        if path not in nodes
        and (path in deleted or path not in ever)
        and not any(path != one and _is_within(one, path) for one in (*nodes, *ever))
        and not any(_is_within(path, array) for array in world.arrays)
        # A group above that was deleted may come back with it.
        and not any(_is_within(path, one) for one in deleted - nodes.keys() - {path})
    ]


def _is_within(path: str, above: str) -> bool:
    return path == above or path.startswith(key_prefix(above))


def _parents(world: World) -> list[str]:
    """Groups with something below."""
    return [
        path
        for path in world.groups
        if any(one != path and _is_within(one, path) for one in world.nodes)
    ]


def _writable(world: World) -> list[str]:
    return [path for path in world.arrays if 0 not in world.shape(path)]


def _long(world: World) -> list[str]:
    """Arrays that may become longer."""
    shapes = {path: world.shape(path) for path in _writable(world)}
    return [path for path, n in shapes.items() if n and 2 * math.prod(n) <= MOST_ELEMENTS]


def _with_attributes(world: World) -> list[str]:
    return [path for path, state in world.nodes.items() if state.attributes]


def _consolidated(world: World) -> list[str]:
    """Arrays below a group that holds their metadata."""
    groups = consolidated(world.made)[-1:]
    return [path for path in world.arrays if any(_is_within(path, group) for group in groups)]


def _create_array(draw: Draw, world: World, path: str, without: Without) -> Recipe:
    draft = draw_plain(draw, without | UNSAID, path)
    return _about(make(world.made, draft, overwrite=path in world.nodes), draft.clauses)


def _create_group(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    with_some = choose(draw, (False, True), ("attributes", len(world.made.steps)))
    rest = {"attributes": new_attributes(draw)} if with_some else {}
    return _about(world.made.group(path, **rest), ("v3.core.group.object",))


def _write(_: Draw, world: World, path: str, __: Without) -> Recipe:
    return world.made.write(path, first=1 + 31 * len(world.made.steps))


def _region(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    return write_part(draw, world.made, path, which=len(world.made.steps))


def _append(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    which = len(world.made.steps)
    axis = choose(draw, range(len(world.shape(path))), ("axis", which))
    more = choose(draw, (1, 2, 3), ("more", which))
    return world.made.append(axis, more, path, first=201 + 31 * which)


def _resize(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    return world.made.resize(*draw_lengths(draw, world.shape(path)), path=path)


def _set(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    return world.made.attributes(new_attributes(draw), path)


def _unset(draw: Draw, world: World, path: str, _: Without) -> Recipe:
    names = sorted(world.nodes[path].attributes)
    name = choose(draw, names, ("name", len(world.made.steps)))
    return world.made.without(name, path=path)


def _delete(_: Draw, world: World, path: str, __: Without) -> Recipe:
    return world.made.step("delete_node", path)


def _consolidate(_: Draw, world: World, path: str, __: Without) -> Recipe:
    return world.made.step("consolidate", path)


def _list(_: Draw, world: World, path: str, __: Without) -> Recipe:
    return world.made.step("list_members", path)


def _read_consolidated(_: Draw, world: World, path: str, __: Without) -> Recipe:
    group = consolidated(world.made)[-1]
    below = path.removeprefix(key_prefix(group))
    return world.made.step("read_consolidated", group, below=below)


def _about(made: Recipe, clauses: tuple[str, ...]) -> Recipe:
    return replace(made, clauses=tuple(dict.fromkeys((*made.clauses, *clauses))))


def _tags(*names: str) -> frozenset[str]:
    return frozenset(f"write:{name}" for name in names)


_NONE: frozenset[str] = frozenset()
MOVES = {
    move.name: move
    for move in (
        Move("create_array", "nodes", _NONE, _free, _create_array),
        Move("write_array", "values", _NONE, _writable, _write),
        Move("write_region", "values", _tags("region"), _writable, _region),
        Move("resize", "shape", _tags("resize"), _long, _resize),
        Move("append", "shape", _tags("append"), _long, _append),
        Move(
            "set_attributes",
            "attributes",
            _tags("attributes"),
            lambda world: list(world.nodes),
            _set,
        ),
        Move("delete_attributes", "attributes", _tags("attributes"), _with_attributes, _unset),
        Move("create_group", "nodes", frozenset({"node:group"}), _free, _create_group),
        Move("overwrite", "nodes", _tags("overwrite"), lambda world: world.arrays, _create_array),
        Move(
            "delete_node",
            "nodes",
            _tags("delete"),
            lambda world: [path for path in world.nodes if path],
            _delete,
        ),
        Move("list_members", "members", _tags("list"), lambda world: world.groups, _list),
        Move("consolidate", "consolidated", _tags("consolidated"), _parents, _consolidate),
        Move(
            "read_consolidated",
            "consolidated",
            _tags("consolidated"),
            _consolidated,
            _read_consolidated,
        ),
    )
}

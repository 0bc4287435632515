"""A fluent builder of cases that are written: steps, and what the store says after them.

``recipe(...)`` begins one; what arrays look like is said by a draft of ``builder`` or ``v2``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Self

import numpy as np

from conformance import schemas
from conformance.cases import builder, features, features_v2, v2, values, values_v2
from conformance.cases.builder import DefinitionError
from conformance.cases.hierarchy import ArrayState, GroupState, Hierarchy, RecipeError, State, Step
from conformance.cases.model import Case, Format, Kind, Node, base64_of
from conformance.oracle import FORMATS
from conformance.oracle.elements import flat
from conformance.oracle.extensions import slug
from conformance.oracle.v2 import data_types as v2_data_types

Json = Any
Draft = builder.ArrayDraft | v2.ArrayDraft
GroupDraft = builder.GroupDraft | v2.GroupDraft
Part = tuple[int, ...]


def plain(draft: Any) -> Any:
    """The array of a recipe that says nothing else: 2 by 3, one chunk, 16 bits unsigned."""
    return draft


@dataclass(frozen=True)
class Recipe:
    """Steps on a store. A method returns a changed copy; `judged` and its like end it."""

    id: str
    title: str
    clauses: tuple[str, ...]
    format: Format
    steps: tuple[Step, ...] = ()
    tags: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    begun: Mapping[str, bytes] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    note: str | None = None

    def step(self, op: str, path: str = "", **members: Json) -> Self:
        """Add any step."""
        return replace(self, steps=(*self.steps, {"op": op, "path": path, **members}))

    def group(self, path: str = "", **members: Json) -> Self:
        """Make a group, with ``attributes``."""
        made = self.step("create_group", path, **members)
        base = "v2-group-reader" if self.format == "zarr_v2" else "v3-group-reader"
        return replace(made, tags=made.tags | {"node:group"}, classes=made.classes | {base})

    def array(
        self,
        change: Callable[..., Any] = plain,
        path: str = "",
        *,
        default: Iterable[str] = (),
        overwrite: bool = False,
    ) -> Self:
        """Make an array as the draft says that ``change`` returns.

        ``change`` gets a draft of the format. Members named in ``default`` are left to the library,
        which need not have a default: it is a class of its own.
        """
        draft = change((v2 if self.format == "zarr_v2" else builder).array(self.id, "", "any"))
        array = _recipe(draft, self.format)
        left = list(default)
        for name in left:
            array.pop(name, None)
        rest = {"overwrite": True} if overwrite else {}
        made = self.step("create_array", path, array=array, **rest)
        return made.tag(*(f"write:default-{slug(name)}" for name in left))._needing(draft)

    def begin(self, draft: Draft | GroupDraft) -> Self:
        """Begin with the store of a valid node, written by the oracle."""
        if isinstance(draft, GroupDraft):
            return self._begin_group(draft)
        metadata, whole, store = draft.store()
        if metadata.fill_value is None and draft.absent:
            raise DefinitionError(f"{self.id}: elements of what it begins with are undefined")
        state = ArrayState(
            metadata.data_type,
            metadata.chunk_grid.shape_at((0,) * len(metadata.shape)),
            whole,
            np.zeros(metadata.shape, bool),
            (0,) * len(metadata.shape),
            metadata.fill_value,
            None if self.format == "zarr_v2" else metadata.dimension_names,
            (draft.attrs or {}) if isinstance(draft, v2.ArrayDraft) else metadata.attributes,
        )
        return replace(
            self._needing(draft),
            begun={**self.begun, **store},
            states={**self.states, draft.path: state},
        )

    def _begin_group(self, draft: GroupDraft) -> Self:
        case = draft.read()
        state = GroupState((case.expect or {})["attributes"])
        return replace(
            self,
            begun={**self.begun, **case.store},
            states={**self.states, draft.path: state},
            tags=self.tags | set(case.features),
            classes=self.classes | set(case.classes),
        )

    def write(self, path: str = "", *, first: int = 1, given: Iterable[Json] | None = None) -> Self:
        """Write the whole array: a ramp from ``first`` on, or the elements ``given``."""
        shape = self._array(path).shape
        return self.step("write_array", path, values=self._values(path, shape, first, given))

    def region(
        self,
        *parts: Part,
        path: str = "",
        first: int = 101,
        given: Iterable[Json] | None = None,
        op: str = "write_region",
    ) -> Self:
        """Write a region: start, stop and step (1 unless given) along each dimension."""
        selection = [[str(n) for n in (p[0], p[1], *(p[2:] or (1,)))] for p in parts]
        cut = tuple(slice(*map(int, part)) for part in selection)
        shape = self._array(path).unspecified[cut].shape
        data = self._values(path, shape, first, given)
        return self.step(op, path, selection=selection, values=data)

    def append(self, axis: int, length: int, path: str = "", *, first: int = 201) -> Self:
        """Append ``length`` along an axis."""
        shape = tuple(length if n == axis else old for n, old in enumerate(self._array(path).shape))
        data = self._values(path, shape, first, None)
        return self.step("append", path, axis=axis, shape=[str(n) for n in shape], values=data)

    def resize(self, *shape: int, path: str = "") -> Self:
        """Give an array another shape."""
        return self.step("resize", path, shape=[str(n) for n in shape])

    def attributes(self, attributes: Mapping[str, Json], path: str = "", **members: Json) -> Self:
        """Set attributes of a node; ``numbers`` are those that JSON has no word for."""
        node_type = self.after().node_types()[path]
        return self.step(
            "set_attributes", path, node_type=node_type, attributes=dict(attributes), **members
        )

    def without(self, *names: str, path: str = "") -> Self:
        """Delete attributes of a node."""
        node_type = self.after().node_types()[path]
        return self.step("delete_attributes", path, node_type=node_type, names=list(names))

    def tag(self, *tags: str) -> Self:
        """Add tags of features."""
        return replace(self, tags=self.tags | set(tags))

    def judged(self, path: str = "") -> Case:
        """End: the store is judged by every clause, the node at ``path`` by what it says."""
        return self._end("write", path)

    def refuses(self, control: str, path: str = "") -> Case:
        """End: the last step asks for what must not be stored; the case ``control`` does not."""
        return self._end("write", path, refuses=True, control=control)

    def observe(self, *discussion: str, path: str = "", control: str | None = None) -> Case:
        """End: it is recorded what lies in the store.

        With a ``control`` the last step asks for what had better not be stored, as in `refuses`.
        """
        rest: dict[str, Any] = {} if control is None else {"refuses": True, "control": control}
        return self._end("observe", path, discussion=discussion, **rest)

    def _needing(self, draft: Draft) -> Self:
        """With the tags and the classes of an array."""
        if self.format == "zarr_v2":
            tags = features_v2.array_features(draft.document)
            known = features_v2.classes(tags, "array")
        else:
            tags = features.array_features(draft.document)
            known = features.classes(tags, "array")
        return replace(self, tags=self.tags | tags, classes=self.classes | set(known))

    def _values(
        self, path: str, shape: tuple[int, ...], first: int, given: Iterable[Json] | None
    ) -> str:
        step = next(
            (s for s in reversed(self.steps) if s["op"] == "create_array" and s["path"] == path),
            None,
        )
        if self.format == "zarr_v2" and step is not None:
            dtype = v2_data_types.parse(step["array"]["data_type"])
            found = (
                values_v2.ramp(dtype, shape, first)
                if given is None
                else values_v2.elements(dtype, shape, given)
            )
        else:
            kind = self._array(path).data_type
            found = (
                values.ramp(kind, shape, first)
                if given is None
                else values.elements(kind, shape, given)
            )
        return base64_of(flat(found))

    def _array(self, path: str) -> ArrayState:
        state = self.after().nodes.get(path)
        if not isinstance(state, ArrayState):
            raise DefinitionError(f"{self.id}: no step makes an array at {path!r}")
        return state

    def after(self) -> Hierarchy:
        """What the steps so far leave behind."""
        return self._after(self.steps)

    def _after(self, steps: Iterable[Step]) -> Hierarchy:
        hierarchy = Hierarchy(self.format, self.states)
        try:
            for step in steps:
                hierarchy.carry_out(step)
        except RecipeError as error:
            raise DefinitionError(f"{self.id}: {error}") from error
        return hierarchy

    def _end(self, kind: Kind, path: str, *, refuses: bool = False, **rest: Any) -> Case:
        for step in self.steps:
            message = {"id": 0, "format": self.format, "store": "/", **step}
            problem = schemas.problem("protocol/request", message)
            if problem:
                raise DefinitionError(f"{self.id}: {step['op']}: {problem}")
        after = self._after(self.steps[:-1] if refuses else self.steps)
        state = after.nodes.get(path)
        writing = features.writing_features(self.steps)
        writing |= {tag for tag in self.tags if tag.startswith("write:")}
        version = "v2" if self.format == "zarr_v2" else "v3"
        expect, data = expected(state)
        return Case(
            id=self.id,
            kind=kind,
            title=self.title,
            clauses=self.clauses,
            classes=tuple(features.writer_classes(self.classes, writing, version)),
            features=tuple(sorted(self.tags | writing)),
            node=Node("array" if isinstance(state, ArrayState) else "group", path),
            format=self.format,
            expect=expect,
            values=data,
            confirmation=self.note,
            store=self.begun,
            steps=self.steps,
            hierarchy=after.node_types(),
            refuses=refuses,
            **rest,
        )


def recipe(id: str, title: str, *clauses: str) -> Recipe:
    """Begin a recipe, of version 2 where the id begins with ``v2/``."""
    return Recipe(id, title, clauses, "zarr_v2" if id.startswith("v2/") else "zarr_v3")


def expected(state: State | None) -> tuple[dict[str, Json] | None, bytes | None]:
    """What a node says: the member ``expect`` of a case, and all its elements."""
    if state is None:
        return None, None
    expect: dict[str, Json] = {"attributes": dict(state.attributes)}
    if not isinstance(state, ArrayState):
        return expect, None
    data = flat(state.values)
    expect = {
        "shape": [str(n) for n in state.shape],
        "data_type": state.data_type.name,
        "values_sha256": hashlib.sha256(data).hexdigest(),
        **expect,
    }
    if state.dimension_names is not None:
        expect["dimension_names"] = list(state.dimension_names)
    if state.data_type.alias:
        del expect["data_type"]
    if state.data_type.variable:
        expect["variable_length"] = True
    if state.fill_value is not None and state.data_type.kind != "raw":
        expect["fill_value"] = base64_of(state.fill_value)
    places = np.flatnonzero(state.unspecified)
    runs = [list(run) for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
    if runs:
        expect["unspecified"] = [[str(run[0][1]), str(run[-1][1] + 1)] for run in runs]
    return expect, data


def _recipe(draft: Draft, format: Format) -> dict[str, Json]:
    """The recipe of the array that a draft describes, all of it said."""
    document = dict(draft.document)
    expected = FORMATS[format]  # the draft's document is read by the oracle, so it is valid
    key = expected.array_document
    node = expected.read_array({key: draft.encoded_document(document)}, "")
    array: dict[str, Json] = {"shape": [str(n) for n in document["shape"]]}
    if node.metadata.fill_value is not None:
        array["fill_value"] = base64_of(node.metadata.fill_value)
    if format == "zarr_v2":
        array["chunk_shape"] = [str(n) for n in document["chunks"]]
        array["data_type"] = document["dtype"]
        for name in ("compressor", "filters", "order", "dimension_separator"):
            if name in document:
                array[name] = document[name]
        attributes = draft.attrs if isinstance(draft, v2.ArrayDraft) else None
        return array | ({"attributes": attributes} if attributes is not None else {})
    array["chunk_shape"] = document["chunk_grid"]["configuration"]["chunk_shape"]
    array["chunk_shape"] = [str(n) for n in array["chunk_shape"]]
    codecs = document["codecs"]
    for name in ("data_type", "chunk_key_encoding", "dimension_names", "attributes"):
        if name in document:
            array[name] = document[name]
    if len(codecs) == 1 and codecs[0]["name"] == "sharding_indexed":
        shard = codecs[0]["configuration"]
        if shard["index_codecs"] == [builder.bytes_codec(), builder.CRC32C]:
            array["shard_shape"] = array["chunk_shape"]
            array["chunk_shape"] = [str(n) for n in shard["chunk_shape"]]
            if "index_location" in shard:
                array["index_location"] = shard["index_location"]
            codecs = shard["codecs"]
    array["codecs"] = codecs
    return array

"""Symbolic links in a store, and paths of nodes that leave it: what does a reader follow?

The file system store reads the content of the file at a path and says nothing of links, so all are
robustness. What lies beside the store belongs to the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.cases.builder import array, group
from conformance.cases.definitions.v2.hierarchy import BELOW
from conformance.cases.definitions.v3.absurd import MISSING
from conformance.cases.definitions.v3.arrays import MINIMAL
from conformance.cases.definitions.v3.hierarchy import IN_GROUP, OUTER_GROUP
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case
from conformance.cases.v2 import array as array_v2

GET, JOIN = "v3.store.filesystem.get", "v3.store.filesystem.join"
NOT_PERIODS = "v3.core.node-name.not-periods"
ELSEWHERE = (11, 12, 13, 14, 15, 16)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield _link_to_chunk()
    for draft in (*_links(), *_loops(), *_paths()):
        yield draft.absurd()


def _link_to_chunk() -> Case:
    whole = (
        array("v3/absurd/link-to-chunk", "A chunk is a symbolic link to another chunk.", GET)
        .shape(4, 3, chunks=(2, 3))
        .values(*range(1, 7), *range(1, 7))
        .observe()
    )
    kept = {key: data for key, data in whole.store.items() if key != "c/1/0"}
    return replace(whole, axis="robustness", store=kept, links={"c/1/0": "store/c/0/0"})


def _link(name: str, title: str, clause: str, control: Case) -> FaultDraft:
    return fault(f"v3/absurd/link-{name}", title, clause, control=control)


def _links() -> Iterator[FaultDraft]:
    yield (
        _link(
            "chunk-outside", "A chunk is a symbolic link to a file outside the store.", GET, MINIMAL
        )
        .beside("chunk", MINIMAL.store["c/0/0"])
        .link("c/0/0", "outside/chunk")
    )
    yield (
        _link(
            "document-outside",
            "The document is a symbolic link to a file outside the store.",
            GET,
            MINIMAL,
        )
        .beside("document", MINIMAL.store["zarr.json"])
        .link("zarr.json", "outside/document")
    )
    outside = _link(
        "array-outside",
        "The folder of an array is a symbolic link to a folder outside the store.",
        JOIN,
        IN_GROUP,
    )
    for key, data in IN_GROUP.store.items():
        if key.startswith("run/temperature/"):
            outside = outside.beside(key.removeprefix("run/"), data)
    yield outside.link("run/temperature", "outside/temperature")
    # What is not there is not stored, and reads as the fill value.
    yield _link(
        "chunk-dangling",
        "A chunk is a symbolic link to no file; not stored, it is the fill value.",
        GET,
        MISSING,
    ).link("c/0", "outside/chunk")


def _loops() -> Iterator[FaultDraft]:
    yield _link("chunk-to-itself", "A chunk is a symbolic link to itself.", GET, MINIMAL).link(
        "c/0/0", "store/c/0/0"
    )
    yield _link(
        "loop-in-group",
        "A group holds a symbolic link to the folder of the group.",
        JOIN,
        OUTER_GROUP,
    ).link("run/loop", "store/run")
    yield _link(
        "loop-in-array",
        "Among the chunks of an array lies a symbolic link to the folder of the array.",
        JOIN,
        MINIMAL,
    ).link("c/loop", "store")


def _paths() -> Iterator[FaultDraft]:
    """The array at ``run/temperature`` by other paths, and one that is not in the store at all."""
    for name, path, words in (
        ("one-period", "run/./temperature", "a segment of one period"),
        ("two-periods", "run/../run/temperature", "two periods, and does not leave the store"),
    ):
        title = f"The path of the array has {words}."
        yield fault(f"v3/absurd/path-{name}", title, NOT_PERIODS, control=IN_GROUP).at(path)
    title = "The path leads by two periods to another array, outside the store."
    elsewhere = array("v3/x", "x", JOIN).values(*ELSEWHERE).read()
    draft = fault("v3/absurd/path-outside-array", title, NOT_PERIODS, control=IN_GROUP)
    yield _beside(draft, elsewhere)
    lone = group("v3/x", "x", JOIN).member("attributes", {"secret": 1}).read()
    title = "The path leads by two periods to another group, outside the store."
    draft = fault("v3/absurd/path-outside-group", title, NOT_PERIODS, control=OUTER_GROUP)
    yield _beside(draft, lone)
    title = "The path leads by two periods to another array, outside the store."
    older = array_v2("v2/x", "x", "v2.path.dot-segments").values(*ELSEWHERE).read()
    draft = fault("v2/absurd/path-outside-array", title, "v2.path.dot-segments", control=BELOW)
    yield _beside(draft, older)


def _beside(draft: FaultDraft, node: Case) -> FaultDraft:
    for key, data in node.store.items():
        draft = draft.beside(key, data)
    return draft.at("../outside")

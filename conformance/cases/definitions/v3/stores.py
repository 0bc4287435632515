"""What lies in a store beside a node: keys of extensions, other arrays, chunks of another time.

Where the documents and chunks of a node lie is the business of the module of hierarchies.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import array, group
from conformance.cases.definitions.v3.arrays import GRID_SHAPE, MINIMAL
from conformance.cases.definitions.v3.hierarchy import IN_GROUP
from conformance.cases.faults import fault
from conformance.cases.model import Case

RESERVED = "v3.core.node-name.reserved-for-extensions"
NOTES = b"\xff\xfe no document and no chunk \x00"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from _keys_of_extensions()
    yield from _other_arrays()
    yield from _other_chunks()
    yield from _open()


def _keys_of_extensions() -> Iterator[Case]:
    yield (
        group(
            "v3/stores/filesystem/folder-of-an-extension-in-group",
            "Beside the document of a group lies a folder whose name begins with two underscores.",
            RESERVED,
        )
        .member("attributes", {"level": 1})
        .check("attributes")
        .at("run")
        .also("run/__example/notes", NOTES)
        .also("run/__example/zarr.json", NOTES)
        .read()
    )
    yield (
        array(
            "v3/stores/filesystem/folder-of-an-extension-in-array",
            "Among the chunks of an array lies a folder whose name begins with two underscores.",
            RESERVED,
        )
        .shape(4, 3, chunks=(2, 3))
        .at("run/temperature")
        .also("run/temperature/__example/c/0/0", NOTES)
        .also("run/temperature/__example/zarr.json", NOTES)
        .read()
    )


def _other_arrays() -> Iterator[Case]:
    other = array("v3/dimension-names/other", "").at("run/other").shape(5, 4)
    names = other.member("dimension_names", ["y", "x"]).read()
    yield (
        array(
            "v3/dimension-names/shared-with-another-array",
            "Another array of the group has dimensions of the same names, with other lengths.",
            "v3.core.array.dimension-names.across-arrays",
        )
        .shape(2, 3)
        .member("dimension_names", ["x", "y"])
        .check("dimension_names", "shape")
        .at("run/temperature")
        .also("run/other/zarr.json", names.store["run/other/zarr.json"])
        .also("run/other/c/0/0", names.store["run/other/c/0/0"])
        .read()
    )


def _other_chunks() -> Iterator[Case]:
    # An array that was made smaller keeps its old chunks, if its writer deletes none.
    yield (
        array(
            "v3/arrays/chunks-outside-the-grid",
            "Chunks lie in the store that are beyond the grid of the array, in both dimensions.",
            GRID_SHAPE,
            "v3.grid.regular.element-location",
        )
        .shape(3, 4, chunks=(2, 2))
        .also("c/0/2", b"\xdd" * 8)
        .also("c/2/0", b"\xdd" * 8)
        .also("c/2/2", b"\xdd" * 8)
        .check("shape")
        .read()
    )


def _open() -> Iterator[Case]:
    yield (
        fault(
            "v3/hierarchy/array-below-array",
            "The node above an array is an array itself.",
            "v3.core.hierarchy.array-has-no-children",
            control=IN_GROUP,
        )
        .put("run/zarr.json", MINIMAL.store["zarr.json"])
        .put("run/c/0/0", MINIMAL.store["c/0/0"])
        .observe()
    )
    yield (
        array(
            "v3/hierarchy/name-with-two-underscores",
            "The array's name begins with two underscores, which are reserved.",
            "v3.core.node-name.not-reserved-prefix",
        )
        .at("run/__temperature")
        .observe("zarr-specs#56")
    )

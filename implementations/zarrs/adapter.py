"""The adapter of the Rust crate zarrs, through its Python binding zarrista."""

from __future__ import annotations

import json
import sys
from importlib.metadata import files, version
from typing import Any

import zarrista
from adapter_kit import Array, Group, Unsupported, library, serve
from zarrista.store import FilesystemStore


def read_array(store: str, path: str, selection: Any = ...) -> Array:
    with library():
        array = zarrista.Array.open(FilesystemStore(store), f"/{path}")
        tensor = array.retrieve_array_subset(selection)
    if array.metadata["zarr_format"] != 3:
        raise Unsupported("the binding cannot be told to leave version 2 alone")
    if not isinstance(tensor, zarrista.FixedLengthTensor) or array.dtype.name is None:
        raise Unsupported(f"the adapter has no bytes for the elements of a {type(tensor).__name__}")
    return Array(
        shape=tensor.shape,
        data_type=array.dtype.name,
        values=bytes(tensor.buffer()),
        fill_value=array.fill_value.as_bytes(),
        dimension_names=array.dimension_names or [None] * array.ndim,
        attributes=array.attrs,
    )


def read_region(store: str, path: str, selection: tuple[slice, ...]) -> Array:
    if any(part.step != 1 for part in selection):
        raise Unsupported("the binding takes no steps")
    return read_array(store, path, selection)


def read_group(store: str, path: str) -> Group:
    with library():
        return Group(attributes=zarrista.Group.open(FilesystemStore(store), f"/{path}").attrs)


def crate() -> str:
    """The crate and its version, by the bill of materials inside the binding's wheel."""
    for file in files("zarrista") or []:
        if file.name.endswith(".cyclonedx.json"):
            for component in json.loads(file.read_text(encoding="utf-8"))["components"]:
                if component["name"] == "zarrs":
                    return f"zarrs {component['version']}"
    return "zarrs of unknown version"


OPERATIONS = {"read_array": read_array, "read_group": read_group, "read_region": read_region}

if __name__ == "__main__":
    if sys.byteorder != "little":
        sys.exit("zarrs: zarrista gives elements in the machine's byte order, which is not little")
    serve("zarrs", version("zarrista"), "Rust", {"zarr_v3": OPERATIONS}, runtime=crate())

"""The adapter of the Rust crate zarrs, through its Python binding zarrista."""

from __future__ import annotations

import sys
from importlib.metadata import version

import zarrista
from adapter_kit import Array, Group, Unsupported, serve
from zarrista.store import FilesystemStore

assert sys.byteorder == "little", "zarrista gives elements in the byte order of the machine"


def read_array(store: str, path: str) -> Array:
    array = zarrista.Array.open(FilesystemStore(store), f"/{path}")
    tensor = array.retrieve_array_subset(...)
    if not isinstance(tensor, zarrista.FixedLengthTensor):
        raise Unsupported(f"the adapter reads elements of fixed size, not {type(tensor).__name__}")
    return Array(
        shape=array.shape,
        data_type=array.dtype.name or "",
        values=bytes(tensor.buffer()),
        fill_value=array.fill_value.as_bytes(),
        dimension_names=array.dimension_names or [None] * array.ndim,
        attributes=array.attrs,
    )


def read_group(store: str, path: str) -> Group:
    return Group(attributes=zarrista.Group.open(FilesystemStore(store), f"/{path}").attrs)


if __name__ == "__main__":
    serve(
        "zarrs",
        version("zarrista"),
        "Rust",
        {"read_array": read_array, "read_group": read_group},
    )

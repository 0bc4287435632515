"""The adapter of the Rust crate zarrs, through its Python binding zarrista."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from importlib.metadata import files, version
from importlib.util import find_spec
from typing import Any

import writing
import zarrista
from adapter_kit import (
    Array,
    Group,
    Unsupported,
    library,
    little_endian,
    low_bits,
    serve,
    v2_data_type,
)
from zarrista.store import FilesystemStore


def remote(store: str) -> Any:
    """The store at a URL; None for a folder. The binding reads the two in ways of their own."""
    if not store.startswith("http://"):
        return None
    if not find_spec("obstore"):
        raise Unsupported("obstore is not installed, which the binding's remote stores stand on")
    from obstore.store import HTTPStore

    return HTTPStore.from_url(store, client_options={"allow_http": True})


async def retrieved(store: Any, path: str, selection: Any) -> tuple[Any, Any]:
    array = await zarrista.AsyncArray.open(store, f"/{path}")
    return array, await array.retrieve_array_subset(selection)


def read_array(store: str, path: str, selection: Any = ..., *, zarr_format: int) -> Array:
    far = remote(store)
    with library():
        if far is not None:
            array, tensor = asyncio.run(retrieved(far, path, selection))
        else:
            array = zarrista.Array.open(FilesystemStore(store), f"/{path}")
            tensor = array.retrieve_array_subset(selection)
    if array.metadata["zarr_format"] != zarr_format:
        raise Unsupported("the binding cannot be told to leave the other version alone")
    if array.dtype.name is None:
        raise Unsupported("the binding has no name for the data type")
    fill_value = array.fill_value.as_bytes()
    if isinstance(tensor, zarrista.VariableLengthTensor):
        with library():
            elements = tensor.to_numpy()
        values = little_endian(elements)
    elif isinstance(tensor, zarrista.FixedLengthTensor):
        # The bytes of its own types: numpy has none for some of them.
        values = low_bits(array.dtype.name, bytes(tensor.buffer()))
        fill_value = low_bits(array.dtype.name, fill_value)
    else:
        raise Unsupported(f"the adapter has no bytes for the elements of a {type(tensor).__name__}")
    v3 = zarr_format == 3
    return Array(
        shape=tensor.shape,
        data_type=array.dtype.name if v3 else v2_data_type(array.metadata["dtype"]),
        values=values,
        fill_value=fill_value,
        dimension_names=array.dimension_names or [None] * array.ndim if v3 else None,
        attributes=array.attrs,
    )


def read_region(store: str, path: str, selection: tuple[slice, ...], *, zarr_format: int) -> Array:
    if any(part.step != 1 for part in selection):
        raise Unsupported("the binding takes no steps")
    return read_array(store, path, selection, zarr_format=zarr_format)


def read_group(store: str, path: str) -> Group:
    # The binding presents groups of both versions in the words of version 3.
    far = remote(store)
    with library():
        if far is not None:
            group = asyncio.run(opened_group(far, path))
        else:
            group = zarrista.Group.open(FilesystemStore(store), f"/{path}")
        return Group(attributes=group.attrs)


async def opened_group(store: Any, path: str) -> Any:
    return await zarrista.AsyncGroup.open(store, f"/{path}")


def crate() -> str:
    """The crate and its version, by the bill of materials inside the binding's wheel."""
    for file in files("zarrista") or []:
        if file.name.endswith(".cyclonedx.json"):
            for component in json.loads(file.read_text(encoding="utf-8"))["components"]:
                if component["name"] == "zarrs":
                    return f"zarrs {component['version']}"
    return "zarrs of unknown version"


def operations(zarr_format: int) -> dict[str, Any]:
    return {
        "read_array": partial(read_array, zarr_format=zarr_format),
        "read_group": read_group,
        "read_region": partial(read_region, zarr_format=zarr_format),
        **writing.operations(zarr_format),
    }


FORMATS = {"zarr_v2": operations(2), "zarr_v3": operations(3)}

if __name__ == "__main__":
    if sys.byteorder != "little":
        sys.exit("zarrs: zarrista gives elements in the machine's byte order, which is not little")
    serve("zarrs", version("zarrista"), "Rust", FORMATS, runtime=crate())

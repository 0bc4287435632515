"""What the adapter of TensorStore writes: how recipes and elements are put to its API.

An array is made of the metadata document of its driver, in which whatever a recipe leaves out is
the driver's to choose. Its API appends nothing, and has no nodes to list or delete.
"""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

import numpy as np
import tensorstore as ts
from adapter_kit import DEFAULT, Recipe, Unsupported, from_little_endian, library


def create_array(
    store: str, path: str, array: Recipe, overwrite: bool = False, *, driver: str
) -> None:
    metadata = _zarr3(array) if driver == "zarr3" else _zarr(array)
    dtype, said = _numeric(array.data_type), {}
    if array.fill_value is not None:
        if dtype is not None:
            said["fill_value"] = from_little_endian(array.fill_value, (), dtype)
        else:  # of strings of bytes; its words for them are those of the document
            metadata["fill_value"] = base64.b64encode(array.fill_value).decode("ascii")
    spec = _spec(store, path, driver) | {"metadata": metadata}
    with library():
        ts.open(spec, create=True, delete_existing=overwrite, context=ts.Context(), **said).result()


def _numeric(data_type: Any) -> Any:
    """The NumPy data type of numbers; None for strings of bytes."""
    name = data_type.get("name") if isinstance(data_type, dict) else data_type
    if isinstance(data_type, list) or name in ("struct", "structured"):
        raise Unsupported("the API presents structures one field at a time")
    if name[:1] in "<>|":
        dtype = np.dtype(name).newbyteorder("=")
    else:
        try:
            dtype = ts.dtype(name).numpy_dtype
        except ValueError:  # no type of its own: what becomes of it, the driver says
            return None
    return None if (dtype.kind in "SV" and name[:1] in "<>|") or dtype.hasobject else dtype


def _zarr(array: Recipe) -> dict[str, Any]:
    metadata = {"shape": array.shape, "chunks": array.chunk_shape, "dtype": array.data_type}
    if array.attributes is not None:
        raise Unsupported("the driver of version 2 has no attributes")
    for name in ("compressor", "filters"):
        if getattr(array, name) is not DEFAULT:
            metadata[name] = getattr(array, name)
    for name in ("order", "dimension_separator"):
        if getattr(array, name) is not None:
            metadata[name] = getattr(array, name)
    return metadata


def _zarr3(array: Recipe) -> dict[str, Any]:
    codecs, stored_shape = array.codecs, array.chunk_shape
    if array.shard_shape is not None:
        sharding: dict[str, Any] = {"chunk_shape": array.chunk_shape}
        if codecs is not None:
            sharding["codecs"] = codecs
        if array.index_location is not None:
            sharding["index_location"] = array.index_location
        codecs = [{"name": "sharding_indexed", "configuration": sharding}]
        stored_shape = array.shard_shape
    said = {
        "codecs": codecs,
        "chunk_key_encoding": array.chunk_key_encoding,
        "dimension_names": array.dimension_names,
        "attributes": array.attributes,
    }
    return {
        "shape": array.shape,
        "data_type": array.data_type,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": stored_shape}},
    } | {name: value for name, value in said.items() if value is not None}


def _spec(store: str, path: str, driver: str) -> dict[str, Any]:
    return {"driver": driver, "kvstore": {"driver": "file", "path": f"{store}/{path}"}}


def _opened(store: str, path: str, driver: str, **mode: bool) -> Any:
    spec = _spec(store, path, driver)
    # A context of its own, so that nothing is cached from one request to the next.
    return ts.open(spec, open=True, context=ts.Context(), **mode).result()


def write_array(store: str, path: str, values: bytes, *, driver: str) -> None:
    with library():
        array = _opened(store, path, driver)
    _write(array, values)


def write_region(
    store: str,
    path: str,
    selection: tuple[slice, ...],
    values: bytes,
    *,
    driver: str,
    read_only: bool = False,
) -> None:
    """Write a part of an array; ``read_only``, try to."""
    with library():
        array = _opened(store, path, driver, read=True, write=not read_only)[selection]
    _write(array, values)


def _write(array: Any, values: bytes) -> None:
    dtype = array.dtype.numpy_dtype
    if not dtype.itemsize:
        raise Unsupported(f"the API has no elements in NumPy for its {array.dtype.name}")
    elements = from_little_endian(values, array.shape, dtype)
    with library():
        array.write(elements).result()


def resize(store: str, path: str, shape: tuple[int, ...], *, driver: str) -> None:
    with library():
        _opened(store, path, driver).resize(exclusive_max=shape).result()


def operations(driver: str) -> dict[str, Any]:
    handlers = (create_array, write_array, write_region, resize)
    found = {handler.__name__: partial(handler, driver=driver) for handler in handlers}
    found["write_read_only"] = partial(write_region, driver=driver, read_only=True)
    return found

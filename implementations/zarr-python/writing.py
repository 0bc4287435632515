"""What the adapter of zarr-python writes: how recipes and elements are put to its API.

Of zarr-python 3.1 and later, whose data types have a module of their own. Reading is in
``adapter.py``. What a recipe leaves out is not passed on, so that the library's default counts.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Literal

import numcodecs
import numpy as np
import zarr
from adapter_kit import DEFAULT, Recipe, Unsupported, from_little_endian, items, library
from zarr.abc.codec import ArrayArrayCodec, ArrayBytesCodec
from zarr.dtype import data_type_registry
from zarr.registry import get_codec_class
from zarr.storage import LocalStore

Format = Literal[2, 3]


def create_group(
    store: str, path: str, attributes: dict[str, Any] | None = None, *, zarr_format: Format
) -> None:
    with library():
        zarr.create_group(
            LocalStore(store), path=path, zarr_format=zarr_format, attributes=attributes
        )


def create_array(
    store: str, path: str, array: Recipe, overwrite: bool = False, *, zarr_format: Format
) -> None:
    with library():
        # Not by dtype=, which goes on to guess what NumPy would understand by an unknown name.
        dtype = data_type_registry.match_json(
            array.data_type if zarr_format == 3 else _v2_type(array), zarr_format=zarr_format
        )
    said = _encoding_v3(array) if zarr_format == 3 else _encoding_v2(array)
    if array.fill_value is not None:
        said["fill_value"] = _fill_value(array.fill_value, dtype.to_native_dtype())
    if array.attributes is not None:
        said["attributes"] = array.attributes
    with library():
        zarr.create_array(
            LocalStore(store),
            name=path,
            shape=array.shape,
            chunks=array.chunk_shape,
            dtype=dtype,
            zarr_format=zarr_format,
            overwrite=overwrite,
            **said,
        )


def _v2_type(array: Recipe) -> dict[str, Any]:
    """What the library calls the data type: of objects it is told by the codec that holds them."""
    filters = array.filters if isinstance(array.filters, list) else []
    codec = filters[0]["id"] if array.data_type == "|O" and filters else None
    return {"name": array.data_type, "object_codec_id": codec}


def _encoding_v2(array: Recipe) -> dict[str, Any]:
    said: dict[str, Any] = {}
    with library():
        if array.compressor is not DEFAULT:
            config = array.compressor
            said["compressors"] = None if config is None else numcodecs.get_codec(dict(config))
        if array.filters is not DEFAULT:
            configs = array.filters
            said["filters"] = configs and [numcodecs.get_codec(dict(c)) for c in configs]
    if array.order is not None:
        said["order"] = array.order
    if array.dimension_separator is not None:
        said["chunk_key_encoding"] = {"name": "v2", "separator": array.dimension_separator}
    return said


def _encoding_v3(array: Recipe) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if array.codecs is not None:
        said |= _codecs(array.codecs)
    if array.index_location is not None:
        said["shards"] = {"shape": array.shard_shape, "index_location": array.index_location}
    elif array.shard_shape is not None:
        said["shards"] = array.shard_shape
    if array.chunk_key_encoding is not None:
        said["chunk_key_encoding"] = array.chunk_key_encoding
    if array.dimension_names is not None:
        said["dimension_names"] = array.dimension_names
    return said


def _codecs(codecs: list[Any]) -> dict[str, Any]:
    """A chain as the API takes it: filters, one serializer, and compressors."""
    if not all(isinstance(codec, dict) for codec in codecs):
        raise Unsupported("the API takes a codec as an object, not by its name alone")
    with library():
        kinds = [get_codec_class(codec["name"]) for codec in codecs]
    at = [n for n, kind in enumerate(kinds) if issubclass(kind, ArrayBytesCodec)]
    if len(at) != 1 or not all(issubclass(kind, ArrayArrayCodec) for kind in kinds[: at[0]]):
        raise Unsupported("the API has no other chain than filters, one serializer, compressors")
    return {
        "filters": codecs[: at[0]],
        "serializer": codecs[at[0]],
        "compressors": codecs[at[0] + 1 :],
    }


def _fill_value(data: bytes, dtype: np.dtype[Any]) -> Any:
    if dtype.kind == "T":
        return data.decode("utf-8", "surrogatepass")
    return data if dtype.hasobject else from_little_endian(data, (), dtype)[()]


def _elements(values: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Any:
    if dtype.kind != "T" and not dtype.hasobject:
        return from_little_endian(values, shape, dtype)
    found: list[Any] = items(values)
    if dtype.kind == "T":
        found = [item.decode("utf-8", "surrogatepass") for item in found]
    flat = np.empty(math.prod(shape), dtype)
    flat[:] = found
    return flat.reshape(shape)


def _opened(store: str, path: str, node_type: str, zarr_format: Format, mode: str = "r+") -> Any:
    open_node = zarr.open_array if node_type == "array" else zarr.open_group
    return open_node(LocalStore(store), path=path, mode=mode, zarr_format=zarr_format)


def write_array(store: str, path: str, values: bytes, *, zarr_format: Format) -> None:
    with library():
        array = _opened(store, path, "array", zarr_format)
    elements = _elements(values, array.shape, array.dtype)
    with library():
        array[...] = elements


def write_region(
    store: str,
    path: str,
    selection: tuple[slice, ...],
    values: bytes,
    *,
    zarr_format: Format,
    mode: str = "r+",
) -> None:
    """Write a part of an array; with ``mode`` "r", try to."""
    with library():
        array = _opened(store, path, "array", zarr_format, mode)
    shape = tuple(len(range(part.start, part.stop, part.step)) for part in selection)
    elements = _elements(values, shape, array.dtype)
    with library():
        array[selection] = elements


def append(
    store: str, path: str, axis: int, shape: tuple[int, ...], values: bytes, *, zarr_format: Format
) -> None:
    with library():
        array = _opened(store, path, "array", zarr_format)
    elements = _elements(values, shape, array.dtype)
    with library():
        array.append(elements, axis=axis)


def resize(store: str, path: str, shape: tuple[int, ...], *, zarr_format: Format) -> None:
    with library():
        _opened(store, path, "array", zarr_format).resize(shape)


def set_attributes(
    store: str, path: str, node_type: str, attributes: dict[str, Any], *, zarr_format: Format
) -> None:
    """Set attributes beside those that are there."""
    with library():
        _opened(store, path, node_type, zarr_format).update_attributes(attributes)


def delete_attributes(
    store: str, path: str, node_type: str, names: list[str], *, zarr_format: Format
) -> None:
    """Delete attributes one by one, as its API has it."""
    with library():
        attributes = _opened(store, path, node_type, zarr_format).attrs
        for name in names:
            del attributes[name]


def delete_node(store: str, path: str, *, zarr_format: Format) -> None:
    """Delete a node, by the group above it."""
    above, _, name = path.rpartition("/")
    if not name:
        raise Unsupported("the API deletes members of a group, and the root is none")
    with library():
        del _opened(store, above, "group", zarr_format)[name]


def consolidate(store: str, path: str, *, zarr_format: Format) -> None:
    with library():
        zarr.consolidate_metadata(LocalStore(store), path=path, zarr_format=zarr_format)


def operations(zarr_format: Format) -> dict[str, Any]:
    handlers = (
        create_group, create_array, write_array, write_region, append, resize,
        set_attributes, delete_attributes, delete_node, consolidate,
    )  # fmt: skip
    found = {handler.__name__: partial(handler, zarr_format=zarr_format) for handler in handlers}
    found["write_read_only"] = partial(write_region, zarr_format=zarr_format, mode="r")
    return found

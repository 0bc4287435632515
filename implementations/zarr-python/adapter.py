"""The adapter of zarr-python: reads in a folder or over HTTP; ``writing.py`` has what writes."""

from __future__ import annotations

from enum import Enum
from functools import partial
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import zarr
from adapter_kit import (
    Array,
    Group,
    Members,
    Unsupported,
    library,
    little_endian,
    one_element,
    serve,
    v2_data_type,
)
from zarr.storage import LocalStore

# A store and no string: zarr-python reads a string as a URL, where # and ? have a meaning.

# Documented as experimental, and refused by a library that was not asked for it.
zarr.config.set({"array.rectilinear_chunks": True})

# Its own word for what is registered as bytes.
REGISTERED = {"variable_length_bytes": "bytes"}


def reached(store: str) -> Any:
    """The store in a folder or at a URL, for reading."""
    if not store.startswith("http://"):
        return LocalStore(store)
    if not find_spec("obstore"):
        raise Unsupported("obstore is not installed, which its store of objects stands on")
    from obstore.store import HTTPStore
    from zarr.storage import ObjectStore

    return ObjectStore(
        HTTPStore.from_url(store, client_options={"allow_http": True}), read_only=True
    )


def read_array(store: str, path: str, selection: Any = ..., *, zarr_format: Literal[2, 3]) -> Array:
    place = reached(store)
    with library():
        array = zarr.open_array(place, path=path, mode="r", zarr_format=zarr_format)
    return presented(array, selection)


def presented(array: Any, selection: Any = ...) -> Array:
    """An open array, or a part of it."""
    with library():
        values = array[selection]
        attributes = array.attrs.asdict()
    if not isinstance(values, (np.ndarray, np.generic)):  # a string, of an array without dimensions
        values = np.asarray(values, dtype=array.dtype)
    values, fill_value = np.asarray(values), array.fill_value
    return Array(
        shape=values.shape,
        data_type=data_type(array),
        values=little_endian(values),
        fill_value=None
        if fill_value is None
        else one_element(np.asarray(fill_value, dtype=array.dtype)),
        dimension_names=names(array),
        attributes=attributes,
    )


def data_type(array: Any) -> str:
    if array.metadata.zarr_format == 2:
        if array.dtype.kind in "OT":
            return "|O"
        return v2_data_type(array.dtype.descr if array.dtype.names else array.dtype.str)
    found = array.metadata.data_type
    if isinstance(found, Enum):  # in zarr-python 3.0
        found = found.value
    else:
        with library():
            found = found.to_json(zarr_format=3)
    name: str = found if isinstance(found, str) else found["name"]
    return REGISTERED.get(name, name)


def names(array: Any) -> list[str | None] | None:
    """What the dimensions are called; version 2 has no names."""
    if array.metadata.zarr_format == 2:
        return None
    return array.metadata.dimension_names or [None] * array.ndim


def read_group(store: str, path: str, *, zarr_format: Literal[2, 3]) -> Group:
    place = reached(store)
    with library():
        group = zarr.open_group(place, path=path, mode="r", zarr_format=zarr_format)
        return Group(attributes=group.attrs.asdict())


def list_members(store: str, path: str, *, zarr_format: Literal[2, 3]) -> Members:
    place = reached(store)
    with library():
        group = zarr.open_group(place, path=path, mode="r", zarr_format=zarr_format)
        members = group.members()
    return Members({name: type(node).__name__.lower() for name, node in members})


def read_consolidated(store: str, path: str, below: str, *, zarr_format: Literal[2, 3]) -> Array:
    place = reached(store)
    with library():
        group = zarr.open_group(
            place, path=path, mode="r", zarr_format=zarr_format, use_consolidated=True
        )
        array = group[below]
    return presented(array)


def operations(zarr_format: Literal[2, 3]) -> dict[str, Any]:
    handlers = (read_array, read_group, list_members, read_consolidated)
    found = {handler.__name__: partial(handler, zarr_format=zarr_format) for handler in handlers}
    found["read_region"] = found["read_array"]
    if find_spec("zarr.dtype"):  # zarr-python 3.0 has no such module: it is asked to read only
        import writing

        found |= writing.operations(zarr_format)
    return found


FORMATS = {"zarr_v2": operations(2), "zarr_v3": operations(3)}

if __name__ == "__main__":
    serve("zarr-python", zarr.__version__, "Python", FORMATS)

"""The adapter of zarr-python: opens nodes in a folder, as version 3, for reading only."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
import zarr
from adapter_kit import Array, Group, library, little_endian, serve
from zarr.storage import LocalStore

# A store and no string: zarr-python reads a string as a URL, where # and ? have a meaning.


def read_array(store: str, path: str, selection: Any = ...) -> Array:
    with library():
        array = zarr.open_array(LocalStore(store), path=path, mode="r", zarr_format=3)
        values = array[selection]
        attributes = array.attrs.asdict()
    values = np.asarray(values)
    data_type = array.metadata.to_dict()["data_type"]
    if isinstance(data_type, Enum):  # in zarr-python 3.0
        data_type = data_type.value
    return Array(
        shape=values.shape,
        data_type=data_type if isinstance(data_type, str) else data_type["name"],
        values=little_endian(values),
        fill_value=little_endian(np.asarray(array.fill_value, dtype=array.dtype)),
        dimension_names=array.metadata.dimension_names or [None] * array.ndim,
        attributes=attributes,
    )


def read_group(store: str, path: str) -> Group:
    with library():
        group = zarr.open_group(LocalStore(store), path=path, mode="r", zarr_format=3)
        return Group(attributes=group.attrs.asdict())


OPERATIONS = {"read_array": read_array, "read_group": read_group, "read_region": read_array}

if __name__ == "__main__":
    serve("zarr-python", zarr.__version__, "Python", {"zarr_v3": OPERATIONS})

"""The adapter of zarr-python: opens nodes in a folder, as version 3, for reading only."""

from __future__ import annotations

import numpy as np
import zarr
from adapter_kit import Array, Group, little_endian, serve


def read_array(store: str, path: str) -> Array:
    array = zarr.open_array(store, path=path, mode="r", zarr_format=3)
    values = np.asarray(array[...])
    fill_value = array.metadata.fill_value
    data_type = array.metadata.data_type.to_json(zarr_format=3)
    return Array(
        shape=array.shape,
        data_type=data_type if isinstance(data_type, str) else data_type["name"],
        values=little_endian(values),
        fill_value=little_endian(np.asarray(fill_value, dtype=array.dtype)),
        dimension_names=array.metadata.dimension_names or [None] * array.ndim,
        attributes=array.attrs.asdict(),
    )


def read_group(store: str, path: str) -> Group:
    group = zarr.open_group(store, path=path, mode="r", zarr_format=3)
    return Group(attributes=group.attrs.asdict())


if __name__ == "__main__":
    serve(
        "zarr-python",
        zarr.__version__,
        "Python",
        {"read_array": read_array, "read_group": read_group},
    )

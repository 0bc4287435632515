"""The adapter of TensorStore's zarr drivers; ``writing.py`` has what writes.

Its API has neither groups nor attributes.
"""

from __future__ import annotations

import math
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np
import tensorstore as ts
import writing
from adapter_kit import Array, library, little_endian, low_bits, one_element, serve, v2_data_type


def place(store: str, path: str) -> dict[str, Any]:
    """Where a node lies: in a folder, or at a URL."""
    if store.startswith("http://"):
        return {"driver": "http", "base_url": store, "path": f"/{path}"}
    return {"driver": "file", "path": f"{store}/{path}"}


def open_array(spec: dict[str, Any]) -> Any:
    # A context of its own, so that nothing is cached from one request to the next.
    return ts.open(spec, open=True, read=True, context=ts.Context()).result()


def open_unless_structured(spec: dict[str, Any]) -> Any:
    """The array; None where the library says that it presents only its fields."""
    try:
        return open_array(spec)
    except ValueError as error:
        if 'Must specify a "field"' not in str(error):
            raise
        return None


def read_array(store: str, path: str, selection: Any = ..., *, driver: str) -> Array:
    spec = {"driver": driver, "kvstore": place(store, path)}
    with library():
        array = open_unless_structured(spec)
        if array is not None:
            values = array[selection].read().result()
            described = array.spec().to_json()["metadata"]
    if array is None:
        return read_structures(spec, selection)
    values = np.asarray(values)
    return Array(
        shape=values.shape,
        data_type=data_type(described, array.dtype.name),
        values=low_bits(array.dtype.name, little_endian(values)),
        fill_value=fill_value(array),
        dimension_names=names(driver, array.domain.labels),
    )


def read_structures(spec: dict[str, Any], selection: Any) -> Array:
    """Structures, which the API presents one field at a time: put together in the fields' order."""
    with library():
        whole = open_array(spec | {"open_as_void": True})
        described = whole.spec().to_json()["metadata"]
        fields = described.get("dtype") or described["data_type"]["configuration"]["fields"]
        arrays = [
            open_array(spec | {"field": field["name"] if isinstance(field, dict) else field[0]})
            for field in fields
        ]
        parts = [np.asarray(array[selection].read().result()) for array in arrays]
    dimensions = whole.ndim - 1  # the last one is that of the bytes
    shape = parts[0].shape[:dimensions]
    columns = []
    for array, part in zip(arrays, parts, strict=True):
        data = np.frombuffer(low_bits(array.dtype.name, little_endian(part)), np.uint8)
        size = part.itemsize * math.prod(part.shape[dimensions:])
        columns.append(data.reshape(math.prod(shape), size))
    fills = [fill_value(array) for array in arrays]
    return Array(
        shape=shape,
        data_type=data_type(described, ""),
        values=np.concatenate(columns, axis=1).tobytes(),
        fill_value=None if None in fills else b"".join(fill or b"" for fill in fills),
        dimension_names=names(spec["driver"], whole.domain.labels[:dimensions]),
    )


def data_type(described: dict[str, Any], name: str) -> str:
    """The name in the metadata that the library presents, ``name`` where its own is the same."""
    if "dtype" in described:
        return v2_data_type(described["dtype"])
    found = described["data_type"]
    return str(found["name"]) if isinstance(found, dict) else name


def fill_value(array: Any) -> bytes | None:
    with library():
        found = array.fill_value
    if found is None:
        return None
    data = one_element(np.asarray(found))
    return None if data is None else low_bits(array.dtype.name, data)


def names(driver: str, labels: tuple[str, ...]) -> list[str | None] | None:
    """What the dimensions are called; version 2 has no names."""
    # Its word for a dimension without a name is the empty label.
    return None if driver == "zarr" else [label or None for label in labels]


def operations(driver: str) -> dict[str, Any]:
    read = partial(read_array, driver=driver)
    return {"read_array": read, "read_region": read, **writing.operations(driver)}


FORMATS = {"zarr_v2": operations("zarr"), "zarr_v3": operations("zarr3")}

if __name__ == "__main__":
    serve("tensorstore", version("tensorstore"), "C++", FORMATS)

"""The adapter of TensorStore's zarr3 driver. Its API has neither groups nor attributes."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
import tensorstore as ts
from adapter_kit import Array, library, little_endian, serve


def read_array(store: str, path: str, selection: Any = ...) -> Array:
    spec = {"driver": "zarr3", "kvstore": {"driver": "file", "path": f"{store}/{path}"}}
    with library():
        # A context of its own, so that nothing is cached from one request to the next.
        array = ts.open(spec, open=True, read=True, context=ts.Context()).result()
        values = array[selection].read().result()
        fill_value = array.fill_value
    values = np.asarray(values)
    return Array(
        shape=values.shape,
        data_type=array.dtype.name,
        values=little_endian(values),
        fill_value=None if fill_value is None else little_endian(np.asarray(fill_value)),
        # Its word for a dimension without a name is the empty label.
        dimension_names=[label or None for label in array.domain.labels],
    )


OPERATIONS = {"read_array": read_array, "read_region": read_array}

if __name__ == "__main__":
    serve("tensorstore", version("tensorstore"), "C++", {"zarr_v3": OPERATIONS})

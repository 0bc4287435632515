"""An adapter of the oracle, honest or with the one fault that its argument names.

A process of its own, like the adapter of any library, for tests of what meets processes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from adapter_kit import Array, Group, library, serve

# Or numpy starts threads at its import, which takes longer than all the reading.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

from conformance import oracle
from conformance.oracle.elements import flat
from tests.saboteurs import reader
from tests.saboteurs.faults import FAULTS, HONEST


def read_array(
    format: str, store: str, path: str, selection: tuple[slice, ...] | None = None
) -> Array:
    files = dict(_files(store, ""))
    with library():
        metadata, values = reader.read_array(format, files, path, selection)
    return Array(
        shape=values.shape[:-1],
        data_type=metadata.data_type.name,
        values=flat(values),
        fill_value=metadata.fill_value,
        dimension_names=metadata.dimension_names,
        attributes=metadata.attributes,
    )


def read_group(format: str, store: str, path: str) -> Group:
    files = dict(_files(store, ""))
    with library():
        return Group(attributes=reader.read_group(format, files, path).attributes)


def _files(folder: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    """All keys of a store."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, Path(entry.path).read_bytes()


if __name__ == "__main__":
    name = sys.argv[1]
    if name != HONEST:
        FAULTS[name].plant()
    formats = {}
    for format in oracle.FORMATS:
        array, group = partial(read_array, format), partial(read_group, format)
        formats[format] = {"read_array": array, "read_region": array, "read_group": group}
    serve(name, "1", "Python", formats)

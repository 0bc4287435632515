"""An honest adapter of the oracle, but that it fails on zlib inside Blosc as it is told."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "saboteurs"))

import adapter
from adapter_kit import Array, library, serve

HOW = sys.argv[1]
seen: set[str] = set()


def read(store: str, path: str, selection: tuple[slice, ...] | None = None) -> Array:
    document = (Path(store) / path / "zarr.json").read_text()
    if '"zlib"' in document:
        match HOW:
            case "crashes":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "leaks":
                sys.exit("out of memory")
            case "hangs":
                time.sleep(600)
            case "wavers" if document not in seen:
                seen.add(document)
                with library():
                    raise ValueError("not now")
    return adapter.read_array("zarr_v3", store, path, selection)


if __name__ == "__main__":
    group = partial(adapter.read_group, "zarr_v3")
    operations = {"read_array": read, "read_group": group, "read_region": read}
    serve("honest", "1", "Python", {"zarr_v3": operations})

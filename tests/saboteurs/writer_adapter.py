"""The oracle's writer as an adapter: honest, with a planted fault, or up to mischief.

A process of its own, like the adapter of any library, for tests of what meets processes. The first
argument is the name of a fault, or ``honest``. Then may follow a folder and a word of `MISCHIEF`:
what happens when an array is written for the first time, or, with ``always`` behind, each time.
The numbers of its processes go into ``pids`` in that folder.
"""

from __future__ import annotations

import base64
import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from adapter_kit import DEFAULT, Array, Members, Recipe, library, serve

# Or numpy starts threads at its import, which takes longer than all the writing.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[2]))

from conformance import oracle
from conformance.engine import stores
from tests.saboteurs import writer
from tests.saboteurs.faults import HONEST
from tests.saboteurs.writers import WRITER_FAULTS

Json = Any
DIED = 7


def carry_out(format: str, op: str, store: str, path: str, **given: Any) -> Array | Members | None:
    folder = Path(store)
    before = stores.read(folder)
    after = dict(before)
    with library():
        found = writer.carry_out(format, after, {"op": op, "path": path, **as_step(given)})
    changed = {key: data for key, data in after.items() if before.get(key) != data}
    if op == "write_array":
        up_to_mischief(folder, changed)
    if folder.is_file():
        return None
    for key in before.keys() - after.keys():
        (folder / key).unlink()
    put(folder, changed)
    if "members" in found:
        return Members({m["name"]: m.get("node_type") for m in found["members"]})
    if "values" in found:
        shape = tuple(map(int, found["shape"]))
        return Array(shape, found["data_type"], base64.b64decode(found["values"]))
    return None


def as_step(given: Mapping[str, Any]) -> dict[str, Json]:
    """What the kit has unpacked, as the message had it."""
    step = {name: as_message(name, value) for name, value in given.items()}
    attributes = step.get("attributes", {})
    numbers = {n: v for n, v in attributes.items() if isinstance(v, float) and not math.isfinite(v)}
    if numbers:
        step["numbers"] = {name: str(number) for name, number in numbers.items()}
    return step


def as_message(name: str, value: Any) -> Json:
    match value:
        case Recipe():
            said = {n: v for n, v in vars(value).items() if v is not DEFAULT}
            none_is_said = ("compressor", "filters")
            return {
                n: as_message(n, v) for n, v in said.items() if v is not None or n in none_is_said
            }
        case bytes():
            return base64.b64encode(value).decode()
        case tuple() if name == "selection":
            return [[str(n) for n in (part.start, part.stop, part.step)] for part in value]
        case tuple():
            return [str(length) for length in value]
    return value


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    for key, data in files.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(data)


def die(folder: Path, changed: Mapping[str, bytes]) -> None:
    """Some chunks are written, one is half there, and the document is gone."""
    torn = dict(list(changed.items())[: len(changed) // 2 + 1])
    put(folder, {key: data[: len(data) // 2] for key, data in torn.items()})
    for document in folder.rglob("zarr.json"):
        document.unlink()
    sys.stderr.write("out of luck\n")
    os._exit(DIED)


def hang(folder: Path, changed: Mapping[str, bytes]) -> None:
    put(folder, dict.fromkeys(changed, b""))
    time.sleep(600)


def beside(folder: Path, _: Mapping[str, bytes]) -> None:
    (folder / ".." / "x").write_text("astray")


def link(folder: Path, _: Mapping[str, bytes]) -> None:
    (folder / "link").symlink_to("/")


def many(folder: Path, _: Mapping[str, bytes]) -> None:
    for number in range(20_000):
        (folder / f"n{number}").touch()


def lose(folder: Path, _: Mapping[str, bytes]) -> None:
    """The store becomes a file."""
    shutil.rmtree(folder)
    folder.write_text("an archive")


MISCHIEF: dict[str, Callable[[Path, Mapping[str, bytes]], None]] = {
    function.__name__: function for function in (die, hang, beside, link, many, lose)
}


def up_to_mischief(folder: Path, changed: Mapping[str, bytes]) -> None:
    if len(sys.argv) <= WORD:
        return
    mark = Path(sys.argv[WORD - 1]) / "done"
    if not mark.exists() or sys.argv[-1] == "always":
        mark.touch()
        MISCHIEF[sys.argv[WORD]](folder, changed)


WORD = 3


def main() -> None:
    name = sys.argv[1]
    if len(sys.argv) > WORD:
        with (Path(sys.argv[WORD - 1]) / "pids").open("a") as file:
            file.write(f"{os.getpid()}\n")
    if name != HONEST:
        WRITER_FAULTS[name].plant()
    formats = {
        format: {op: partial(carry_out, format, op) for op in writer.OPERATIONS}
        for format in oracle.FORMATS
    }
    serve(name, "1", "Python", formats)


if __name__ == "__main__":
    main()

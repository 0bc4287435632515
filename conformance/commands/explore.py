"""``zarr-conformance explore``: search implementations with fresh seeds, and keep what is found.

Every find is written as soon as it is shrunk, so that an interruption loses none.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.adapters.manifest import Manifest, Selection
from conformance.cases.files import Fixtures, contents
from conformance.commands import Refusal, fixtures, print_json, selections
from conformance.engine.run import Plan, Run
from conformance.properties.asking import Asking, AskingError
from conformance.properties.search import Cause, Find, Search, known_causes

BATCH = 300
SHRINK_SECONDS = 30
RAM = Path("/dev/shm")


def main(options: argparse.Namespace) -> int:
    """Explore each implementation for the given time; the exit status is 1 with finds."""
    golden = fixtures()
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    told: list[dict[str, Any]] = []
    for selection in selections(options.implementations):
        try:
            told += _explore(selection, golden, seed, options)
        except AskingError as error:
            raise Refusal(str(error)) from error
        except OSError as error:
            raise Refusal(f"the search cannot go on: {error}; make room, or see --finds") from error
    if options.json:
        print_json(told)
    return 1 if told else 0


def _explore(
    selection: Selection, golden: Fixtures, seed: int, options: argparse.Namespace
) -> list[dict[str, Any]]:
    say = (lambda _: None) if options.json else print
    known = _known(selection, golden)
    say(f"{selection}: from seed {seed}, {options.minutes:g} minutes; {len(known)} causes known")
    told: list[dict[str, Any]] = []
    begin = time.monotonic()
    end = begin + 60 * options.minutes
    with (
        tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None) as folder,
        Asking(selection, Path(folder)) as asking,
    ):
        search = Search(asking, known)
        batch = 0
        while time.monotonic() < end:
            for find in search.batch(seed + batch, BATCH, SHRINK_SECONDS):
                path = _write(find, selection.manifest, asking.version, options.finds)
                say(f"{find.cause.verdict}: {find.judgement.message}\n    {path}")
                told.append({"folder": str(path), **_facts(find, selection, asking.version)})
            batch += 1
        for fault in asking.faults:
            say(f"{selection}: {fault}")
        rate = search.asked / (time.monotonic() - begin)
        again = sum(search.known_seen.values())
        say(
            f"{selection}: {search.asked} datasets ({rate:.0f} a second), {len(told)} finds, "
            f"{again} times a cause that the golden cases show"
        )
    return told


def _known(selection: Selection, golden: Fixtures) -> set[Cause]:
    """The causes that the golden cases show: the search is for others."""
    run = Run(selection, Plan(golden, tuple(golden.cases)))
    run.start()
    try:
        result = run.finished.result()
    except KeyboardInterrupt:
        run.close()
        raise
    if result.unavailable is not None:
        raise Refusal(result.unavailable)
    return known_causes(result, golden.cases)


def _facts(find: Find, selection: Selection, version: str) -> dict[str, Any]:
    return {
        "implementation": selection.manifest.name,
        "version": version,
        "verdict": find.judgement.verdict,
        "message": find.judgement.message,
        "clauses": list(find.case.clauses),
        "cause": find.cause.what,
        "seed": find.seed,
        "batch": BATCH,
    }


def _write(find: Find, manifest: Manifest, version: str, finds: Path) -> Path:
    """The find's folder: its dataset like a golden one, what happened, and a reproducer."""
    words = re.sub(r"[^a-z0-9]+", "-", find.cause.what.lower()).strip("-")[:60]
    folder = finds / f"{manifest.name}@{version}" / f"{find.cause.verdict}-{words}"
    for name, data in contents(find.case).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    facts = _facts(find, Selection(manifest), version)
    (folder / "find.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    store = str((folder / "store").resolve())
    node = find.case.node
    program = manifest.program("array", store, node.path, node.selection) or ""
    (folder / "reproduce.txt").write_text(program + "\n", encoding="utf-8")
    return folder

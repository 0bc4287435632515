"""Made-up implementations that write and read as the oracle does, or with one fault each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.adapters import manifest
from conformance.adapters.manifest import Selection
from conformance.cases.model import Case
from conformance.cases.recipes import recipe

ACTOR = Path(__file__).parent / "interop_actor.py"
MANIFEST = """
name = {name}
language = "Python"
homepage = "https://example.org"
issues = "https://example.org"
package = "none"
claims = {claims}
[environment]
kind = "none"
lock = ""
[adapter]
command = ["{{python}}", {actor}, {fault}]
[reproduce]
language = "python"
array = "open({{store}}, {{path}})"
"""
CLAIMS = ("v3-core-reader", "v3-core-writer", "v3-region-reader", "v2-core-reader")
PLAIN = "v3/write/plain"
CHUNKS = "v3/write/chunks"


def recipes(clause: str = "v3.core.array.single-object") -> list[Case]:
    """A few recipes that every one of them carries out."""

    def chunks(draft: Any) -> Any:
        return draft.shape(4, 6, chunks=(2, 3))

    return [
        recipe(PLAIN, "Plain.", clause).array().write().judged(),
        recipe(CHUNKS, "Chunks.", clause).array(chunks).write().judged(),
        recipe("v2/write/plain", "Two.", clause).array().write().judged(),
    ]


def party(
    folder: Path, name: str, fault: str = "none", claims: Sequence[str] = CLAIMS
) -> Selection:
    """An implementation in a folder of its own."""
    here = folder / name
    here.mkdir(parents=True)
    text = MANIFEST.format(
        name=json.dumps(name),
        actor=json.dumps(str(ACTOR)),
        fault=json.dumps(fault),
        claims=json.dumps(list(claims)),
    )
    (here / manifest.FILE).write_text(text)
    return Selection(manifest.load(here))

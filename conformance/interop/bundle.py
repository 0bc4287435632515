"""What a report of a bug needs of one store: the store, the steps, and the values expected.

Made where somebody is to blame; the zip of these files is what a page offers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cases.model import Case
from conformance.interop.reader import Stored
from conformance.ledger import Ledger
from conformance.results import safe_name
from conformance.results.archive import confined, zip_of
from conformance.results.interop import Cell, Party, Written

BYTES = 1024 * 1024
"""The most that the files of a bundle hold."""
LINE = 600


def bundle(
    row: Written, stored: Stored, parties: Mapping[str, Party], clauses: Ledger
) -> bytes | None:
    """The zip of a row, always the same bytes; None where the store is too large for one."""
    files = contents(row, stored, parties, clauses)
    if sum(map(len, files.values())) > BYTES:
        return None
    return zip_of(safe_name(f"{row.writer}-{row.case.replace('/', '-')}"), files)


def contents(
    row: Written, stored: Stored, parties: Mapping[str, Party], clauses: Ledger
) -> dict[str, bytes]:
    """The files of a bundle by path.

    Where the writer is to blame, what is expected is what the steps ask for; else it is the
    oracle's reading of the store.
    """
    case = stored.case
    judged = stored.asked[0]
    wanted = judged if row.verdict == "pass" and judged.expect is not None else case
    named = {key: data for key, data in sorted(stored.store.items()) if confined(f"store/{key}")}
    left = len(stored.store) - len(named)
    files = {
        "README.txt": _text(_readme(row, case, parties, clauses, left)),
        "steps.json": _json({"format": case.format, "steps": [dict(step) for step in case.steps]}),
        "expected.json": _json(_expected(wanted)),
    }
    if wanted.values is not None:
        files["values.bin"] = wanted.values
    return {**files, **{f"store/{key}": data for key, data in named.items()}}


def _expected(case: Case) -> dict[str, Any]:
    expect = {k: v for k, v in (case.expect or {}).items() if k != "values_sha256"}
    return {"format": case.format, "node": case.node.document(), "expect": expect}


def _readme(
    row: Written, case: Case, parties: Mapping[str, Party], clauses: Ledger, left: int
) -> Iterator[str]:
    yield f"{_who(parties[row.writer])} wrote the Zarr hierarchy in store/,"
    yield "by the steps in steps.json."
    yield f"{case.id}: {case.title}"
    yield ""
    if row.verdict == "pass":
        yield "The store is valid, and says what it was asked to say."
    elif row.verdict == "invalid":
        yield f"The store breaks the specification: {row.message[:LINE]}"
        clause = clauses.clauses.get(row.clause or "")
        if clause is not None:
            yield f"{clause.level}: {clause.summary}"
            yield clause.url
    else:
        yield f"The store says something else than it was asked to say: {row.message[:LINE]}"
    yield ""
    for cell in row.cells:
        yield f"{_who(parties[cell.reader])}: {said(cell)}"
    yield ""
    whose = "the steps ask for" if row.verdict != "pass" else "store/ holds, by the specification"
    yield f"expected.json and values.bin are what {whose}: shape, data type, fill value,"
    yield "attributes, and all elements, little-endian, in C order, without a header."
    yield "steps.json holds messages of the protocol of zarr-conformance; shapes are decimal"
    yield "strings, elements are in base64. Elements listed under unspecified have no value."
    if left:
        yield f"{left} files whose names are not safe to unpack everywhere are left out."


def said(cell: Cell) -> str:
    """What a reader made of a store, in a line."""
    words = {"pass": "reads it right", "observed": "is not judged", "wrong": "silently wrong"}
    text = words.get(cell.verdict, cell.verdict)
    if cell.verdict == "pass":
        return text
    where = ""
    if cell.selection is not None:
        parts = ", ".join(f"{start}:{stop}" for start, stop, _ in cell.selection)
        where = f" (region {parts})"
    return f"{text}{where}: {cell.message[:LINE]}"


def _who(party: Party) -> str:
    return f"{party.name} {party.version} ({party.language})"


def _json(value: Any) -> bytes:
    return _text([json.dumps(value, indent=1, ensure_ascii=True)])


def _text(lines: Any) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")

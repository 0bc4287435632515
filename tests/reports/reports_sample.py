"""A made-up edition: datasets, results of four implementations, a ledger. Nobody real is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance import results
from conformance.adapters.manifest import EnvironmentSpec, Manifest
from conformance.cases import files
from conformance.cases.model import Case, Node
from conformance.ledger import Clause, Document, Ledger
from conformance.results import (
    CaseResult,
    Draw,
    Edition,
    Find,
    FindRow,
    Implementation,
    Mismatch,
    Properties,
    PropertyResult,
    Result,
    Times,
)

NAMES = ("alpha", "beta", "gamma", "delta")
FEATURES = ("codec:bytes", "codec:gzip", "dtype:uint8", "dtype:uint16", "dtype:r*", "keys:default")
CLAUSES = (
    "v3.codec.gzip.level",
    "v3.grid.regular.edge",
    "v3.core.array.shape",
    "v3.fill-value.int",
)


DOCUMENT = Document("Made-up core", "made-up/specs", "0" * 40, "core.rst", "https://spec.example/")


def clause(id: str, **more: object) -> Clause:
    members = {
        "level": "must",
        "roles": ("reader",),
        "document": DOCUMENT,
        "section": "section",
        "summary": "Readers do as the text says.",
        "digest": "0" * 16,
        "state": "tested",
    }
    return Clause(id=id, **{**members, **more})  # type: ignore[arg-type]


@dataclass
class Sample:
    """Everything that `reports.render` needs."""

    fixtures: Path
    results: list[Result]
    ledger: Ledger
    manifests: dict[str, Manifest]
    cases: list[Case] = field(default_factory=list)
    finds: list[Find] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, Result]:
        return {result.implementation.name: result for result in self.results}


def case(number: int) -> Case:
    kind = ("read", "read", "refuse", "observe")[number % 4]
    values = bytes(range(12))
    expect = {
        "shape": ["3", "4"],
        "data_type": "uint8",
        "fill_value": "AA==",
        "attributes": {"n": 1},
        "values_sha256": hashlib.sha256(values).hexdigest(),
    }
    document = {"zarr_format": 3, "shape": [3, 4], "fill_value": 0, "codecs": [{"name": "bytes"}]}
    return Case(
        id=f"v3/{('codecs', 'arrays')[number % 2]}/what-is-special-{number:03}",
        kind=kind,  # type: ignore[arg-type]
        title=f"The dataset number {number}, with edge chunks in both dimensions.",
        clauses=(CLAUSES[number % 4], CLAUSES[(number + 1) % 4]),
        classes=("v3-core-reader",),
        features=tuple(sorted({FEATURES[number % 6], FEATURES[(number // 6) % 6]})),
        node=Node("array", "a/b" if number % 7 == 0 else ""),
        checks=("values",) if kind != "refuse" else (),
        expect=None if kind == "refuse" else expect,
        values=None if kind == "refuse" else values,
        control="v3/codecs/what-is-special-000" if kind == "refuse" else None,
        axis="robustness" if number % 16 == 2 else "conformance",
        discussion=("zarr-specs#358", "core text") if kind == "observe" else (),
        store={"zarr.json": json.dumps(document).encode(), "c/0/0": values},
    )


def verdict(case: Case, number: int) -> CaseResult:
    verdict, status, more = "pass", "fine", {}
    message = "read as the specification says"
    if case.kind == "observe":
        verdict, message = "observed", "refused: ValueError: not known"
    elif case.kind == "refuse" and number % 11 == 0:
        verdict, status, message = "accepted", "failed", "opened and read without an error"
    elif case.kind == "read" and number % 13 == 0:
        verdict, status, message = "wrong", "expected", "values at [0, 1]: expected 1, found 2"
        more["mismatch"] = Mismatch("values", "1", "2", (0, 1), 5, 12, "as if it were inverted")
        more |= {"reason": "the transpose is inverted", "issue": "https://issues.example/7"}
    elif case.kind == "read" and number % 7 == 0:
        verdict, status = "refused", "failed"
        message = f"ValueError: the shape {'(12, 3), ' * 40} is not supported in {'x' * 300}"
    if case.axis == "robustness":
        status = "fine"
    return CaseResult(case.id, case.kind, case.axis, verdict, message, case.clauses, status, **more)


def result(name: str, rows: Iterator[CaseResult], edition: Edition, **more: object) -> Result:
    cases = tuple(rows)
    members = {
        "unavailable": None,
        "scores": results.scores(cases),
        "counts": results.counts(cases),
        "cases": cases,
        "faults": (),
        "log": "a line\n" * 50,
        "times": Times("2026-01-01T00:00:00+00:00", 1.0, {}),
    }
    implementation = Implementation(
        name, "1.2.0", "Python", "CPython", f"https://{name}.example", ("v3-core-reader",), ()
    )
    return Result(edition=edition, implementation=implementation, **{**members, **more})  # type: ignore[arg-type]


def manifest(name: str, folder: Path) -> Manifest:
    program = "import lib\nprint(lib.open({store}, path={path})[...])\n"
    return Manifest(
        name=name,
        language="Python",
        homepage=f"https://{name}.example",
        issues=f"https://{name}.example/issues",
        package=name,
        claims=frozenset({"v3-core-reader"}),
        environment=EnvironmentSpec("none", "", ""),
        command=("adapter",),
        in_flight=16,
        reproduce={"language": "Python", "array": program},
        folder=folder,
    )


NASTY = "<img src=x onerror=alert(1)>\u202e </code>\x00 & 'quoted'"


def finds() -> list[Find]:
    """A plain find, and one whose every text is out to be obeyed."""
    plain = replace(case(0), id="v3/drawn/shrunk", title="A drawn array.", node=Node("array", ""))
    files_of = files.contents(plain)
    draw = Draw(77, 2000, 41, ("codec:gzip", "dtype:r*"), "6.100.0")
    first = Find(
        id="wrong-dtype-uint8",
        implementation="alpha",
        version="1.2.0",
        runtime="CPython",
        property="reads",
        verdict="wrong",
        message="values at [0, 1]: expected 1, found 2",
        clauses=(CLAUSES[0],),
        times=3,
        explored=False,
        draw=draw,
        mismatch=Mismatch("values", "1", "2", (0, 1), 5, 12, "as if it were inverted"),
        reproducer="import lib\nprint(lib.open('store')[...])\n",
        dataset=files_of,
    )
    nasty = replace(
        first,
        id=f"refused-../../{NASTY}",
        version="0.9; rm -rf $HOME",
        runtime=NASTY,
        property=NASTY,
        verdict="refused",
        message=NASTY,
        clauses=(NASTY,),
        explored=True,
        draw=replace(draw, without=(NASTY,), hypothesis=NASTY),
        mismatch=None,
        reproducer=NASTY,
        dataset={**files_of, "store/a <b> & c/\u00fc\u6f22 '\"/zarr.json": b'{"<script>": "&"}'},
    )
    return [first, nasty]


def properties(find: Find) -> Properties:
    """A run's search with one find that is on disk too, and two of which only the result tells."""
    row = FindRow(
        find.id, find.property, find.verdict, find.message, find.clauses, find.times, "failed"
    )
    listed = replace(row, id="hung-codec-gzip", verdict="hung", status="expected", reason="slow")
    gone = replace(row, id="crashed-keys-v2", verdict="crashed", status="unexpected-pass")
    return Properties(
        seed=5,
        draws=1234,
        rows=(
            PropertyResult("reads", 1000, passed=900, failed=4, known=60, flaky=1, outside=35),
            PropertyResult("agreement", 34, observed=34),
        ),
        finds=(row, listed, gone),
        known={"v3/arrays/what-is-special-001": 58, "v3/not/here": 2},
        flaky=("reads 17: refused, then read",),
        disagreements={"beta": 6},
        outside=("dtype:r*", "codec:none-such"),
    )


def make(folder: Path, count: int) -> Sample:
    cases = [case(number) for number in range(count)]
    root = folder / "fixtures"
    files.write(cases, root)
    loaded = files.load(root)
    edition = Edition(loaded.edition, loaded.digest)
    made = [
        result(name, (verdict(c, n + 3 * i) for n, c in enumerate(cases)), edition)
        for i, name in enumerate(NAMES)
    ]
    found = finds()
    made[0] = replace(made[0], properties=properties(found[0]))
    return Sample(
        fixtures=root,
        results=made,
        ledger=Ledger({id: clause(id) for id in CLAUSES}, (DOCUMENT,)),
        manifests={name: manifest(name, folder) for name in NAMES},
        cases=cases,
        finds=found,
    )

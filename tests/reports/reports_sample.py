"""A made-up edition: datasets, results of four implementations, a ledger. Nobody real is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conformance import results
from conformance.adapters.manifest import EnvironmentSpec, Manifest
from conformance.cases import files
from conformance.cases.model import Case, Node
from conformance.ledger import Clause, Document, Ledger
from conformance.results import CaseResult, Edition, Implementation, Mismatch, Result, Times

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
    return Sample(
        fixtures=root,
        results=made,
        ledger=Ledger({id: clause(id) for id in CLAUSES}, (DOCUMENT,)),
        manifests={name: manifest(name, folder) for name in NAMES},
        cases=cases,
    )

"""``zarr-conformance show CASE``: what the case is, and how to open it in each language."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Sequence
from typing import Any

from conformance import ledger
from conformance.cases.files import Fixtures, load_outside, load_store
from conformance.cases.links import relative
from conformance.cases.model import Case
from conformance.commands import Refusal, fixtures, print_json, selections
from reports.datasets import first_elements
from reports.steps import StepText, steps

FIRST_ELEMENTS = 12


def main(options: argparse.Namespace) -> int:
    """Print the case."""
    golden = fixtures()
    case = golden.cases.get(options.case)
    if case is None:
        close = difflib.get_close_matches(options.case, golden.cases, n=3, cutoff=0.5)
        hint = f"; close to it: {', '.join(close)}" if close else ""
        raise Refusal(f"there is no case {options.case!r}{hint}; see: zarr-conformance list")
    facts = _facts(golden, case)
    if options.json:
        print_json(facts)
    else:
        print(_text(facts, steps(case)))
    return 0


def _facts(golden: Fixtures, case: Case) -> dict[str, Any]:
    clauses = ledger.load().clauses
    store = load_store(golden, case)
    links = [f"ln -s {relative(key, to)} store/{key}" for key, to in case.links.items()]
    outside = {name: len(data) for name, data in load_outside(golden, case).items()}
    return {
        **case.document(),
        "clauses": [
            {"id": id, "level": clauses[id].level, "summary": clauses[id].summary}
            | {"url": clauses[id].url}
            for id in case.clauses
        ],
        "store": str(golden.store(case)),
        "tree": {key: len(data) for key, data in store.items()},
        **({"outside": outside} if outside else {}),
        **({"make_links": links} if links else {}),
        "values": first_elements(case, FIRST_ELEMENTS),
        "reproduce": {}
        if case.steps
        else {
            s.manifest.name: s.manifest.program(
                case.node.node_type,
                str(golden.store(case)),
                case.node.path,
                case.node.selection,
                format=case.format,
            )
            for s in selections(())
        },
    }


def _text(facts: dict[str, Any], written: Sequence[StepText]) -> str:
    lines = [f"{facts['id']} ({facts['kind']})", facts["title"], ""]
    for clause in facts["clauses"]:
        lines += [f"{clause['level']}: {clause['summary']}", f"    {clause['id']}  {clause['url']}"]
    for number, step in enumerate(written, 1):
        lines += ["", f"step {number}: {step.does}"]
        lines += [f"    {name}: {value}" for name, value in step.details]
    if written and not facts["tree"]:
        lines += ["", "the steps begin with nothing"]
    else:
        before = "store, as the steps find it" if written else "store"
        lines += ["", f"{before}: {facts['store']}"]
    lines += [f"    {key}  {size} bytes" for key, size in facts["tree"].items()]
    if "outside" in facts:
        lines += ["", "beside the store:"]
        lines += [f"    outside/{name}  {size} bytes" for name, size in facts["outside"].items()]
    if "make_links" in facts:
        lines += ["", "make its symbolic links first, in a copy of its folder:"]
        lines += [f"    {command}" for command in facts["make_links"]]
    if "control" in facts:
        lines += ["", f"the same store without the fault: {facts['control']}"]
    if "expect" in facts:
        lines += ["", "expected:"]
        lines += [
            f"    {k}: {json.dumps(v, ensure_ascii=False)}" for k, v in facts["expect"].items()
        ]
    if facts["values"]:
        more = ", ..." if len(facts["values"]) == FIRST_ELEMENTS else ""
        lines.append(f"    values: {', '.join(facts['values'])}{more}")
    for name, text in facts["reproduce"].items():
        body = text.rstrip().replace("\n", "\n    ") if text else "its API cannot express this"
        lines += ["", f"with {name}:", f"    {body}"]
    return "\n".join(lines)

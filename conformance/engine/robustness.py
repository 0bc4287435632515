"""What became of a damaged or absurd store: never a failure, yet people lose data by it.

The verdicts of ``judge`` stay as they are; an outcome tells apart what they do not: which values
came without an error, and what was done to the process.
"""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np

from conformance.cases.model import Case
from conformance.engine.compare import as_elements, mismatch
from conformance.engine.judge import Answer, Judgement
from conformance.oracle.elements import one
from conformance.results import RobustOutcome

_KINDS: dict[str, RobustOutcome] = {
    "refused": "error",
    "unsupported": "unsupported",
    "crashed": "crashed",
    "hung": "hung",
    "memory": "memory",
}


_WITH: dict[RobustOutcome, str] = {
    "right": "the right values",
    "fill": "zeros or the fill value in place of the data",
    "other": "other values than the right ones",
}


def judgement(case: Case, answer: Answer, judged: Judgement, control: Case | None) -> Judgement:
    """What was judged, with its outcome.

    Damaged chunks may lead to whatever lay in memory, so values are told by a word alone: the same
    run says the same.
    """
    found = outcome(case, answer, control)
    if found not in _WITH:
        return replace(judged, outcome=found)
    message = f"opened and read without an error: {_WITH[found]}"
    return replace(judged, message=message, mismatch=None, outcome=found)


def outcome(case: Case, answer: Answer, control: Case | None) -> RobustOutcome | None:
    """The outcome of one answer to a case of the robustness axis; None of no answer.

    ``control`` is the store without the damage: its elements are the right ones, unless the case
    has an expectation of its own.
    """
    if answer.kind != "ok":
        return _KINDS.get(answer.kind)
    reference = case if case.expect is not None else control
    if reference is None or reference.expect is None:
        return "other"
    body = answer.body
    if reference.node.node_type == "array":  # of a group there is nothing else to tell it by
        body = {k: v for k, v in body.items() if k != "attributes"}
    found = mismatch(reference, body, answer.values)
    if found is None:
        return "right"
    if found.member == "values" and answer.values is not None and _filled(reference, answer.values):
        return "fill"
    return "other"


def _filled(reference: Case, values: bytes) -> bool:
    """Whether zeros or the fill value stand wherever the values are not the right ones."""
    expect = reference.expect
    assert expect is not None and reference.values is not None
    wanted = as_elements(reference.values, expect, reference.values)
    found = as_elements(values, expect, reference.values)
    if wanted is None or found is None:
        return False
    fill = base64.b64decode(expect.get("fill_value", ""))
    damaged = found[np.any(wanted != found, axis=-1)]
    elements = (one(damaged, (i,)) for i in range(len(damaged)))
    return all(element == fill or not any(element) for element in elements)

"""What becomes of written cases when the oracle's writer carries them out, in this process."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from conformance.adapters.messages import Outcome
from conformance.cases.model import Case
from conformance.engine.carry_out import CarriedOut, Done
from tests.saboteurs import writer


def carried_out(case: Case, begun: writer.Store) -> CarriedOut:
    """The steps of a case on a copy of its store; what is raised is a refusal."""
    store = dict(begun)
    done = []
    for step in case.steps:
        before = dict(store)
        outcome = _outcome(case, store, step)
        done.append(Done(before, outcome))
        if outcome.kind != "ok":
            break
    return CarriedOut(tuple(done), store)


def _outcome(case: Case, store: writer.Store, step: Mapping[str, Any]) -> Outcome:
    if step["op"] not in writer.OPERATIONS:
        return Outcome("unsupported", message=f"the writer has no {step['op']}")
    try:
        body = writer.carry_out(case.format, store, step)
    except NameError:
        raise  # A mistake in the lines of a fault, which nobody may take for a refusal.
    except Exception as error:
        return Outcome("refused", message=f"{type(error).__name__}: {error}")
    values = body.pop("values", None)
    return Outcome("ok", body, None if values is None else base64.b64decode(values))

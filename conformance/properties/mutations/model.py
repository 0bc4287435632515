"""What a mutation is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.cases.faults import FaultDraft
from conformance.properties.breadth import Without, ready
from conformance.properties.small import Needs

Json = Any
Draw = Any
Apply = Callable[[Draw, FaultDraft, Json], FaultDraft]


@dataclass(frozen=True)
class Mutation:
    """A name, the clauses that the fault breaks, and how it is put in.

    The first clause is the must; the others say the same in other words. ``apply`` is given what
    draws, the fault to go on from, and the document of the control. Damage to what is stored is
    no fault by the text: its ``axis`` is robustness.
    """

    name: str
    clauses: tuple[str, ...]
    apply: Apply
    needs: Needs = field(default_factory=Needs)
    axis: Literal["conformance", "robustness"] = "conformance"
    node: Literal["array", "group"] = "array"

    def fits(self, without: Without) -> bool:
        """Whether it can be drawn without these features."""
        if self.node == "group":
            return "node:group" not in without
        return self.needs.can_be_met(without)


def set_to(member: str, *values: Json) -> Apply:
    """Set a member of the document to one of the values."""
    one_of = ready(values)
    return lambda draw, draft, _: draft.set(member, draw(one_of))


def drop(member: str) -> Apply:
    """Remove a member of the document."""
    return lambda _, draft, __: draft.drop(member)

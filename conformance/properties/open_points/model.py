"""What an open point is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.cases.builder import ArrayDraft
from conformance.properties.breadth import Without
from conformance.properties.mutations.model import Apply
from conformance.properties.small import Needs

Json = Any
Draw = Any
Change = Callable[[Draw, ArrayDraft], ArrayDraft]


@dataclass(frozen=True)
class OpenPoint:
    """A name, the clauses that it is about, and where it is discussed.

    ``change`` makes a dataset of which we have a reading of our own, ``alter`` one of which we
    have none; each open point has one of the two. ``tags`` are features that the document does
    not tell. A clause may end with ``{data_type}``.
    """

    name: str
    clauses: tuple[str, ...]
    discussion: tuple[str, ...] = ()
    needs: Needs = field(default_factory=Needs)
    change: Change | None = None
    alter: Apply | None = None
    node: Literal["array", "group"] = "array"
    tags: tuple[str, ...] = ()

    def fits(self, without: Without) -> bool:
        """Whether it can be drawn without these features."""
        if not without.isdisjoint(self.tags):
            return False
        if self.node == "group":
            return without.isdisjoint({"node:group", "form:must_understand"})
        return self.needs.can_be_met(without)

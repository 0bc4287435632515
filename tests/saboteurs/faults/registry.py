"""The list of faults, and the few ways to plant one in the oracle.

A fault changes the oracle of its own process for good, and one small thing in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

Symptom = Literal["wrong", "accepted", "refused", "observed"]


@dataclass(frozen=True)
class Fault:
    """One mistake that an implementer could make.

    A case that cites ``blames`` must end with the verdict ``symptom``. Where the text is open
    that is ``observed``: nothing is scored, but the record must differ from what we expect.
    """

    name: str
    blames: str
    symptom: Symptom
    plant: Callable[[], None]


FAULTS: dict[str, Fault] = {}


def fault(
    name: str, *, blames: str, symptom: Symptom
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register the decorated function as what plants the fault."""

    def register(plant: Callable[[], None]) -> Callable[[], None]:
        assert name not in FAULTS, f"there are two faults named {name}"
        FAULTS[name] = Fault(name, blames, symptom, plant)
        return plant

    return register


def wrap(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Replace a function or an item of a dict by what ``change`` makes of it."""
    if isinstance(owner, dict):
        owner[name] = change(owner[name])
    else:
        setattr(owner, name, change(getattr(owner, name)))


def rewrite(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change the first argument of a function before the function sees it."""
    wrap(owner, name, lambda original: lambda value, *rest: original(change(value), *rest))


def rework(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change what a function returns."""
    wrap(owner, name, lambda original: lambda *given: change(original(*given)))


def tolerate(module: ModuleType, *clauses: str) -> None:
    """Let a module of the oracle go on where it demands one of these clauses."""

    def change(demand: Callable[[bool, str, str], None]) -> Callable[[bool, str, str], None]:
        return lambda condition, clause, message: demand(
            condition or clause in clauses, clause, message
        )

    wrap(module, "demand", change)

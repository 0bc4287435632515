"""The list of faults, and the few ways to plant one in the oracle.

A fault changes one small thing in the oracle of its process. Whatever it changes it changes
through `wrap`, so that `planted` can undo it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any, Literal

from conformance import oracle
from conformance.oracle.codecs import CODECS

Symptom = Literal["wrong", "accepted", "refused", "observed", "invalid"]


@dataclass(frozen=True)
class Fault:
    """One mistake that an implementer could make.

    A case that cites ``blames`` must end with the verdict ``symptom``; ``invalid`` is for writers.
    Where the text is open that is ``observed``: nothing is scored, but the record must differ from
    what we expect.
    """

    name: str
    blames: str
    symptom: Symptom
    plant: Callable[[], None]


FAULTS: dict[str, Fault] = {}
_undo: list[Callable[[], None]] = []


def fault(
    name: str, *, blames: str, symptom: Symptom
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register the decorated function as what plants the fault."""

    def register(plant: Callable[[], None]) -> Callable[[], None]:
        assert name not in FAULTS, f"there are two faults named {name}"
        FAULTS[name] = Fault(name, blames, symptom, plant)
        return plant

    return register


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The oracle with a fault, and without it afterwards."""
    assert not _undo, "there is a fault already"
    try:
        fault.plant()
        yield
    finally:
        while _undo:
            _undo.pop()()


def wrap(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Replace a function or an item of a dict by what ``change`` makes of it."""
    if isinstance(owner, dict):
        _undo.append(partial(owner.__setitem__, name, owner[name]))
        owner[name] = change(owner[name])
    else:
        _undo.append(partial(setattr, owner, name, getattr(owner, name)))
        setattr(owner, name, change(getattr(owner, name)))


def rewrite(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change the first argument of a function before the function sees it."""
    wrap(owner, name, lambda original: lambda value, *rest: original(change(value), *rest))


def rework(owner: Any, name: str, change: Callable[[Any], Any]) -> None:
    """Change what a function returns."""
    wrap(owner, name, lambda original: lambda *given: change(original(*given)))


def wrap_reader(node: str, change: Callable[[Any], Any], format: str = "zarr_v3") -> None:
    """Replace the function that reads a ``node``, array or group, of a store and a path."""
    name = f"read_{node}"
    wrap(
        oracle.FORMATS,
        format,
        lambda spelt: replace(spelt, **{name: change(getattr(spelt, name))}),
    )


def change_configuration(codec: str, change: Callable[[dict[str, Any], Any], Any]) -> None:
    """Change the configuration of a codec before it is read, of it and the decoded chunk."""

    def changed(parse: Any) -> Any:
        return lambda configuration, decoded: parse(change(dict(configuration), decoded), decoded)

    wrap(CODECS, codec, changed)


def filled_with_zeros(module: ModuleType) -> None:
    """Let a module fill arrays with zeros, whatever the element is."""

    def change(filled: Any) -> Any:
        return lambda shape, element, **variable: filled(shape, bytes(len(element)), **variable)

    wrap(module, "filled", change)


def tolerate(module: ModuleType, *clauses: str) -> None:
    """Let a module of the oracle go on where it demands one of these clauses."""

    def change(demand: Callable[[bool, str, str], None]) -> Callable[[bool, str, str], None]:
        return lambda condition, clause, message: demand(
            condition or clause in clauses, clause, message
        )

    wrap(module, "demand", change)


def not_checked(module: ModuleType, *clauses: str, also: tuple[str, ...] = ()) -> None:
    """Register a fault for each of some clauses that a module demands: the check is missing.

    ``also`` are clauses that the module must tolerate with each, to go on.
    """
    for clause in clauses:
        name = clause.split(".", 1)[1].replace(".", "-") + "-not-checked"
        plant = partial(tolerate, module, clause, *also)
        fault(name, blames=clause, symptom="accepted")(plant)

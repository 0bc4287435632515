"""Figures of made-up persons, counted straight from them, for the tests of disclosure control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from survey.estimates.model import Base, Cell, Figures, Table

Person = Mapping[str, object]
"""Answers by question: an option, a set of options, or None where there is none."""

OPTIONS = {
    "role": ("student", "developer", "scientist", "other"),
    "field": ("climate", "bio", "geo"),
    "formats": ("v2", "v3", "n5", "hdf5"),
    "languages": ("python", "julia", "rust"),
}


def chosen(person: Person, question: str) -> frozenset[str]:
    answer = person.get(question)
    if answer is None:
        return frozenset()
    return frozenset([answer]) if isinstance(answer, str) else frozenset(answer)  # type: ignore[call-overload]


def base(persons: Sequence[Person], question: str) -> Base:
    answered = sum(person.get(question) is not None for person in persons)
    return Base(len(persons), 0, len(persons) - answered, 0, answered)


def table(persons: Sequence[Person], question: str, by: str | None = None) -> Table:
    options = OPTIONS[question]
    additive = question in ("role", "field")
    if by is None:
        cells = tuple(
            Cell((o,), sum(o in chosen(person, question) for person in persons)) for o in options
        )
        return Table(question, question, base(persons, question), cells, additive=additive)
    groups = {g: [p for p in persons if g in chosen(p, by)] for g in OPTIONS[by]}
    cells = tuple(
        Cell((g, o), sum(o in chosen(person, question) for person in members))
        for g, members in groups.items()
        for o in options
    )
    bases = {g: base(members, question) for g, members in groups.items()}
    id = f"{question}:by:{by}"
    anybody = [person for person in persons if chosen(person, by)]
    return Table(id, question, base(anybody, question), cells, by, bases, additive)


def figures(persons: Sequence[Person], ids: Iterable[str], edition: str = "2026") -> Figures:
    tables = []
    for id in ids:
        question, _, by = id.partition(":by:")
        tables.append(table(persons, question, by or None))
    return Figures("zarr", edition, tuple(tables))


def single(id: str, counts: Sequence[int], **changes: object) -> Table:
    """A table of one answer for each person."""
    answered = sum(counts)
    cells = tuple(Cell((f"o{number}",), count) for number, count in enumerate(counts))
    return replace(Table(id, id, Base(answered, 0, 0, 0, answered), cells), **changes)  # type: ignore[arg-type]


def hide(found: Table, *keys: tuple[str, ...]) -> Table:
    cells = tuple(
        replace(c, count=None, share=None, interval=None, hidden="small") if c.key in keys else c
        for c in found.cells
    )
    return replace(found, cells=cells)


def hidden(found: Table) -> set[tuple[str, ...]]:
    return {cell.key for cell in found.cells if cell.hidden}

"""What golden datasets there are. Each module defines those of one part of the specification."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import ext, found, links, v2, v3, write
from conformance.cases.model import Case

MODULES = (*v3.MODULES, *v2.MODULES, *ext.MODULES, *write.MODULES, links, found)


def all_cases() -> Iterator[Case]:
    """Every case, each id once. Raises `DefinitionError`."""
    seen: set[str] = set()
    for module in MODULES:
        for case in module.cases():
            if case.id in seen:
                raise DefinitionError(f"{case.id}: defined twice")
            seen.add(case.id)
            yield case

"""What the pages need of the ledger and no more, so that a test can stand in for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class SpecDocument(Protocol):
    """A specification document."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...


class Clause(Protocol):
    """A testable clause; see ``ledger.schema.json``. ``url`` leads to its section."""

    @property
    def id(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def summary(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def url(self) -> str: ...
    @property
    def document(self) -> SpecDocument: ...


class Ledger(Protocol):
    """All clauses by id."""

    @property
    def clauses(self) -> Mapping[str, Clause]: ...

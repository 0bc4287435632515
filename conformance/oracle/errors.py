"""The one error of the oracle: a store that the specification does not allow."""

from __future__ import annotations


class SpecError(Exception):
    """A store breaks the specification.

    ``clause`` is the id, in the ledger, of the clause that is broken; the message says how.
    """

    def __init__(self, clause: str, message: str) -> None:
        super().__init__(f"{message} [{clause}]")
        self.clause = clause
        self.message = message


def demand(condition: bool, clause: str, message: str) -> None:
    """Raise `SpecError` unless ``condition`` holds."""
    if not condition:
        raise SpecError(clause, message)

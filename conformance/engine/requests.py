"""How a case is asked of an adapter: one question for each."""

from __future__ import annotations

from conformance.adapters.messages import Request
from conformance.cases.model import Case


def request(case: Case, store: str) -> Request:
    """The request that asks a case, whose hierarchy lies in the folder ``store``."""
    node = case.node
    operation = f"read_{node.node_type}" if node.selection is None else "read_region"
    return Request(case.id, operation, store, node.path, node.selection, case.format)

"""The golden datasets: their definitions, the builder that makes them, and their files.

``definitions`` says what there is, ``builder`` turns it into `Case` values with the oracle, and
``files`` writes, checks and loads ``fixtures/``.
"""

from conformance.cases.model import Case, Node

__all__ = ["Case", "Node"]

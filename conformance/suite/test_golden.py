"""Every golden case on every implementation: an item waits for its verdict and words it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.engine.run import Run


def test_case(run: Run, case: str, record_property: Callable[[str, object], None]) -> None:
    """One case: fails on an unexpected verdict, xfails on a known failure."""
    result = run.results[case].result()
    record_property("verdict", result.verdict)
    for clause in result.clauses:
        record_property("requirement", clause)
    clauses = ", ".join(result.clauses)
    match result.status:
        case "not-run":
            pytest.skip(f"not run: {result.message}")
        case "failed":
            pytest.fail(f"{result.verdict}: {result.message} [{clauses}]", pytrace=False)
        case "unexpected-pass" | "unexpected-verdict":
            pytest.fail(
                f"{result.verdict}: {result.message} [{clauses}]; expectations.toml says "
                f"otherwise ({result.reason}): update it, or run with --update-expectations",
                pytrace=False,
            )
        case "expected":
            pytest.xfail(f"{result.verdict}: {result.reason}")
    if result.verdict == "unsupported":
        pytest.skip(f"unsupported: {result.message}")


def test_adapter(run: Run) -> None:
    """The adapter itself: it started, spoke the protocol, and its expectations match."""
    result = run.finished.result()
    if result.unavailable is not None:
        pytest.fail(result.unavailable, pytrace=False)
    if result.faults:
        pytest.fail("\n".join(result.faults), pytrace=False)

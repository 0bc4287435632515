"""The suite as pytest runs it: ``pytest -p conformance.suite.plugin --pyargs conformance.suite``.

A thin front over the engine: one item per implementation and case, with stable ids.
"""

"""Benchmarks, each a ratio or a cost per case within one run: ``python -m tests.bench``."""

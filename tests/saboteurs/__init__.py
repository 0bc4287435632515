"""Saboteurs: adapters built on the oracle, each with one planted fault. They test the cases.

``faults`` says which there are, ``adapter.py`` is the program that has one of them, ``hunt`` runs
it through the engine. Those that write have the same: ``writers``, ``writer_adapter.py``,
``writer_hunt``. ``python -m tests.saboteurs`` prints which case caught which.
"""

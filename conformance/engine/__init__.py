"""Runs cases on adapters, decides verdicts, explains mismatches and applies expectations.

``run`` is the way in; ``judge`` holds the rules of the verdicts, ``explain`` the guesses at causes,
``expectations`` the known failures.
"""

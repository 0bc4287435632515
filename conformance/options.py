"""How an option is read, for the command and for pytest alike. Imports nothing heavy."""

from __future__ import annotations

import argparse


def seconds(text: str) -> float:
    """A time limit as it was typed. Raises `argparse.ArgumentTypeError`, which both understand."""
    return _positive(text, "seconds")


def minutes(text: str) -> float:
    """A span of time as it was typed. Raises `argparse.ArgumentTypeError`."""
    return _positive(text, "minutes")


def seed(text: str) -> int:
    """A seed as it was typed. Raises `argparse.ArgumentTypeError`."""
    if not text.isascii() or not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 2^63 - 1")
    return int(text)


def _positive(text: str, unit: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of {unit}")
    return number

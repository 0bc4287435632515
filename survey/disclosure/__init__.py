"""Disclosure control over all published figures together: what is hidden, and who checks it.

`protect` hides, `attack` tries to find out again. Neither reads responses: only figures.
"""

from survey.disclosure.attack import Breach, attack, report
from survey.disclosure.protect import Protection, examine, protect
from survey.disclosure.rules import DisclosureError, Rules, load

__all__ = [
    "Breach",
    "DisclosureError",
    "Protection",
    "Rules",
    "attack",
    "examine",
    "load",
    "protect",
    "report",
]

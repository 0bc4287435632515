"""The instrument as code: questions and options with stable ids, skip logic, and their texts."""

from survey.instrument.history import editions, reused
from survey.instrument.load import InstrumentError, load
from survey.instrument.model import (
    Condition,
    Instrument,
    Kind,
    Option,
    Question,
    Section,
    Sensitivity,
    Texts,
)
from survey.instrument.rules import problems

__all__ = [
    "Condition",
    "Instrument",
    "InstrumentError",
    "Kind",
    "Option",
    "Question",
    "Section",
    "Sensitivity",
    "Texts",
    "editions",
    "load",
    "problems",
    "reused",
]

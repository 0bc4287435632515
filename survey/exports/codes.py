"""Short codes for the ids of an instrument, in the form that LimeSurvey wants.

Which letters and how many it takes is in its models ``Question`` and ``Answer``: letters and
digits, at most 20 for a question, at most 5 for an answer. A code depends on its id alone, as long
as no two ids come out the same: a survey in the field may get another option.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from survey.instrument import Instrument

QUESTION_LENGTH = 20
ANSWER_LENGTH = 5
_COLUMNS = "id submitdate lastpage startlanguage seed startdate ipaddr refurl token channel"
_NAMES = "and or eq ne lt le gt ge self that this lang sid savedid qid gid sgq time other"
RESERVED = frozenset(f"{_COLUMNS} {_NAMES}".split())
"""The columns of its exports beside the answers; operators and names of its expressions."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Codes:
    """The code of each id. ``options`` and ``rows`` are by question, then by their own id.

    In LimeSurvey's exports a column is named ``formats[v2]``: the code of the question, then that
    of the option of a multiple choice or of the row of a matrix; ``[1]`` is the first place of a
    ranking, ``[other]`` the answer in own words.
    """

    questions: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, Mapping[str, str]]


def codes(instrument: Instrument) -> Codes:
    """The codes of all questions, options and rows of an instrument."""
    return Codes(
        questions=assign((q.id for q in instrument.questions), QUESTION_LENGTH),
        options={q.id: assign(q.option_ids, ANSWER_LENGTH) for q in instrument.questions},
        rows={q.id: assign(q.rows, ANSWER_LENGTH) for q in instrument.questions},
    )


def assign(ids: Iterable[str], length: int) -> dict[str, str]:
    """A code of at most ``length`` letters and digits for each id; no two are the same.

    An id that fits is its own code, without hyphens. Any other gets its first letters and three
    digits of its SHA-256 in base 36.
    """
    ids = list(ids)
    plain = {id: re.sub(r"[^a-z0-9]", "", id) for id in ids}
    times = Counter(plain.values())
    found = {
        id: code
        for id, code in plain.items()
        if len(code) <= length and times[code] == 1 and code not in RESERVED
    }
    for id in sorted(set(ids) - set(found)):
        found[id] = _hashed(id, plain[id][: length - 3], found.values())
    return {id: found[id] for id in ids}


def _hashed(id: str, start: str, taken: Collection[str]) -> str:
    number = int.from_bytes(hashlib.sha256(id.encode()).digest())
    while True:
        number, code = (
            number // 36,
            start + "".join(_DIGITS[number // 36**n % 36] for n in range(3)),
        )
        if code not in taken:
            return code

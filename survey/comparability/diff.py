"""What changed in the instrument between two editions, listed like the changes of an interface.

Each difference says which relation the ledger has to declare at least for the question to be
compared. A difference in something that answers do not hang on needs none: it needs ``same``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.comparability.ledger import Relation
from survey.instrument import Condition, Instrument, Question, Texts
from survey.responses import option_ids

Sign = Literal["+", "-", "~"]
ASKED = "who is asked"


@dataclass(frozen=True)
class Difference:
    """One change. ``question`` is None for the instrument as a whole.

    ``what`` names the part: ``question``, ``version``, ``options``, ``text (en)``. A line of it
    begins with ``sign``: added, removed, changed.
    """

    question: str | None
    sign: Sign
    what: str
    detail: str = ""
    needs: Relation = "same"

    def __str__(self) -> str:
        where = self.question or "instrument"
        return f"{self.sign} {where}: {self.what}" + (f": {self.detail}" if self.detail else "")


def diff(old: Instrument, new: Instrument) -> tuple[Difference, ...]:
    """All differences: the instrument as a whole, then its questions in the order of ``new``.

    Questions that were removed stand at the end.
    """
    before = {question.id: question for question in old.questions}
    now = {question.id: question for question in new.questions}
    found = list(_whole(old, new))
    moved: set[str] = set()
    for id, question in now.items():
        if id not in before:
            found.append(Difference(id, "+", "question", question.kind))
            continue
        own = [*_question(before[id], question), *_words(old, new, question)]
        own += _asked(question, moved)
        if any(d.needs in ("recoded", "broken") or d.what == ASKED for d in own):
            moved.add(id)
        found += own
    found += [Difference(id, "-", "question", q.kind) for id, q in before.items() if id not in now]
    return tuple(found)


def _whole(old: Instrument, new: Instrument) -> Iterator[Difference]:
    for what in ("survey", "minutes"):
        yield from _changed(None, what, getattr(old, what), getattr(new, what))
    yield from _set(None, "sections", [s.id for s in old.sections], [s.id for s in new.sections])
    before, now = ([texts.language for texts in i.texts] for i in (old, new))
    yield from _set(None, "languages", before, now)
    for was, words in _languages(old, new):
        for what in ("title", "introduction", "consent", "thanks"):
            name = f"{what} ({words.language})"
            values = (_plain(getattr(was, what)), _plain(getattr(words, what)))
            yield from _changed(None, name, *values)
        yield from _texts(None, "section", was.sections, words.sections, words.language, "same")
    yield from _order(None, [q.id for q in old.questions], [q.id for q in new.questions], "same")


def _question(old: Question, new: Question) -> Iterator[Difference]:
    id = new.id
    alike = {old.kind, new.kind} == {"single", "scale"}
    yield from _changed(id, "kind", old.kind, new.kind, "relabelled" if alike else "broken")
    higher: Relation = "recoded" if new.version > old.version else "broken"
    yield from _changed(id, "version", old.version, new.version, higher)
    before, now = option_ids(old), option_ids(new)
    yield from _set(id, "options", before, now, "recoded")
    yield from _order(id, before, now, "relabelled", "options")
    yield from _set(id, "exclusive", _exclusive(old), _exclusive(new), "recoded")
    yield from _set(id, "rows", old.rows, new.rows)
    yield from _order(id, old.rows, new.rows, "relabelled", "rows")
    asked = _conditions(old.shown_if), _conditions(new.shown_if)
    yield from _changed(id, "shown_if", asked[0], asked[1], "recoded")
    yield from _changed(id, "most", old.most, new.most, "recoded")
    yield from _changed(id, "unit", old.unit, new.unit, "broken")
    for what in ("lowest", "highest", "required"):
        yield from _changed(id, what, getattr(old, what), getattr(new, what), "relabelled")
    for what in ("section", "sensitivity", "decision"):
        yield from _changed(id, what, getattr(old, what), getattr(new, what))


def _asked(question: Question, moved: set[str]) -> Iterator[Difference]:
    """Who is asked hangs on the answers to a question that changed, or was itself asked of others.

    Whether they are still the same people, the ledger has to say.
    """
    for condition in question.shown_if:
        if condition.question in moved:
            detail = f"{condition.question} decides, and changed"
            yield Difference(question.id, "~", ASKED, detail, "relabelled")


def _words(old: Instrument, new: Instrument, question: Question) -> Iterator[Difference]:
    for was, words in _languages(old, new):
        before, now = was.questions.get(question.id), words.questions.get(question.id)
        if before is None or now is None:
            continue
        id, language = question.id, words.language
        for what in ("text", "help", "other"):
            values = (_plain(getattr(before, what)), _plain(getattr(now, what)))
            if what == "other" and not all(values):
                continue
            yield from _changed(id, f"{what} ({language})", *values, "relabelled")
        yield from _texts(id, "option", before.options, now.options, language, "relabelled")
        yield from _texts(id, "row", before.rows, now.rows, language, "relabelled")


def _languages(old: Instrument, new: Instrument) -> Iterator[tuple[Texts, Texts]]:
    """The words of both editions in each language that both have."""
    before = {texts.language: texts for texts in old.texts}
    return ((before[w.language], w) for w in new.texts if w.language in before)


def _texts(
    question: str | None,
    what: str,
    old: Mapping[str, str],
    new: Mapping[str, str],
    language: str,
    needs: Relation,
) -> Iterator[Difference]:
    for id, words in new.items():
        if id in old:
            yield from _changed(
                question, f"{what} {id} ({language})", _plain(old[id]), _plain(words), needs
            )


def _changed(
    question: str | None, what: str, old: object, new: object, needs: Relation = "same"
) -> Iterator[Difference]:
    if old != new:
        yield Difference(question, "~", what, f"{_said(old)} -> {_said(new)}", needs)


def _set(
    question: str | None,
    what: str,
    old: Sequence[str],
    new: Sequence[str],
    needs: Relation = "same",
) -> Iterator[Difference]:
    yield from (Difference(question, "+", what, id, needs) for id in new if id not in old)
    yield from (Difference(question, "-", what, id, needs) for id in old if id not in new)


def _order(
    question: str | None,
    old: Sequence[str],
    new: Sequence[str],
    needs: Relation,
    what: str = "questions",
) -> Iterator[Difference]:
    before = [id for id in old if id in new]
    now = [id for id in new if id in old]
    if before != now:
        detail = f"{', '.join(before)} -> {', '.join(now)}"
        yield Difference(question, "~", f"order of {what}", detail, needs)


def _exclusive(question: Question) -> list[str]:
    return [option.id for option in question.options if option.exclusive]


def _conditions(conditions: Sequence[Condition]) -> str:
    return " and ".join(f"{c.question} is {' or '.join(c.any)}" for c in conditions) or "always"


def _plain(words: str) -> str:
    """The words without line breaks and double spaces, which nobody is shown."""
    return " ".join(words.split())


def _said(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)

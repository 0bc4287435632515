"""What changed in an instrument: a line for each difference, and what the ledger has to declare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.comparability import diff
from survey.instrument import Condition, Instrument, Texts
from tests.survey.next_year import NEXT, edited, options, worded
from tests.survey.sample import INSTRUMENT


def lines(new: Instrument, old: Instrument = INSTRUMENT) -> list[tuple[str, str]]:
    return [(str(difference), difference.needs) for difference in diff(old, new)]


def test_the_same_instrument_has_no_differences():
    assert diff(INSTRUMENT, NEXT) == ()


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            edited("role", options=options("scientist", "student", "retired")),
            [
                ("+ role: options: retired", "recoded"),
                ("- role: options: research-engineer", "recoded"),
                ("~ comment: who is asked: role decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("role", other=False),
            [
                ("- role: options: other", "recoded"),
                ("~ comment: who is asked: role decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("pain", rows=("writing", "reading", "memory")),
            [
                ("+ pain: rows: memory", "same"),
                ("- pain: rows: cloud-stores", "same"),
                ("~ pain: order of rows: reading, writing -> writing, reading", "relabelled"),
            ],
        ),
        (
            edited("ease", options=INSTRUMENT["ease"].options[::-1]),
            [
                (
                    "~ ease: order of options: very-hard, hard, neither, easy, very-easy -> "
                    "very-easy, easy, neither, hard, very-hard",
                    "relabelled",
                )
            ],
        ),
        (
            edited("role", kind="multiple"),
            [
                ("~ role: kind: single -> multiple", "broken"),
                ("~ comment: who is asked: role decides, and changed", "relabelled"),
            ],
        ),
        (edited("role", kind="scale"), [("~ role: kind: single -> scale", "relabelled")]),
        (
            edited("role", version=2),
            [
                ("~ role: version: 1 -> 2", "recoded"),
                ("~ comment: who is asked: role decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("role", version=0),
            [
                ("~ role: version: 1 -> 0", "broken"),
                ("~ comment: who is asked: role decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("ease", shown_if=(Condition("formats", ("v3",)),)),
            [
                ("~ ease: shown_if: formats is v2 or v3 or ome-zarr -> formats is v3", "recoded"),
                ("~ pain: who is asked: ease decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("ease", shown_if=()),
            [
                ("~ ease: shown_if: formats is v2 or v3 or ome-zarr -> always", "recoded"),
                ("~ pain: who is asked: ease decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("formats", options=options("v2", "v3", "ome-zarr", "none")),
            [
                ("- formats: exclusive: none", "recoded"),
                ("~ ease: who is asked: formats decides, and changed", "relabelled"),
                ("~ pain: who is asked: formats decides, and changed", "relabelled"),
                ("~ pain: who is asked: ease decides, and changed", "relabelled"),
            ],
        ),
        (
            edited("formats", most=None),
            [
                ("~ formats: most: 3 -> nothing", "recoded"),
                ("~ ease: who is asked: formats decides, and changed", "relabelled"),
                ("~ pain: who is asked: formats decides, and changed", "relabelled"),
                ("~ pain: who is asked: ease decides, and changed", "relabelled"),
            ],
        ),
        (edited("arrays", unit="TB"), [("~ arrays: unit: GB -> TB", "broken")]),
        (edited("arrays", highest=5e6), [("~ arrays: highest: 1000000 -> 5000000", "relabelled")]),
        (edited("role", required=False), [("~ role: required: yes -> no", "relabelled")]),
        (
            edited("role", sensitivity="personal"),
            [("~ role: sensitivity: none -> personal", "same")],
        ),
        (
            worded("arrays", text="How large is it?"),
            [
                (
                    "~ arrays: text (en): How large are your arrays, all in all? -> "
                    "How large is it?",
                    "relabelled",
                )
            ],
        ),
        (
            worded("role", help=""),
            [("~ role: help (en): The one that fits best. -> nothing", "relabelled")],
        ),
        (
            worded("pain", rows={**INSTRUMENT.texts[0].questions["pain"].rows, "writing": "W"}),
            [("~ pain: row writing (en): Writing -> W", "relabelled")],
        ),
        (
            worded("ease", options={**INSTRUMENT.texts[0].questions["ease"].options, "hard": "H"}),
            [("~ ease: option hard (en): Hard -> H", "relabelled")],
        ),
        (replace(NEXT, minutes=6), [("~ instrument: minutes: 5 -> 6", "same")]),
        (replace(NEXT, texts=NEXT.texts[:1]), [("- instrument: languages: es", "same")]),
        (
            replace(NEXT, questions=NEXT.questions[:-1]),
            [("- comment: question: text", "same")],
        ),
        (
            replace(NEXT, questions=(*NEXT.questions[:-2], *NEXT.questions[:-3:-1])),
            [
                (
                    "~ instrument: order of questions: role, formats, ease, pain, wishes, arrays, "
                    "since, comment -> role, formats, ease, pain, wishes, arrays, comment, since",
                    "same",
                )
            ],
        ),
    ],
)
def test_each_difference_is_a_line_and_says_what_it_needs(new, expected):
    assert lines(new) == expected


def test_other_spaces_are_no_other_words():
    assert (
        diff(INSTRUMENT, worded("arrays", text="How large are your  arrays,\nall in all? ")) == ()
    )


def test_a_question_that_is_new():
    assert lines(NEXT, replace(INSTRUMENT, questions=INSTRUMENT.questions[1:])) == [
        ("+ role: question: single", "same")
    ]


def test_other_words_of_the_whole():
    words: Texts = replace(NEXT.texts[0], consent="All is published.", sections={"who": "You"})
    found = lines(replace(NEXT, texts=(words, *NEXT.texts[1:])))
    assert found == [
        (
            "~ instrument: consent (en): Answers are published in tables only. -> "
            "All is published.",
            "same",
        ),
        ("~ instrument: section who (en): Who you are -> You", "same"),
    ]

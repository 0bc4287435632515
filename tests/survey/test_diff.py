"""What changed in an instrument, whether the ledger explains it, and what is compared then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.comparability import (
    Class,
    Entry,
    Ledger,
    LedgerError,
    compare,
    diff,
    load,
    problems,
)
from survey.comparability.compare import CLASSES
from survey.estimates.model import Cell
from survey.estimates.plan import Plan
from survey.estimates.tables import figures
from survey.instrument import Condition, Instrument, Option, Texts
from tests.survey.people import crowd, responses
from tests.survey.sample import INSTRUMENT

REASON = "The working group said so."
NEXT = replace(INSTRUMENT, edition="2027")


def edited(id: str, **values) -> Instrument:
    """The next edition, with one question that differs."""
    questions = tuple(replace(q, **values) if q.id == id else q for q in NEXT.questions)
    return replace(NEXT, questions=questions)


def worded(id: str, **values) -> Instrument:
    """The next edition, with other English words for one question."""
    english, *others = NEXT.texts
    words = {**english.questions, id: replace(english.questions[id], **values)}
    return replace(NEXT, texts=(replace(english, questions=words), *others))


def options(*ids: str) -> tuple[Option, ...]:
    return tuple(map(Option, ids))


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


def test_a_difference_that_the_ledger_does_not_explain_is_a_problem():
    new = edited("role", version=2)
    for relation in ("same", "relabelled"):
        found = problems(Ledger("2026", (Entry("role", relation, REASON),)), INSTRUMENT, new)
        assert found == [
            f"comparability.toml: role: is declared {relation}, but: ~ role: version: 1 -> 2; "
            "declare it recoded or broken, with a reason"
        ]
    for relation in ("recoded", "broken"):
        assert not problems(Ledger("2026", (Entry("role", relation, REASON),)), INSTRUMENT, new)


def test_who_is_asked_by_a_question_that_changed_has_to_be_explained():
    new = edited("formats", most=None)
    formats, ease = (Entry(id, "recoded", REASON) for id in ("formats", "ease"))
    found = problems(Ledger("2026", (formats, ease)), INSTRUMENT, new)
    assert [line.partition(", but: ")[2].partition(";")[0] for line in found] == [
        "~ pain: who is asked: formats decides, and changed",
        "~ pain: who is asked: ease decides, and changed",
    ]


def test_what_is_never_compared_needs_no_explanation():
    assert problems(Ledger("2026"), INSTRUMENT, edited("since", version=2)) == []
    assert problems(Ledger("2026"), INSTRUMENT, worded("comment", text="What else?")) == []


SPLIT = edited("role", options=options("scientist", "tester", "developer", "student"))
MERGED = Class(("research-engineer",), ("tester", "developer"))


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([Entry("role", "recoded", REASON)], "before: research-engineer: in one edition only"),
        ([Entry("role", "recoded", REASON)], "now: tester, developer: in one edition only"),
        (
            [Entry("role", "recoded", REASON, (Class(("engineer",), ("tester", "developer")),))],
            "before: engineer: no such option",
        ),
        (
            [Entry("role", "recoded", REASON, (MERGED, Class(("student",), ("tester",))))],
            "now: tester is in 2 classes",
        ),
        (
            [
                Entry("role", "broken", REASON),
                Entry("formats", "recoded", REASON, (Class(("v2", "v3"), ("v2",)),)),
            ],
            "formats: class: v2: a multiple has several answers",
        ),
        ([Entry("role", "broken", REASON), Entry("job", "broken", REASON)], "job: is no question"),
        ([Entry("role", "broken", REASON)] * 2, "role: has 2 entries"),
    ],
)
def test_a_ledger_that_cannot_be_is_a_problem(entries, said):
    found = problems(Ledger("2026", tuple(entries)), INSTRUMENT, SPLIT)
    assert any(said in line for line in found), found
    assert (
        problems(Ledger("2026", (Entry("role", "recoded", REASON, (MERGED,)),)), INSTRUMENT, SPLIT)
        == []
    )


def test_a_ledger_of_another_edition_is_a_problem():
    (line,) = problems(Ledger("2025"), INSTRUMENT, NEXT)
    assert line == "comparability.toml: before: is 2025, compared is 2026; give that edition"


def test_a_ledger_is_read(tmp_path):
    (tmp_path / "comparability.toml").write_text(
        '[comparability]\nbefore = "2026"\n'
        '[[question]]\nid = "pain"\nrelation = "broken"\nreason = "Asked of others."\n'
        '[[question]]\nid = "role"\nrelation = "recoded"\nreason = "An option was split."\n'
        '[[question.class]]\nbefore = ["research-engineer"]\nnow = ["tester", "developer"]\n',
        encoding="utf-8",
    )
    assert load(tmp_path) == Ledger(
        "2026",
        (
            Entry("pain", "broken", "Asked of others."),
            Entry("role", "recoded", "An option was split.", (MERGED,)),
        ),
    )


def test_an_edition_without_a_ledger_declares_all_the_same(tmp_path):
    assert load(tmp_path)["role"].relation == "same"


HEAD = b'[comparability]\nbefore = "2026"\n[[question]]\nid = "role"\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[", "is no TOML"),
        (b"\xff", "is no TOML"),
        (b"", "'comparability' is a required property"),
        (HEAD + b'relation = "broken"\n', "role: question.0: 'reason' is a required property"),
        (HEAD + b'relation = "like"\nreason = "So it was said."\n', "role: question.0.relation"),
        (
            HEAD + b'relation = "broken"\nreason = "So it was said."\n'
            b'[[question.class]]\nbefore = ["a"]\nnow = ["b"]\n',
            "role: question.0.relation",
        ),
    ],
)
def test_a_ledger_that_cannot_be_used_names_its_file(tmp_path, content, said):
    (tmp_path / "comparability.toml").write_bytes(content)
    with pytest.raises(LedgerError) as error:
        load(tmp_path)
    assert str(error.value).startswith(str(tmp_path / "comparability.toml"))
    assert said in str(error.value)


def test_a_ledger_that_cannot_be_opened(tmp_path):
    (tmp_path / "comparability.toml").mkdir()
    with pytest.raises(LedgerError, match="cannot be read"):
        load(tmp_path)


def year(instrument: Instrument, **roles: int):
    people = [{"role": id.replace("_", "-")} for id, times in roles.items() for _ in range(times)]
    return instrument, figures(responses(people, instrument))


def test_all_of_the_same_instrument_is_compared():
    plan = Plan(crossed=(("formats", "role"),))
    before = INSTRUMENT, figures(crowd(1000, seed=1), plan=plan)
    now = NEXT, figures(crowd(1000, NEXT, seed=2), plan=plan)
    found = compare(before, now, Ledger("2026"))
    assert found.breaks == {}
    assert {change.table for change in found.changes} == {
        table.id for table in now[1].tables if table.by is None and table.id != "since"
    }


def test_what_changed_without_an_explanation_is_not_compared_at_all():
    with pytest.raises(LedgerError, match="role: is declared same"):
        compare(year(INSTRUMENT, student=40), year(SPLIT, student=40), Ledger("2026"))


def test_a_broken_question_has_a_break_and_no_change():
    ledger = Ledger("2026", (Entry("role", "broken", REASON),))
    found = compare(year(INSTRUMENT, student=40), year(SPLIT, student=40), ledger)
    assert found.breaks == {"role": ("2027", REASON)}
    assert found.changes == ()
    assert "role" not in {table.id for table in found.before.tables}


def test_a_recoded_question_is_compared_in_classes():
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (MERGED,)),))
    before = year(INSTRUMENT, research_engineer=100, student=100)
    found = compare(before, year(SPLIT, tester=30, developer=20, student=150), ledger)
    changed = {change.key: change for change in found.changes}
    merged = changed[("tester+developer",)]
    assert (merged.difference, merged.verdict) == (-0.25, "fell")
    assert set(changed) == {("scientist",), ("tester+developer",), ("student",), ("other",)}
    assert [cell.key for cell in found.before["role"].cells][1] == ("tester+developer",)


def test_classes_of_several_hidden_cells_are_hidden():
    new = edited("role", options=options("worker", "student"))
    both = Class(("scientist", "research-engineer"), ("worker",))
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (both,)),))
    instrument, before = year(INSTRUMENT, scientist=50, research_engineer=2, student=50)
    (role,) = (table for table in before.tables if table.id == "role")
    hidden = replace(role.cells[1], count=None, share=None, interval=None, hidden="small")
    role = replace(role, cells=(role.cells[0], hidden, *role.cells[2:]))
    found = compare(
        (instrument, replace(before, tables=(role,))), year(new, worker=50, student=50), ledger
    )
    assert found.before["role"].cells[0] == Cell(("worker",), None, hidden="small")
    assert ("worker",) not in {change.key for change in found.changes}


def test_the_counts_of_a_class_are_added_and_its_interval_made_anew():
    new = edited("role", options=options("worker", "student"))
    both = Class(("scientist", "research-engineer"), ("worker",))
    ledger = Ledger("2026", (Entry("role", "recoded", REASON, (both,)),))
    now = year(new, worker=50, student=50)
    for times, share in ((30, 0.75), (3, None)):
        before = year(
            INSTRUMENT, scientist=times, research_engineer=times, student=times - times // 3
        )
        cell = compare(before, now, ledger).before["role"].cells[0]
        assert cell.count == 2 * times
        assert (cell.share is None) == (share is None)
        assert (cell.interval is None) == (share is None)


def test_numbers_in_other_classes_are_not_compared():
    before = INSTRUMENT, figures(crowd(100))
    now = NEXT, figures(crowd(100, NEXT), plan=Plan(classes={"arrays": (10,)}))
    found = compare(before, now, Ledger("2026"))
    assert found.breaks == {"arrays": ("2027", CLASSES)}
    assert "arrays" not in {change.table for change in found.changes}


def test_a_new_question_has_neither_change_nor_break():
    old = replace(INSTRUMENT, questions=INSTRUMENT.questions[:1])
    found = compare(
        (old, figures(crowd(100, old))), (NEXT, figures(crowd(100, NEXT))), Ledger("2026")
    )
    assert {change.table for change in found.changes} == {"role"}
    assert found.breaks == {}

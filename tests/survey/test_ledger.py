"""Whether the ledger of comparability can be read, and whether it explains what changed."""

from __future__ import annotations

import pytest

from survey.comparability import Class, Entry, Ledger, LedgerError, load, problems
from tests.survey.next_year import MERGED, NEXT, REASON, SPLIT, edited, worded
from tests.survey.sample import INSTRUMENT


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


def test_a_reason_is_told_in_each_language():
    ledger = Ledger("2026", (Entry("role", "broken", {"en": "Asked of others."}),))
    (line,) = problems(ledger, INSTRUMENT, SPLIT)
    assert line == "comparability.toml: role: reason: no words in es; add them"


def test_a_ledger_is_read(tmp_path):
    (tmp_path / "comparability.toml").write_text(
        '[comparability]\nbefore = "2026"\n'
        '[[question]]\nid = "pain"\nrelation = "broken"\nreason.en = "Asked of others."\n'
        '[[question]]\nid = "role"\nrelation = "recoded"\nreason.en = "An option was split."\n'
        '[[question.class]]\nbefore = ["research-engineer"]\nnow = ["tester", "developer"]\n',
        encoding="utf-8",
    )
    assert load(tmp_path) == Ledger(
        "2026",
        (
            Entry("pain", "broken", {"en": "Asked of others."}),
            Entry("role", "recoded", {"en": "An option was split."}, (MERGED,)),
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
        (
            HEAD + b'relation = "broken"\nreason = "So it was said."\n',
            "role: question.0.reason: 'So it was said.' is not of type 'object' (Why, as the "
            "report says it, by language: reason.en = '…' and reason.es = '…'.)",
        ),
        (HEAD + b'relation = "like"\nreason.en = "So it was said."\n', "role: question.0.relation"),
        (
            HEAD + b'relation = "broken"\nreason.en = "So it was said."\n'
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

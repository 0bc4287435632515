"""Codebooks, two coders and their agreement, and files for review."""

import csv
import io
import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from survey.cleaning.codebooks import (
    Code,
    Codebook,
    codebook_problems,
    load_codebook,
    text_column,
)
from survey.cleaning.coding import UNMATCHED, code, kappa, pooled_kappa, read_coding
from survey.cleaning.documents import CleaningError
from survey.cleaning.files import read_coded
from survey.cleaning.review import suggest, write_review
from survey.estimates.tables import figures
from survey.responses import Responses, empty
from tests.survey.sample import INSTRUMENT

BOOK = Codebook(
    "comment",
    (
        Code("speed", {"en": "Speed", "es": "Velocidad"}, ("it is slow", "reading takes long")),
        Code("docs", {"en": "Documentation", "es": "Documentación"}, ("missing tutorials",)),
        Code("bugs", {"en": "Bugs", "es": "Errores"}, ("it crashes", "wrong results")),
    ),
    date(2026, 11, 30),
)
FILE = """
[codebook]
question = "comment"
reviewed = 2026-11-30
[[code]]
id = "speed"
words = { en = "Speed", es = "Velocidad" }
examples = ["it is slow", "reading takes long"]
[[code]]
id = "docs"
words = { en = "Documentation", es = "Documentación" }
examples = ["missing tutorials"]
[[code]]
id = "bugs"
words = { en = "Bugs", es = "Errores" }
examples = ["it crashes", "wrong results"]
"""


def responses(*comments: str | None) -> Responses:
    table = empty(INSTRUMENT, len(comments))
    for number, text in enumerate(comments):
        if text is not None:
            table.loc[number, "comment"] = text
    return Responses(INSTRUMENT, table)


def sets(*codes: str) -> dict[int, frozenset[str]]:
    return {number: frozenset(text.split()) for number, text in enumerate(codes)}


def test_codebook_is_read(tmp_path: Path) -> None:
    (tmp_path / "codebook.comment.toml").write_text(FILE, encoding="utf-8")
    assert load_codebook(tmp_path, "comment") == BOOK
    assert codebook_problems(BOOK, INSTRUMENT) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('question = "comment"', 'question = "role"', "codebook.question: is role, not comment"),
        ("2026-11-30", '"yes"', "codebook.reviewed: yes is no date"),
        ('id = "docs"', 'id = "unmatched"', "code.1.id: "),
        ('examples = ["missing tutorials"]', "examples = []", "code.1.examples: "),
        ("[codebook]", "[codebook", "is no TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FILE.replace(old, new)
    assert text != FILE
    (tmp_path / "codebook.comment.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CleaningError, match=r"codebook\.comment\.toml: ") as caught:
        load_codebook(tmp_path, "comment")
    assert message in str(caught.value)


def test_a_codebook_has_to_fit_the_instrument() -> None:
    book = Codebook(
        "ease",
        (
            Code("speed", {"en": "Speed"}, ("slow",)),
            Code("speed", {"en": "Speed", "es": "Velocidad"}, ("fast",)),
            Code("docs", {"en": "Docs", "es": "Docs"}, ("Slow",)),
        ),
    )
    assert codebook_problems(book, INSTRUMENT) == [
        "codebook.ease.toml: codebook.question: ease is no question with room for a text; name one",
        "codebook.ease.toml: speed: 2 codes have this id; each needs its own",
        "codebook.ease.toml: speed: words: none in es; add them",
        "codebook.ease.toml: docs: examples: 'Slow' is one of speed too; keep one",
    ]


def test_own_words_have_codebooks_too() -> None:
    assert text_column(replace(BOOK, question="role"), INSTRUMENT) == "role:other"
    assert text_column(BOOK, INSTRUMENT) == "comment"


def test_kappa_by_hand() -> None:
    # Both yes 20, both no 15, 5 and 10 apart: observed 35/50, by chance (25*30 + 25*20)/2500.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(first, second) == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert kappa(["a", "b"], ["a", "b"]) == 1
    assert kappa(["a", "b"], ["b", "a"]) == -1
    assert kappa(["a", "a"], ["a", "a"]) is None
    assert kappa([], []) is None
    with pytest.raises(ValueError, match="coded 1 and 2"):
        kappa(["a"], ["a", "b"])


@pytest.mark.parametrize("seed", range(20))
def test_kappa_agrees_with_statsmodels(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = random.integers(0, 4, 60)
    second = np.where(random.random(60) < 0.6, first, random.integers(0, 4, 60))
    table, _ = to_table(np.column_stack([first, second]))
    expected = cohens_kappa(table, return_results=False)
    assert kappa(first.tolist(), second.tolist()) == pytest.approx(float(expected))


def test_pooled_kappa_averages_agreement_before_kappa() -> None:
    first = list(sets("a", "a b", "", "b").values())
    second = list(sets("a", "b", "", "").values())
    overall, each = pooled_kappa(("a", "b", "c"), first, second)
    # a: observed 3/4, chance (2*1 + 2*3)/16; b: 3/4, (2*1 + 2*3)/16; c: 1, 1.
    assert each == {"a": pytest.approx(0.5), "b": pytest.approx(0.5), "c": None}
    observed, chance = (0.75 + 0.75 + 1) / 3, (0.5 + 0.5 + 1) / 3
    assert overall == pytest.approx((observed - chance) / (1 - chance))


def test_texts_are_counted_per_person_and_the_unmatched_too() -> None:
    texts = responses("slow and undocumented", "slow", None, "thanks", "   ", "crashes")
    first = {
        0: frozenset({"speed", "docs"}),
        1: frozenset({"speed"}),
        3: frozenset[str](),
        5: frozenset({"bugs"}),
    }
    second = {**first, 5: frozenset[str]()}
    coded = code(texts, BOOK, first, second, {5: frozenset({"bugs"})})
    assert coded.counts == {"speed": 2, "docs": 1, "bugs": 1}
    assert (coded.texts, coded.unmatched, coded.unmatched_share) == (4, 1, 0.25)
    assert coded.decided == 1
    assert coded.kappas == {"speed": 1, "docs": 1, "bugs": 0}
    # Observed (1 + 1 + 0.75) / 3, by chance (0.5 + 0.625 + 0.75) / 3.
    assert coded.kappa == pytest.approx((2.75 - 1.875) / (3 - 1.875))
    assert coded.said("en") == (
        "comment: two people coded 4 texts with 3 codes, and it was decided on 1 on which they "
        "differed; to 1 (25%) no code fits; Cohen's kappa, pooled over the codes and before the "
        "decisions, was 0.78."
    )
    assert "fue 0.78." in coded.said("es")


def test_no_texts_at_all() -> None:
    coded = code(responses(None), BOOK, {}, {}, {})
    assert (coded.texts, coded.unmatched_share, coded.kappa) == (0, None, None)
    assert coded.counts == {"speed": 0, "docs": 0, "bugs": 0}
    assert coded.said("en") == "comment: there was no text to code."


@pytest.mark.parametrize(
    ("first", "second", "decided", "message"),
    [
        (sets("speed"), sets("speed", "docs"), {}, "the first coding: no codes for responses 1;"),
        (sets("speed", "docs", "bugs"), sets("speed", "docs"), {}, "first coding: has responses 2"),
        (sets("speed", "docs"), sets("speed", "bugs"), {}, "the decisions: no codes for resp"),
        (sets("speed", "docs"), sets("speed", "docs"), sets("docs"), "decisions: has responses 0"),
    ],
)
def test_codings_have_to_be_of_the_texts(
    first: dict[int, frozenset[str]],
    second: dict[int, frozenset[str]],
    decided: dict[int, frozenset[str]],
    message: str,
) -> None:
    with pytest.raises(CleaningError, match=message):
        code(responses("slow", "no tutorial"), BOOK, first, second, decided)


def test_a_draft_counts_nothing() -> None:
    with pytest.raises(CleaningError, match="have the codebook reviewed"):
        code(responses(None), replace(BOOK, reviewed=None), {}, {}, {})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_coding_is_read(tmp_path: Path, separator: str, mark: str) -> None:
    rows = [("response", "suggestion", "code"), (0, "bugs", "speed; docs"), (7, "", "unmatched")]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path = tmp_path / "coding.csv"
    path.write_text(mark + out.getvalue(), encoding="utf-8")
    assert read_coding(path, BOOK) == {0: {"speed", "docs"}, 7: set()}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no column code and response"),
        ("response,codes\n", "no column code"),
        ("response,code\n0,\n", "line 2: code: response 0 has none yet; write unmatched"),
        ("response,code\n0\n", "line 2: code: response 0 has none yet; write unmatched"),
        ("response,code\n0,sped\n", "line 2: code: sped is none of comment; is speed meant?"),
        ("response,code\n0,speed;unmatched\n", "unmatched stands beside others"),
        ("response,code\n1.0,speed\n", "response: '1.0' is no number"),
        ("response,code\n1,speed\n1,docs\n", "line 3: response: 1 is coded twice"),
        ("response,code\n1,\xff\n", "is no CSV in UTF-8"),
    ],
)
def test_what_is_wrong_in_a_coding_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "coding.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(CleaningError, match=r"coding\.csv: ") as caught:
        read_coding(path, BOOK)
    assert message in str(caught.value)


def test_a_missing_coding_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleaningError, match="cannot be read"):
        read_coding(tmp_path / "coding.csv", BOOK)


def test_files_of_an_edition_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "codebook.comment.toml").write_text(FILE, encoding="utf-8")
    texts = responses("slow", None, "no tutorial")
    assert read_coded(tmp_path, tmp_path, texts) == {}
    (tmp_path / "coding.comment.1.csv").write_text("response,code\n0,speed\n2,docs\n")
    with pytest.raises(CleaningError, match=r"coding\.comment\.2\.csv: cannot be read"):
        read_coded(tmp_path, tmp_path, texts)
    (tmp_path / "coding.comment.2.csv").write_text("response,code\n0,speed\n2,bugs\n")
    with pytest.raises(CleaningError, match="decisions: no codes for responses 2"):
        read_coded(tmp_path, tmp_path, texts)
    (tmp_path / "coding.comment.decided.csv").write_text("response,code\n2,docs\n")
    coded = read_coded(tmp_path, tmp_path, texts)
    assert coded["comment"].counts == {"speed": 1, "docs": 1, "bugs": 0}


def test_codes_are_figures(tmp_path: Path) -> None:
    texts = responses("slow", None, "thanks")
    texts.table["role"] = pd.Categorical.from_codes([2, 2, 2], dtype=texts.table["role"].dtype)
    same = {0: frozenset({"speed"}), 2: frozenset[str]()}
    coded = code(texts, BOOK, same, same, {})
    table = figures(texts, codes={"comment": coded.chosen})["comment"]
    assert (table.base.asked, table.base.answered, table.base.no_answer) == (3, 2, 1)
    assert {cell.key[-1]: cell.count for cell in table.cells} == {
        "speed": 1,
        "docs": 0,
        "bugs": 0,
        UNMATCHED: 1,
    }


def test_suggestions_are_the_likeliest_first() -> None:
    found = suggest("In short: it CRASHES, and reading takes very long", BOOK)
    assert {one.code for one in found} == {"bugs", "speed"}
    assert all(first.likeness >= second.likeness for first, second in itertools.pairwise(found))
    assert suggest("", BOOK) == ()
    assert suggest("Thank you all", BOOK) == ()


def test_review_file_has_no_codes_and_nothing_personal_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    texts = ("it is slow, says bob@example.org", None, '=HYPERLINK("x")', "a" * 10_000_000)
    assert write_review(path, responses(*texts), BOOK) == 3
    content = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["response"] for row in rows] == ["0", "2", "3"]
    assert rows[0]["suggestion"] == "speed (100)"
    assert rows[1]["text"] == '\'=HYPERLINK("x")'
    assert {row["code"] for row in rows} == {""}
    assert "bob" not in content
    assert len(content) < 50_000
    with pytest.raises(CleaningError, match="line 2: code: response 0 has none yet"):
        read_coding(path, BOOK)


def test_a_coders_work_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("work")
    with pytest.raises(CleaningError, match="is there already"):
        write_review(path, responses("slow"), BOOK)
    assert path.read_text() == "work"

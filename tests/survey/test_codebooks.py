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

from survey.cleaning.agreement import Agreement, agreement, pooled
from survey.cleaning.codebooks import (
    Code,
    Codebook,
    codebook_problems,
    load_codebook,
    text_column,
)
from survey.cleaning.coders import prepare
from survey.cleaning.coding import UNMATCHED, check, code, texts_of
from survey.cleaning.documents import CleaningError
from survey.cleaning.files import read_coded, read_coding
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
        ('id = "docs"', 'id = "unsaid"', "code.1.id: "),
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
            Code("docs", {"en": "Docs", "es": "Docs"}, ("Slow",), {"en": "All texts."}),
        ),
    )
    assert codebook_problems(book, INSTRUMENT) == [
        "codebook.ease.toml: codebook.question: ease is no question with room for a text; name one",
        "codebook.ease.toml: speed: 2 codes have this id; each needs its own",
        "codebook.ease.toml: speed: words: none in es; add them",
        "codebook.ease.toml: docs: means: nothing in es; add it",
        "codebook.ease.toml: docs: examples: 'Slow' is one of speed too; keep one",
    ]


def test_own_words_have_codebooks_too() -> None:
    assert text_column(replace(BOOK, question="role"), INSTRUMENT) == "role:other"
    assert text_column(BOOK, INSTRUMENT) == "comment"


def test_kappa_by_hand() -> None:
    # Both yes 20, both no 15, 5 and 10 apart: observed 35/50, by chance (25*30 + 25*20)/2500.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert agreement(first, second).kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert agreement(["a", "b"], ["a", "b"]).kappa == 1
    assert agreement(["a", "b"], ["b", "a"]).kappa == -1
    assert agreement(["a", "a"], ["a", "a"]).kappa is None
    assert agreement([], []).kappa is None
    with pytest.raises(ValueError, match="coded 1 and 2"):
        agreement(["a"], ["a", "b"])


@pytest.mark.parametrize("seed", range(20))
def test_kappa_agrees_with_statsmodels(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = random.integers(0, 4, 60)
    second = np.where(random.random(60) < 0.6, first, random.integers(0, 4, 60))
    table, _ = to_table(np.column_stack([first, second]))
    expected = cohens_kappa(table, return_results=False)
    assert agreement(first.tolist(), second.tolist()).kappa == pytest.approx(float(expected))


def test_agreement_is_pooled_before_kappa() -> None:
    # Observed (1 + 1 + 0.75) / 3, by chance (0.5 + 0.625 + 0.75) / 3.
    each = [Agreement(1, 0.5), Agreement(1, 0.625), Agreement(0.75, 0.75)]
    assert pooled(each).kappa == pytest.approx((2.75 - 1.875) / (3 - 1.875))
    assert pooled([]).kappa is None


def test_texts_are_coded_and_the_agreement_is_that_before_the_decisions() -> None:
    texts = responses("slow and undocumented", "slow", None, "thanks", "   ", "crashes")
    first = {
        0: frozenset({"speed", "docs"}),
        1: frozenset({"speed"}),
        3: frozenset[str](),
        5: frozenset({"bugs"}),
    }
    second = {**first, 5: frozenset[str]()}
    coded = code(texts, BOOK, first, second, {5: frozenset({"bugs"})})
    assert coded.chosen.sum().to_dict() == {"speed": 2, "docs": 1, "bugs": 1}
    assert list(coded.chosen.index) == [0, 1, 3, 5]
    assert coded.decided == 1
    kappas = {id: each.kappa for id, each in coded.agreements.items()}
    assert kappas == {"speed": 1, "docs": 1, "bugs": 0}


def test_no_texts_at_all() -> None:
    coded = code(responses(None), BOOK, {}, {}, {})
    assert coded.chosen.empty
    assert {each.kappa for each in coded.agreements.values()} == {None}


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


def coding(*rows: tuple[int, str], of: Responses) -> str:
    """A file of a coder: the number of each response and its codes."""
    texts = texts_of(of, BOOK)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("response", "check", "code"))
    writer.writerows((number, check(texts[number]), codes) for number, codes in rows)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_coding_is_read(tmp_path: Path, separator: str, mark: str) -> None:
    texts = pd.Series({0: "slow", 7: "thanks"})
    rows = [
        ("response", "suggestion", "code", "check"),
        (0, "bugs", "speed; docs", check("slow")),
        (7, "", "unmatched", check("thanks")),
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path = tmp_path / "coding.csv"
    path.write_text(mark + out.getvalue(), encoding="utf-8")
    assert read_coding(path, BOOK, texts) == {0: {"speed", "docs"}, 7: set()}


def test_what_tells_a_text_is_no_number_for_a_spreadsheet() -> None:
    found = {check(str(number)) for number in range(1000)}
    assert len(found) == 1000
    assert all(mark.isalpha() and mark.islower() for mark in found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no column check and code and response"),
        ("response,check,codes\n", "no column code"),
        ("response,code\n", "no column check"),
        ("response,check,code\n0,CHECK,\n", "line 2: code: response 0 has none yet; write unma"),
        ("response,check,code\n0,CHECK\n", "line 2: code: response 0 has none yet; write unma"),
        ("response,check,code\n0,CHECK,sped\n", "sped is none of comment; is speed meant?"),
        ("response,check,code\n0,CHECK,speed;unmatched\n", "unmatched stands beside others"),
        ("response,check,code\n1.0,CHECK,speed\n", "response: '1.0' is no number"),
        ("response,check,code\n1,,speed\n1,,docs\n", "line 3: response: 1 is coded twice"),
        ("response,check,code\n0,,speed\n", "check: response 0 has another text now"),
        ("response,check,code\n0,abcdefghij,speed\n", "response 0 has another text now"),
        ("response,check,code\n1,\xff\n", "is no CSV in UTF-8"),
    ],
)
def test_what_is_wrong_in_a_coding_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "coding.csv"
    path.write_bytes(content.replace("CHECK", check("slow")).encode("latin-1"))
    with pytest.raises(CleaningError, match=r"coding\.csv: ") as caught:
        read_coding(path, BOOK, pd.Series({0: "slow"}))
    assert message in str(caught.value)


def test_a_missing_coding_is_named(tmp_path: Path) -> None:
    with pytest.raises(CleaningError, match="cannot be read"):
        read_coding(tmp_path / "coding.csv", BOOK, pd.Series(dtype="string"))


def test_files_of_an_edition_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "codebook.comment.toml").write_text(FILE, encoding="utf-8")
    texts = responses("slow", None, "no tutorial")
    with pytest.raises(CleaningError, match=r"holds no file such as coding\.<question>\.1\.csv"):
        read_coded(tmp_path, tmp_path, texts)
    one = coding((0, "speed"), (2, "docs"), of=texts)
    (tmp_path / "coding.comment.1.csv").write_text(one)
    with pytest.raises(CleaningError, match=r"coding\.comment\.2\.csv: cannot be read"):
        read_coded(tmp_path, tmp_path, texts)
    two = coding((0, "speed"), (2, "bugs"), of=texts)
    (tmp_path / "coding.comment.2.csv").write_text(two)
    with pytest.raises(CleaningError, match="decisions: no codes for responses 2"):
        read_coded(tmp_path, tmp_path, texts)
    decided = coding((2, "docs"), of=texts)
    (tmp_path / "coding.comment.decided.csv").write_text(decided)
    coded = read_coded(tmp_path, tmp_path, texts)
    assert coded["comment"].chosen.sum().to_dict() == {"speed": 1, "docs": 1, "bugs": 0}
    with pytest.raises(CleaningError, match="response 2 has another text now"):
        read_coded(tmp_path, tmp_path, responses("slow", "no tutorial", "it crashes"))


def test_a_coding_without_a_codebook_stops(tmp_path: Path) -> None:
    (tmp_path / "codebook.comment.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "coding.coment.1.csv").write_text("response,check,code\n")
    with pytest.raises(CleaningError, match=r"coding\.coment\.1\.csv: .* rename or remove it"):
        read_coded(tmp_path, tmp_path, responses("slow"))


def test_a_draft_is_refused_before_its_codings_are_read(tmp_path: Path) -> None:
    draft = FILE.replace("reviewed = 2026-11-30\n", "")
    (tmp_path / "codebook.comment.toml").write_text(draft, encoding="utf-8")
    (tmp_path / "coding.comment.1.csv").write_text("nothing")
    with pytest.raises(CleaningError, match="have the codebook reviewed"):
        read_coded(tmp_path, tmp_path, responses("slow"))


def fill(path: Path, **codes: str) -> None:
    """What a coder does: write codes beside texts that contain a word."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["code"] = next(code for word, code in codes.items() if word in row["text"])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_steps_of_coding_follow_each_other(tmp_path: Path) -> None:
    edition, folder = tmp_path / "edition", tmp_path / "private" / "codings"
    edition.mkdir()
    book = edition / "codebook.comment.toml"
    texts = responses("slow", None, "no tutorial", "bob@example.org: thanks")

    def steps(of: Responses = texts) -> list[tuple[str, bool]]:
        return [(step.line, step.faulty) for step in prepare(edition, folder, of)]

    assert steps() == [(f"comment: has no codebook and is not counted; write {book}", False)]
    book.write_text(FILE.replace("reviewed = 2026-11-30\n", ""), encoding="utf-8")
    ((line, faulty),) = steps()
    assert not faulty
    assert line.startswith(f"{folder / 'texts.comment.csv'}: the texts to review codebook.comment")
    assert steps() == [(line, faulty)]
    book.write_text(FILE, encoding="utf-8")
    one, two = (folder / f"coding.comment.{who}.csv" for who in "12")
    assert [line for line, _ in steps()] == [
        f"{path}: for a coder to fill in the column code; texts: 3" for path in (one, two)
    ]
    assert one.read_bytes() == two.read_bytes()
    assert "bob" not in one.read_text(encoding="utf-8")
    ((line, faulty),) = steps()
    assert faulty
    assert "line 2: code: response 0 has none yet" in line
    fill(one, slow="speed", tutorial="docs; bugs", thanks="unmatched")
    fill(two, slow="speed", tutorial="docs", thanks="unmatched")
    last = folder / "coding.comment.decided.csv"
    found = f"{last}: for a third person, as the coders differ; texts: 1"
    assert steps() == [(found, False)]
    (row,) = csv.DictReader(io.StringIO(last.read_text(encoding="utf-8-sig")))
    assert (row["text"], row["coder 1"], row["coder 2"], row["code"]) == (
        "no tutorial",
        "bugs; docs",
        "docs",
        "",
    )
    assert steps()[0][1]
    fill(last, tutorial="docs")
    assert steps() == [(f"comment: coded; build with --codings {folder}; texts: 3", False)]
    coded = read_coded(edition, folder, texts)["comment"]
    assert (coded.decided, coded.chosen.to_numpy().sum()) == (1, 2)
    assert steps(responses(None)) == [("comment: there is no text to code", False)]


def test_a_third_person_is_not_needed_where_the_coders_agree(tmp_path: Path) -> None:
    (tmp_path / "codebook.comment.toml").write_text(FILE, encoding="utf-8")
    texts = responses("slow")
    list(prepare(tmp_path, tmp_path, texts))
    for who in "12":
        fill(tmp_path / f"coding.comment.{who}.csv", slow="speed")
    (step,) = prepare(tmp_path, tmp_path, texts)
    assert step.line.startswith("comment: coded")
    assert not (tmp_path / "coding.comment.decided.csv").exists()


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
    given = responses(*texts)
    assert write_review(path, given, BOOK) == 3
    content = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["response"] for row in rows] == ["0", "2", "3"]
    assert rows[0]["suggestion"] == "speed (100)"
    assert rows[1]["text"] == '\'=HYPERLINK("x")'
    assert {row["code"] for row in rows} == {""}
    assert "bob" not in content
    assert len(content) < 50_000
    with pytest.raises(CleaningError, match="line 2: code: response 0 has none yet"):
        read_coding(path, BOOK, texts_of(given, BOOK))


def test_a_coders_work_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("work")
    with pytest.raises(CleaningError, match="is there already"):
        write_review(path, responses("slow"), BOOK)
    assert path.read_text() == "work"

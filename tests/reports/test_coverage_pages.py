"""The pages of the clauses: what is tested, how sharply, who fails it, and what nobody confirms."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reports_pages import Page, flat, render
from reports_sample import CLAUSES, DOCUMENT, Sample, clause, result

from conformance.cases import sharpness
from conformance.cases.sharpness import CaughtFault
from conformance.engine.confirmation import standing
from conformance.ledger import Document, Ledger

ZSTD = Document(
    "Zstd codec", "made-up/zarr-extensions", "1" * 40, "codecs/zstd/README.md", "https://z.example/"
)
NOBODY = replace(
    ZSTD, title="None codec", path="codecs/none/README.md", left_out="Nobody reads it."
)
OPEN = ("zarr-specs#358",)


@pytest.fixture
def rich(sample: Sample, tmp_path: Path) -> Sample:
    """The sample with clauses of every fate, three documents and a planted fault."""
    sample.fixtures = shutil.copytree(sample.fixtures, tmp_path / "fixtures")
    caught = [case.id for case in sample.cases if CLAUSES[0] in case.clauses][:5]
    fault = CaughtFault("level-ignored", CLAUSES[0], "wrong", tuple(caught))
    (sample.fixtures / sharpness.FILE).write_bytes(sharpness.content([fault]))
    more = [
        clause("v3.may.be", level="may"),
        clause("v3.open", state="contested", reason="It may mean two things.", discussion=OPEN),
        clause("ext.dark", document=ZSTD, state="untestable", reason="No dataset shows it."),
    ]
    clauses = dict(sample.ledger.clauses) | {found.id: found for found in more}
    sample.ledger = Ledger(clauses, (DOCUMENT, ZSTD, NOBODY))
    return sample


def part(page: Page, start: str, end: str) -> str:
    text = flat(page)
    text = text[text.index(start) :]
    return text[: text.index(end)] if end else text


def test_the_numbers_on_top_are_counted(rich: Sample, tmp_path: Path) -> None:
    page = flat(render(rich, tmp_path / "site")["coverage.html"])
    assert "4 of 4 testable must and must-not clauses tested, 1 proven sharp" in page
    assert "The ledger has 7 clauses of 2 documents" in page


def test_documents_lead_to_their_clauses_and_clauses_to_their_cases(
    rich: Sample, tmp_path: Path
) -> None:
    pages = render(rich, tmp_path / "site")
    links = pages["coverage.html"].having("href")
    assert "clauses/core.html" in links and "clauses/ext/codecs/zstd.html" in links
    page = pages["clauses/core.html"]
    for id in (*CLAUSES, "v3.may.be", "v3.open"):
        assert id in page.having("id")
    assert pages["clauses/ext/codecs/zstd.html"].having("id").count("ext.dark") == 1
    case = next(case for case in rich.cases if case.clauses[0] == CLAUSES[0])
    assert f"../cases/{case.id}.html" in page.having("href")
    back = pages[f"cases/{case.id}.html"].having("href")
    assert any(href.endswith(f"clauses/core.html#{CLAUSES[0]}") for href in back)


def test_open_and_dark_clauses_are_listed_with_their_reasons(rich: Sample, tmp_path: Path) -> None:
    pages = render(rich, tmp_path / "site")
    page = pages["coverage.html"]
    assert "v3.may.be" in part(page, "Testable and not tested", "Contested 1")
    contested = part(page, "Contested 1", "Untestable 1")
    assert "It may mean two things." in contested and "zarr-specs#358" in contested
    assert "https://github.com/zarr-developers/zarr-specs/issues/358" in page.having("href")
    assert "No dataset shows it." in part(page, "Untestable 1", "Documents without clauses")
    assert "Nobody reads it.ext/codecs/none" in part(page, "Documents without clauses", "Edition")


def test_a_clause_says_how_sharp_it_is_and_who_fails_it(rich: Sample, tmp_path: Path) -> None:
    page = render(rich, tmp_path / "site")["clauses/core.html"]
    text = part(page, "v3.codec.gzip.level", "v3.grid.regular.edge")
    assert "tested, sharp" in text and "level-ignored" in text and "and 2 more" in text
    for ran in rich.results:
        name = ran.implementation.name
        # Only what blames the clause first, and only what is scored.
        wrong = [
            row
            for row in ran.cases
            if row.clauses[0] == CLAUSES[0] and row.verdict == "wrong" and row.kind == "read"
        ]
        assert (f"{len(wrong)} silently wrong {name}" in text) == bool(wrong)


def test_a_broken_file_of_planted_faults_leaves_no_half_site(rich: Sample, tmp_path: Path) -> None:
    (rich.fixtures / sharpness.FILE).write_text("{")
    with pytest.raises(sharpness.SharpnessError):
        render(rich, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_why_we_stand_by_a_value_that_nobody_confirms(sample: Sample) -> None:
    case = sample.cases[0]
    noted = replace(case, confirmation="The text gives this very example.")
    assert standing(noted, {"a": "wrong"}) == "The text gives this very example."
    assert "No implementation under test reads it" in standing(case, {"a": "unsupported"})
    said = standing(case, {"b": "wrong", "a": "unsupported", "c": "wrong"})
    assert "unsupported: a; wrong: b, c" in said


def test_what_is_disputed_comes_first(sample: Sample, tmp_path: Path) -> None:
    first = sample.results[0]
    reads = [case.id for case in first.cases if case.kind == "read"]
    verdicts = dict.fromkeys(reads, "unsupported") | {reads[-1]: "wrong"}
    rows = (
        replace(c, verdict=verdicts[c.id], mismatch=None) if c.id in verdicts else c  # type: ignore[arg-type]
        for c in first.cases
    )
    shown = result("alpha", rows, first.edition)
    text = flat(render(sample, tmp_path / "site", [shown])["confirmation.html"])
    assert "Not confirmed 20" in text
    assert text.index("No reason is given yet (wrong: alpha)") < text.index("No implementation")
    assert text.index(reads[-1]) < text.index(reads[0])


def test_only_datasets_that_ran_are_said_to_be_unconfirmed(sample: Sample, tmp_path: Path) -> None:
    page = render(sample, tmp_path / "site", [])["confirmation.html"]
    assert "No implementation has run yet." in page.text

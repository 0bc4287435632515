"""Drift between the ledger and a specification, which is invented here."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import ledger
from conformance.ledger import Clause, Document, Ledger, drift, sentences

GARDEN = "Fruit\n=====\n\nApples must be\nred. Pears are green.\n"
HEDGE = "Hedge\n=====\n\nIt is high.\n"


def document(path: str) -> Document:
    return Document("A text", "example/garden", "0" * 40, path, "https://example.org/")


def clause(name: str, path: str, section: str, sentence: str) -> Clause:
    digest = sentences.digest(sentence)
    return Clause(
        f"v3.{name}",
        "must",
        ("reader",),
        document(path),
        section,
        "In our words.",
        digest,
        "tested",
    )


KNOWN = Ledger(
    {
        row.id: row
        for row in (
            clause("apple", "docs/garden.rst", "fruit", "Apples must be red."),
            clause("pear", "docs/garden.rst", "fruit", "Pears are green."),
            clause("hedge", "docs/hedge.rst", "hedge", "It is high."),
        )
    },
    (document("docs/garden.rst"), document("docs/hedge.rst")),
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/garden.rst").write_text(GARDEN, encoding="utf-8")
    (tmp_path / "docs/hedge.rst").write_text(HEDGE, encoding="utf-8")
    return tmp_path


def test_the_text_as_read_has_not_drifted(checkout: Path) -> None:
    assert drift.drift(KNOWN, checkout) == []


def test_new_line_breaks_and_new_sentences_are_no_drift(checkout: Path) -> None:
    text = "Fruit\n=====\n\nPlums are blue.  Apples must\nbe red. Pears\nare green.\n"
    (checkout / "docs/garden.rst").write_text(text, encoding="utf-8")
    assert drift.drift(KNOWN, checkout) == []


def test_a_changed_sentence_names_its_clause_alone(checkout: Path) -> None:
    text = GARDEN.replace("must be", "should be")
    (checkout / "docs/garden.rst").write_text(text, encoding="utf-8")
    assert drift.drift(KNOWN, checkout) == [
        "changed: v3.apple, docs/garden.rst#fruit: In our words. "
        "Read the text again and update the row"
    ]


def test_a_renamed_section_is_told(checkout: Path) -> None:
    text = GARDEN.replace("Fruit", "Crops")
    (checkout / "docs/garden.rst").write_text(text, encoding="utf-8")
    messages = drift.drift(KNOWN, checkout)
    assert [message.split(",")[0] for message in messages] == ["moved: v3.apple", "moved: v3.pear"]


def test_a_missing_document_is_told_once(checkout: Path) -> None:
    (checkout / "docs/garden.rst").unlink()
    (message,) = drift.drift(KNOWN, checkout)
    assert message.startswith("missing: docs/garden.rst, which 2 clauses cite")


def test_another_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(drift.DriftError, match=r"no checkout of example/garden.*docs/garden\.rst"):
        drift.drift(KNOWN, tmp_path)


def test_a_text_that_is_no_utf_8_is_an_error(checkout: Path) -> None:
    (checkout / "docs/hedge.rst").write_bytes(b"\xff")
    with pytest.raises(drift.DriftError, match=r"hedge\.rst: cannot be read as UTF-8"):
        drift.drift(KNOWN, checkout)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(ledger, "load", lambda: KNOWN)
    status = drift.main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_command_tells_by_its_status(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(monkeypatch, capsys, str(checkout))
    assert (status, out, err) == (0, "3 clauses in 2 documents: 0 to read again\n", "")

    (checkout / "docs/hedge.rst").write_text(HEDGE.replace("high", "low"), encoding="utf-8")
    status, out, _ = run(monkeypatch, capsys, str(checkout))
    assert status == 1
    assert "changed: v3.hedge" in out
    assert "1 to read again" in out

    status, out, err = run(monkeypatch, capsys, str(checkout / "docs"))
    assert (status, out) == (2, "")
    assert "is no checkout of example/garden" in err


def test_the_command_lists_sentences_for_authors(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(monkeypatch, capsys, str(checkout), "--sentences", "docs/garden.rst")
    digest = sentences.digest("Apples must be red.")
    assert status == 0
    assert out.splitlines()[0] == f"{digest}  fruit  Apples must be red."

    status, _, err = run(monkeypatch, capsys, str(checkout), "--sentences", "docs/none.rst")
    assert status == 2
    assert "none.rst: there is no such file" in err

"""Drift between the ledger and specifications, which are invented here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from conformance import ledger
from conformance.ledger import Clause, Document, Ledger, drift, sentences

GARDEN = "Fruit\n=====\n\nApples must be\nred. Pears are green. A pear should hang. You may eat.\n"
HEDGE = "Hedge\n=====\n\nIt is high.\n"
POND = "# Pond\n\nIt may be deep.\n"
LEFT_OUT = "# Shed\n\nIt must be left out.\n"


def document(path: str, repository: str = "zarr-developers/zarr-specs", **more: str) -> Document:
    return Document("A text", repository, "0" * 40, path, "https://example.org/", **more)


FRUIT = document("docs/v3/garden.rst")
FENCE = document("docs/v3/hedge.rst")
WATER = document("codecs/pond/README.md", "zarr-developers/zarr-extensions")
SHED = document("codecs/shed/README.md", "zarr-developers/zarr-extensions", left_out="A shed.")


def clause(name: str, source: Document, section: str, sentence: str, *also: str) -> Clause:
    return Clause(
        f"v3.{name}",
        "must",
        ("reader",),
        source,
        section,
        "In our words.",
        sentences.digest(sentence),
        "tested",
        also=tuple(map(sentences.digest, also)),
    )


KNOWN = Ledger(
    {
        row.id: row
        for row in (
            clause("apple", FRUIT, "fruit", "Apples must be red."),
            clause("pear", FRUIT, "fruit", "Pears are green.", "A pear should hang."),
            clause("hedge", FENCE, "hedge", "It is high."),
            clause("pond", WATER, "pond", "It may be deep."),
        )
    },
    (FRUIT, FENCE, WATER, SHED),
    {FRUIT: {sentences.digest("You may eat."): "An invitation."}},
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    top = tmp_path / "specs"
    (top / "docs/v3").mkdir(parents=True)
    (top / "docs/v3/garden.rst").write_text(GARDEN, encoding="utf-8")
    (top / "docs/v3/hedge.rst").write_text(HEDGE, encoding="utf-8")
    return top


@pytest.fixture
def extensions(tmp_path: Path) -> Path:
    top = tmp_path / "extensions"
    for name, text in {"pond": POND, "shed": LEFT_OUT}.items():
        (top / "codecs" / name).mkdir(parents=True)
        (top / "codecs" / name / "README.md").write_text(text, encoding="utf-8")
    return top


def found(*folders: Path) -> list[tuple[str, str, str]]:
    return [
        (finding.kind, finding.document, finding.what)
        for checkout in drift.recognise(KNOWN, folders)
        for finding in drift.drift(KNOWN, checkout)
    ]


def write(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_texts_as_read_have_not_drifted(checkout: Path, extensions: Path) -> None:
    assert found(checkout, extensions) == found(extensions, checkout) == []


def test_new_line_breaks_and_new_sentences_are_no_drift(checkout: Path) -> None:
    write(checkout / "docs/v3/garden.rst", "Apples must be\nred.", "Plums.  Apples must\nbe red.")
    assert found(checkout) == []


def test_a_changed_sentence_names_its_clause(checkout: Path) -> None:
    write(checkout / "docs/v3/garden.rst", "must be\nred", "are red")
    assert found(checkout) == [
        ("changed", "docs/v3/garden.rst", "v3.apple, #fruit: In our words."),
    ]


def test_a_renamed_section_is_told(checkout: Path) -> None:
    write(checkout / "docs/v3/garden.rst", "Fruit", "Crops")
    assert found(checkout) == [
        ("moved", "docs/v3/garden.rst", "v3.apple: the page has no #fruit any more"),
        ("moved", "docs/v3/garden.rst", "v3.pear: the page has no #fruit any more"),
    ]


def test_a_missing_document_is_told_once(checkout: Path) -> None:
    (checkout / "docs/v3/garden.rst").unlink()
    ((kind, name, what),) = found(checkout)
    assert (kind, name) == ("missing", "docs/v3/garden.rst")
    assert "2 clauses" in what


def test_sentences_that_the_ledger_only_mentions_are_missed_too(checkout: Path) -> None:
    write(checkout / "docs/v3/garden.rst", " A pear should hang. You may eat.", "")
    assert found(checkout) == [
        ("gone", "docs/v3/garden.rst", "also of v3.pear"),
        ("gone", "docs/v3/garden.rst", "excused: An invitation."),
    ]


@pytest.mark.parametrize("word", ["must", "SHALL", "Required", "should", "recommended", "optional"])
def test_a_sentence_with_a_keyword_has_to_be_accounted_for(checkout: Path, word: str) -> None:
    text = f"A plum, {word} or not."
    write(checkout / "docs/v3/hedge.rst", "It is high.", f"It is high. {text} {text} A mustard.")
    assert found(checkout) == [("unmapped", "docs/v3/hedge.rst", f"#hedge: {text}")]


def test_a_document_that_is_left_out_is_accounted_for_as_a_whole(extensions: Path) -> None:
    write(extensions / "codecs/shed/README.md", "must", "shall")
    assert found(extensions) == []


def test_a_document_that_the_ledger_does_not_know_is_told(checkout: Path, extensions: Path) -> None:
    (checkout / "docs/v3/codecs/plum").mkdir(parents=True)
    (checkout / "docs/v3/codecs/plum/index.rst").write_text("", encoding="utf-8")
    (checkout / "docs/index.rst").write_text("It must.", encoding="utf-8")
    (extensions / "data-types/plum").mkdir(parents=True)
    (extensions / "data-types/plum/README.md").write_text("", encoding="utf-8")
    assert [finding[:2] for finding in found(checkout, extensions)] == [
        ("new", "docs/v3/codecs/plum/index.rst"),
        ("new", "data-types/plum/README.md"),
    ]


def test_another_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(drift.DriftError, match=r"no checkout of .*specs nor .*extensions.*garden"):
        found(tmp_path)


def test_a_name_that_any_folder_may_have_tells_nothing(tmp_path: Path) -> None:
    readme = document("README.md", "zarr-developers/zarr-extensions")
    (tmp_path / "README.md").write_text("", encoding="utf-8")
    with pytest.raises(drift.DriftError, match="is no checkout of"):
        drift.recognise(Ledger({}, (FRUIT, readme)), [tmp_path])


def test_the_same_repository_twice_is_an_error(checkout: Path) -> None:
    with pytest.raises(drift.DriftError, match="and so does"):
        found(checkout, checkout)


def test_a_text_that_is_no_utf_8_is_an_error(checkout: Path) -> None:
    (checkout / "docs/v3/hedge.rst").write_bytes(b"\xff")
    with pytest.raises(drift.DriftError, match=r"hedge\.rst: cannot be read as UTF-8"):
        found(checkout)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(ledger, "load", lambda: KNOWN)
    status = drift.main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_the_command_tells_by_its_status(
    checkout: Path,
    extensions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fine = "nothing to read again, and every sentence is accounted for"
    status, out, err = run(monkeypatch, capsys, str(checkout), str(extensions))
    assert (status, err) == (0, "")
    assert f"3 clauses in 2 documents: {fine}\n" in out
    assert f"1 clause in 2 documents: {fine}\n" in out
    assert "not checked" not in out

    write(checkout / "docs/v3/hedge.rst", "high.", "low. It must " + "very " * 100 + "low.")
    status, out, _ = run(monkeypatch, capsys, str(checkout))
    assert status == 1
    lines = out.splitlines()
    start = lines.index("docs/v3/hedge.rst")
    changed, unmapped = lines[start + 1], lines[start + 2]
    digest = sentences.digest("It is high.")
    assert changed == f"  changed  {digest}  v3.hedge, #hedge: In our words."
    assert unmapped.startswith("  unmapped  ")
    assert unmapped.endswith("…")
    assert len(unmapped) < 200
    assert "3 clauses in 2 documents: 1 changed, 1 unmapped" in lines
    assert f"  changed: {drift.REMEDIES['changed']}" in lines
    assert lines[-1] == (
        "not checked: zarr-developers/zarr-extensions, 1 clause in 2 documents; "
        "give its checkout too"
    )

    status, out, err = run(monkeypatch, capsys, str(checkout / "docs"))
    assert (status, out) == (2, "")
    assert "is no checkout of zarr-developers/zarr-specs nor" in err


def test_the_command_says_which_commits_it_compares(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(monkeypatch, capsys, str(checkout))
    assert "does not say at which commit it is" in out
    (checkout / ".git").mkdir()
    for commit, words in {"0" * 40: "is at that commit", "1" * 40: "differs between the"}.items():
        answer = subprocess.CompletedProcess([], 0, f"{commit}\n", "")
        monkeypatch.setattr(subprocess, "run", lambda *_, answer=answer, **__: answer)
        assert words in run(monkeypatch, capsys, str(checkout))[1]


def test_the_command_lists_sentences_for_authors(
    checkout: Path,
    extensions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = (str(checkout), "--sentences", "docs/v3/garden.rst")
    status, out, _ = run(monkeypatch, capsys, *arguments)
    digest = sentences.digest("Apples must be red.")
    assert status == 0
    assert out.splitlines()[0] == f"{digest}  fruit  Apples must be red."

    arguments = (str(extensions), "--sentences", "codecs/pond/README.md")
    status, out, _ = run(monkeypatch, capsys, *arguments)
    assert (status, out.split("  ")[1:]) == (0, ["pond", "It may be deep.\n"])

    status, _, err = run(monkeypatch, capsys, str(checkout), "--sentences", "docs/none.rst")
    assert status == 2
    assert "none.rst: there is no such file" in err

    (checkout / "notes.txt").write_text("No document.", encoding="utf-8")
    status, _, err = run(monkeypatch, capsys, str(checkout), "--sentences", "notes.txt")
    assert status == 2
    assert "notes.txt: is neither .rst nor .md" in err

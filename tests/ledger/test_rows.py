"""The ledger's files, their loader, and the check against the cases."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from conformance import ledger, locations
from conformance.ledger import Ledger, LedgerError

DOCUMENT = """
[document]
title = "Garden"
repository = "example/garden"
commit = "0123456789abcdef0123456789abcdef01234567"
path = "garden.rst"
url = "https://example.org/garden/"
"""
MEMBERS = {
    "level": '"must"',
    "roles": '["reader"]',
    "section": '"fruit"',
    "summary": '"Apples are red."',
    "digest": '"0123456789abcdef"',
    "state": '"tested"',
}


def row(id: str, **members: str) -> str:
    lines = [f'id = "{id}"', *(f"{k} = {v}" for k, v in {**MEMBERS, **members}.items())]
    return "\n".join(["", "[[clause]]", *lines, ""])


def load(folder: Path, *rows: str) -> Ledger:
    (folder / "garden.toml").write_text(DOCUMENT + "".join(rows), encoding="utf-8")
    return ledger.load(folder)


@pytest.fixture(scope="module")
def committed() -> Ledger:
    return ledger.load()


def test_a_row_is_read_with_its_document(tmp_path: Path) -> None:
    rows = (
        row("v3.apple"),
        row("v3.pear", state='"contested"', reason='"r"', discussion='["x#1"]'),
    )
    known = load(tmp_path, *rows)
    assert [clause.id for clause in known] == ["v3.apple", "v3.pear"]
    assert len(known) == 2
    assert "v3.apple" in known
    assert "v3.plum" not in known
    apple, pear = known["v3.apple"], known["v3.pear"]
    assert apple.url == "https://example.org/garden/#fruit"
    assert (apple.level, apple.roles, apple.reason, apple.discussion) == (
        "must",
        ("reader",),
        "",
        (),
    )
    assert (pear.state, pear.reason, pear.discussion) == ("contested", "r", ("x#1",))
    assert apple.document.path == "garden.rst"


def test_an_id_is_used_once(tmp_path: Path) -> None:
    load(tmp_path, row("v3.apple"))
    (tmp_path / "hedge.toml").write_text(DOCUMENT + row("v3.apple"), encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        ledger.load(tmp_path)
    message = str(caught.value)
    assert "hedge.toml" in message
    assert "v3.apple" in message
    assert "garden.toml" in message
    assert "another one" in message


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({"level": '"perhaps"'}, "level"),
        ({"digest": '"XYZ"'}, "digest"),
        ({"roles": "[]"}, "roles"),
        ({"state": '"untestable"'}, "reason"),
        ({"state": '"contested"'}, "reason"),
        ({"colour": '"red"'}, "colour"),
    ],
)
def test_a_row_against_the_schema_is_named(
    tmp_path: Path, members: dict[str, str], key: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        load(tmp_path, row("v3.apple"), row("v3.pear", **members))
    message = str(caught.value)
    assert "garden.toml" in message
    assert "v3.pear" in message
    assert key in message
    assert "ledger.schema.json" in message


def test_a_file_without_a_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "bare.toml").write_text(row("v3.apple"), encoding="utf-8")
    with pytest.raises(LedgerError, match=r"bare\.toml.*document.*ledger\.schema\.json"):
        ledger.load(tmp_path)


def test_a_document_without_rows_says_why(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"garden\.toml.*clause.*ledger\.schema\.json"):
        load(tmp_path)
    (tmp_path / "garden.toml").write_text(DOCUMENT + 'left_out = "A garden."', encoding="utf-8")
    known = ledger.load(tmp_path)
    assert [document.left_out for document in known.documents] == ["A garden."]
    assert len(known) == 0


@pytest.mark.parametrize("content", [b"[document", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.toml").write_bytes(content)
    with pytest.raises(LedgerError, match=r"broken\.toml: cannot be read as TOML.*mend"):
        ledger.load(tmp_path)


def test_a_folder_without_rows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no TOML file"):
        ledger.load(tmp_path)


def test_a_citation_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    known = load(tmp_path, row("v3.apple.red"))
    problems = ledger.check(known, {"v3/a": ["v3.apple.red", "v3.apple.rad"], "v3/b": ["v3.xyz"]})
    assert problems == [
        "v3/a: cites v3.apple.rad, which is not in the ledger; did you mean v3.apple.red?",
        "v3/b: cites v3.xyz, which is not in the ledger; add a row or mend the id",
    ]


@pytest.mark.parametrize(
    ("level", "state", "missed"),
    [
        ("must", "tested", True),
        ("must-not", "tested", True),
        ("should", "tested", False),
        ("may", "tested", False),
        ("asserted", "tested", False),
        ("must", "untestable", False),
        ("must", "contested", False),
    ],
)
def test_a_tested_must_needs_a_case(tmp_path: Path, level: str, state: str, missed: bool) -> None:
    known = load(tmp_path, row("v3.apple", level=f'"{level}"', state=f'"{state}"', reason='"r"'))
    problems = ledger.check(known, {})
    assert len(problems) == missed
    assert all("v3.apple" in problem and level in problem for problem in problems)
    assert ledger.check(known, {"v3/a": ["v3.apple"]}) == []


def test_every_committed_row_loads_once(committed: Ledger) -> None:
    rows = [
        clause["id"]
        for path in ledger.FOLDER.rglob("*.toml")
        for clause in tomllib.loads(path.read_text(encoding="utf-8")).get("clause", ())
    ]
    assert len(rows) == len(set(rows)) == len(committed) > 200
    assert len({document.path for document in committed.documents}) == len(committed.documents)


def test_committed_rows_hang_together(committed: Ledger) -> None:
    for clause in committed:
        assert clause.section == clause.section.strip("#-").lower(), clause.id
        assert " " not in clause.url, clause.id
        assert clause.summary.endswith("."), clause.id
        assert (clause.state == "tested") == (clause.reason == ""), clause.id
        assert clause.state == "contested" or not clause.discussion, clause.id
        # A numbered anchor changes with every edit of the page.
        assert not clause.section.removeprefix("id").isdigit(), clause.id


def test_what_a_row_calls_tested_is_cited(committed: Ledger) -> None:
    """The check of the cases asks this of what must be only; version 3 holds it for every row."""
    cited = {
        clause
        for path in locations.FIXTURES.rglob("case.json")
        for clause in json.loads(path.read_text(encoding="utf-8"))["clauses"]
    }
    tested = {clause.id for clause in committed if clause.state == "tested"}
    assert {id for id in tested - cited if id.startswith("v3.")} == set()


def test_every_sentence_is_accounted_for_once(committed: Ledger) -> None:
    for path in ledger.FOLDER.rglob("*.toml"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = content.get("clause", [])
        mapped = {digest for row in rows for digest in (row["digest"], *row.get("also", ()))}
        excused = [row["digest"] for row in content.get("excused", ())]
        assert [row["id"] for row in rows if row["digest"] in row.get("also", ())] == [], path
        assert not mapped & {*excused}, path
        assert len(excused) == len({*excused}), path
        assert ("left_out" in content["document"]) == (not rows), path


def test_committed_documents_are_of_one_commit_and_page(committed: Ledger) -> None:
    commits = {(document.repository, document.commit) for document in committed.documents}
    assert len(commits) == len(dict(commits))
    for document in committed.documents:
        if document.repository == "zarr-developers/zarr-specs":
            page = document.path.removeprefix("docs/").removesuffix("index.rst")
            assert document.url.endswith(f"/latest/{page.replace('.rst', '.html')}"), document.path
        else:
            page = f"/{document.repository}/blob/main/{document.path}"
            assert document.url.endswith(page), document.path


def test_ids_agree_with_their_document(committed: Ledger) -> None:
    """An id says where its clause stands, so that nobody need look it up."""
    stems = {
        "README.md": ("ext-registry-",),
        "docs/v2/v2.0.rst": ("v2-",),
        "docs/v3/core/index.rst": ("v3-core-",),
        "docs/v3/data-types/index.rst": ("v3-data-type-", "v3-fill-value-"),
        "docs/v3/chunk-grids/regular-grid/index.rst": ("v3-grid-regular-",),
        "docs/v3/chunk-key-encodings/default/index.rst": ("v3-keys-default-",),
        "docs/v3/chunk-key-encodings/v2/index.rst": ("v3-keys-v2-",),
        "docs/v3/codecs/sharding-indexed/index.rst": ("v3-codec-sharding-",),
        "docs/v3/stores/filesystem/index.rst": ("v3-store-filesystem-",),
        "docs/v3/chunk-grids/index.rst": ("v3-grid-core",),
        "docs/v3/chunk-key-encodings/index.rst": ("v3-keys-core",),
        "docs/v3/codecs/index.rst": ("v3-codec-core",),
        "docs/v3/storage-transformers/index.rst": ("v3-storage-transformer-",),
        "docs/v3/stores/index.rst": ("v3-store-",),
    }
    points = {"codecs": "codec", "data-types": "data-type", "chunk-grids": "grid"}
    for clause in committed:
        path = Path(clause.document.path)
        point = path.parent.parent.name
        family = "v3" if path.parts[0] == "docs" else "ext"
        named = f"{family}-{points.get(point, point)}-{path.parent.name}-"
        expected = stems.get(path.as_posix(), (re.sub("[._]", "-", named),))
        assert clause.id.replace(".", "-").startswith(expected), clause.id

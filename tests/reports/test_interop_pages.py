"""The pages of the interop matrix: counted, linked, escaped, each failure with its store."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reports_pages import Page, flat
from reports_sample import CLAUSES, NASTY, Sample, result

import reports
from conformance.cases import files
from conformance.cases.model import Case
from conformance.results import Mismatch, interop, writing_scores
from conformance.results.archive import zip_of
from conformance.results.interop import Cell, Interop, Party, Written
from reports.interop import Source, state
from tests.interop_parties import CHUNKS, PLAIN, recipes

STORE = {"zarr.json": b'{"written": "so"}', "c/0/0": b"\1\2"}
ZIP = zip_of("top", {"README.txt": b"read me", **{f"store/{k}": v for k, v in STORE.items()}})
HOSTILE = "<script>alert(1)</script>\"'><img src=x>\x00\u202e"


@pytest.fixture
def written(sample: Sample, tmp_path: Path) -> Sample:
    """The sample with cases that are written, and results that have the new edition."""
    cases: list[Case] = [*sample.cases, *recipes(CLAUSES[0])]
    root = tmp_path / "fixtures"
    files.write(cases, root)
    loaded = files.load(root)
    edition = replace(sample.results[0].edition, name=loaded.edition, digest=loaded.digest)
    shown = []
    for number, old in enumerate(sample.results):
        rows = list(old.cases)
        for case in recipes(CLAUSES[0]):
            row = replace(
                rows[0],
                id=case.id,
                kind="write",
                axis="conformance",
                verdict=("pass", "invalid")[number % 2],
                status=("fine", "failed")[number % 2],
                message="zarr.json: broken",
                clauses=case.clauses,
                clause=(None, CLAUSES[2])[number % 2],
                notes=("zarr.json: has the member odd",),
                mismatch=None,
                reason=None,
                issue=None,
            )
            rows.append(row)
        made = result(old.implementation.name, iter(rows), edition, properties=old.properties)
        shown.append(replace(made, writing=writing_scores(rows)))
    return replace(sample, fixtures=root, cases=cases, results=shown)


def matrix(sample: Sample, *, text: str = "misread", digest: str | None = None) -> Interop:
    edition = sample.results[0].edition
    parties = [
        Party(name, name, "1.2.0", "Python", f"https://{name}.example")
        for name in ("alpha", "beta")
    ]
    absent = Party("gamma", "gamma", "unknown", "Go", "https://gamma.example", f"no tool {text}")

    def row(writer: str, case: str, verdict: str, *cells: Cell, **more: object) -> Written:
        status = "fine" if verdict in ("pass", "unsupported") else "failed"
        return Written(writer, case, verdict, text, status, cells, **more)  # type: ignore[arg-type]

    right = [Cell(name, "nobody", "pass", "read") for name in ("alpha", "beta")]
    theirs = [Cell(name, "writer", "observed", text) for name in ("alpha", "beta")]
    wrong = Cell(
        "beta",
        "reader",
        "wrong",
        text,
        ((1, 3, 1),),
        Mismatch("values", "1", text, (0,), 1, 2),
        status="failed",
    )
    changed = Cell("alpha", "reader", "wrong", text, changed=("zarr.json",), status="failed")
    archive = f"interop/alpha/{PLAIN.replace('/', '+')}.zip"
    rows = (
        row("alpha", CHUNKS, "pass", right[0], wrong, digest="0" * 64),
        row("beta", CHUNKS, "unsupported"),
        row("alpha", PLAIN, "invalid", *theirs, clause=CLAUSES[1], archive=archive),
        row("beta", PLAIN, "pass", changed, right[1], notes=(text,)),
        row("alpha", "v2/write/plain", "pass", *right),
        row(
            "beta", "v2/write/plain", "pass", right[0], Cell("beta", "nobody", "unsupported", text)
        ),
    )
    edition = replace(edition, digest=digest or edition.digest)
    return Interop(edition, (*parties, absent), rows, "2026-01-01T00:00:00+00:00", 1.5)


def render(sample: Sample, out: Path, found: Interop | None, **more: object) -> dict[str, Page]:
    archives = {row.archive: ZIP for row in found.rows if row.archive} if found else {}
    source = Source(found, archives, **more)  # type: ignore[arg-type]
    reports.render(
        sample.results,
        sample.fixtures,
        out,
        sample.ledger,
        sample.manifests,
        sample.finds,
        source,
    )
    return {
        path.relative_to(out).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in out.rglob("*.html")
    }


def test_pairs_are_counted_by_whose_failure_it_is(written: Sample, tmp_path: Path) -> None:
    page = render(written, tmp_path / "site", matrix(written))["interop.html"]
    text = flat(page)
    assert "alpha 1.2.0 3 stores" in text and "beta 1.2.0 2 stores" in text
    pairs = text[text.index("Written by") : text.index("Failures")]
    assert "✓ 2 read right ◇ 1 writer's fault" in pairs
    assert "✓ 1 read right ◇ 1 writer's fault ✗ 1 reader's fault" in pairs
    assert "○ 1 nobody's" in pairs
    assert "gamma could not be run." in text and "no tool misread" in text
    assert "alpha 1 as a writer, 1 as a reader" in text
    assert "beta 0 as a writer, 1 as a reader" in text
    assert "✓ all 2" in text and "≠ beta: wrong" in text and "○ unsupported" in text


def test_a_failure_leads_to_its_store(written: Sample, tmp_path: Path) -> None:
    out = tmp_path / "site"
    pages = render(written, out, matrix(written))
    overview = pages["interop.html"]
    for page, anchor in ((CHUNKS, "#reads-beta"), (PLAIN, "")):
        assert f"interop/alpha/{page}.html{anchor}" in overview.having("href")
    store = pages[f"interop/alpha/{PLAIN}.html"]
    text = flat(store)
    assert "◇ invalid" in text and "left a store that breaks the specification" in text
    assert CLAUSES[1] in text and '"written": "so"' in text and "c/0/0 2 bytes" in text
    assert "Make an array at the root" in text
    assert "chunk shape 2 × 3" in text and '"op": "create_array"' in text
    [archive] = [href for href in store.having("href") if href.endswith(".zip")]
    path = (out / f"interop/alpha/{PLAIN}.html").parent / archive
    assert path.read_bytes() == ZIP
    assert "region 1:3" in flat(pages[f"interop/alpha/{CHUNKS}.html"])
    changed = flat(pages[f"interop/beta/{PLAIN}.html"])
    assert "Reading changed the store: zarr.json" in changed
    assert "is not here" in changed
    assert f"interop/beta/{CHUNKS}.html" not in pages


def test_links_of_the_matrix_resolve(written: Sample, tmp_path: Path) -> None:
    out = tmp_path / "site"
    pages = render(written, out, matrix(written))
    ids = {name: set(page.having("id")) for name, page in pages.items()}
    mine = [name for name in pages if name.startswith("interop")]
    assert len(mine) == 4
    for name in (*mine, f"cases/{PLAIN}.html", "implementations/alpha.html", "index.html"):
        assert len(ids[name]) == len(pages[name].having("id"))
        for href in pages[name].having("href"):
            target = urlsplit(href)
            if target.scheme:
                continue
            path = (out / name).parent / unquote(target.path) if target.path else out / name
            assert path.resolve().is_file(), f"{name}: {href}"
            if target.fragment:
                other = path.resolve().relative_to(out.resolve()).as_posix()
                assert target.fragment in ids[other], f"{name}: {href}"


def test_the_filter_needs_no_script(written: Sample, tmp_path: Path) -> None:
    page = render(written, tmp_path / "site", matrix(written))["interop.html"]
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "form", "select"} & set(tags)
    inputs = [attributes for tag, attributes in page.tags if tag == "input"]
    labels = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
    assert {attributes["id"] for attributes in inputs} == labels
    assert sum("checked" in attributes for attributes in inputs) == tags.count("fieldset") == 2
    style = (tmp_path / "site" / "style.css").read_text()
    for attributes in inputs:
        if not attributes["id"].endswith("-all"):
            assert f"#{attributes['id']}:checked" in style
    classes = {name for value in page.having("class") for name in value.split()}
    assert {"has-writer", "has-reader", "has-nobody", "part-v3", "part-v2"} <= classes


def test_hostile_text_is_shown_and_never_obeyed(written: Sample, tmp_path: Path) -> None:
    pages = render(written, tmp_path / "site", matrix(written, text=HOSTILE))
    for name, page in pages.items():
        assert not {"script", "img"} & {tag for tag, _ in page.tags}, name
        assert not any(c in page.text for c in "\x00\u202e"), name
    assert "<script>alert(1)</script>" in pages[f"interop/beta/{PLAIN}.html"].text
    assert "<script>alert(1)</script>" in pages["interop.html"].text


def test_a_matrix_of_another_edition_is_left_out(written: Sample, tmp_path: Path) -> None:
    found = matrix(written, digest="f" * 64)
    pages = render(written, tmp_path / "site", found)
    assert "A matrix of another edition is left out." in flat(pages["interop.html"])
    assert not [name for name in pages if name.startswith("interop/")]
    pages = render(written, tmp_path / "site", None, problem=f"broken {NASTY}")
    assert "The matrix cannot be shown. broken <img" in flat(pages["interop.html"])
    assert "zarr-conformance interop fills it" in flat(pages["interop.html"])


def test_what_lies_in_a_folder_is_read_and_what_is_broken_is_told(
    written: Sample, tmp_path: Path
) -> None:
    assert reports.read_interop(tmp_path) == Source()
    found = matrix(written)
    interop.write(found, tmp_path)
    assert reports.read_interop(tmp_path) == Source(found)
    [name] = [row.archive for row in found.rows if row.archive]
    assert name is not None
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(ZIP)
    assert reports.read_interop(tmp_path).archives == {name: ZIP}
    path = tmp_path / "interop.json"
    path.write_text(path.read_text().replace(name, "interop/../x.zip"))
    assert "interop.json: rows.2.archive" in str(reports.read_interop(tmp_path).problem)
    path.write_text("{")
    assert "not JSON" in str(reports.read_interop(tmp_path).problem)


def test_a_zip_that_is_none_shows_no_files(written: Sample, tmp_path: Path) -> None:
    found = matrix(written)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("top/store/big", bytes(9 << 20))
    for data in (b"PK\3\4", b"", bomb.getvalue()[:-30]):
        [name] = [row.archive for row in found.rows if row.archive]
        source = Source(found, {name: data}) if name else Source()
        out = tmp_path / "site"
        reports.render(
            written.results,
            written.fixtures,
            out,
            written.ledger,
            written.manifests,
            written.finds,
            source,
        )
        text = (out / f"interop/alpha/{PLAIN}.html").read_text()
        assert "What was written" not in text


def test_a_written_case_has_its_steps_and_its_notes(written: Sample, tmp_path: Path) -> None:
    pages = render(written, tmp_path / "site", None)
    text = flat(pages[f"cases/{CHUNKS}.html"])
    for part in (
        "Written step by step by each implementation.",
        "Write the whole array at the root values 1 2 3",
        "Afterwards there is the array at the root",
        "The steps begin with nothing",
        "A writer needs v3-core-writer",
        "1 note on the store",
        "zarr.json: has the member odd",
        CLAUSES[2],
    ):
        assert part in text, part
    assert "Reproduce" not in text


def test_the_numbers_of_writing_stand_beside_those_of_reading(
    written: Sample, tmp_path: Path
) -> None:
    pages = render(written, tmp_path / "site", matrix(written))
    overview = flat(pages["index.html"])
    writing = overview[overview.index("Writing Each") : overview.index("Random search")]
    assert "alpha 1.2.0 100 % 3 of 3" in writing and "beta 1.2.0 0 % 0 of 3" in writing
    text = flat(pages["implementations/alpha.html"])
    assert text.index("Safety") < text.index("Valid100 % 3 of 3")
    assert "1 of its stores are at fault, and it fails 1 valid ones" in text


@pytest.mark.parametrize(
    ("owner", "verdict", "expected"),
    [
        ("nobody", "pass", "right"),
        ("nobody", "unsupported", "nobody"),
        ("nobody", "observed", "nobody"),
        ("writer", "pass", "writer"),
        ("reader", "wrong", "reader"),
    ],
)
def test_a_cell_is_somebodys(owner: str, verdict: str, expected: str) -> None:
    assert state(Cell("a", owner, verdict, "")) == expected  # type: ignore[arg-type]

"""What the pages say of the results: all of it, and nothing more."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from reports_pages import flat, render
from reports_sample import NAMES, Sample, make, result

from conformance.properties import laws
from conformance.results import Edition, Result
from reports import finds
from reports.model import FAILING


def passing(sample: Sample, **more: object) -> Result:
    """The first result with every answer right."""
    first = sample.results[0]
    rows = (
        replace(
            case,
            verdict="observed" if case.kind == "observe" else "pass",
            status="fine",
            mismatch=None,
        )
        for case in first.cases
    )
    return result(first.implementation.name, rows, first.edition, **more)


def test_every_failing_case_is_on_its_implementations_page(sample: Sample, tmp_path: Path):
    pages = render(sample, tmp_path / "site")
    failures = 0
    for shown in sample.results:
        page = flat(pages[f"implementations/{shown.implementation.name}.html"])
        part = page[page.index("Failures") : page.index("Passes")]
        worst = [
            case
            for verdict in FAILING
            for case in sorted(shown.cases, key=lambda case: case.id)
            if case.verdict == verdict and case.axis == "conformance" and case.kind != "observe"
        ]
        places = [part.index(case.id) for case in worst]
        assert places == sorted(places)
        for case in worst:
            failures += 1
            assert case.clauses[0] in part
            if case.mismatch:
                assert case.mismatch.as_if and case.mismatch.as_if in part
                assert "known failure" in part and "the transpose is inverted" in part
            else:
                assert " ".join(case.message.split())[:80] in part
    assert failures > 10


def test_the_overview_lists_every_wrong_answer(sample: Sample, tmp_path: Path):
    page = render(sample, tmp_path / "site")["index.html"]
    wrong = [case.id for r in sample.results for case in r.cases if case.verdict == "wrong"]
    part = flat(page)[flat(page).index("Silently wrong") :]
    assert wrong and sorted(re.findall(r"v3/[a-z0-9/-]+", part)) == sorted(wrong)


def test_green_only_when_everything_ran_and_nothing_failed(sample: Sample, tmp_path: Path):
    sample.finds = []
    green = passing(sample)
    known_wrong = tuple(
        replace(case, verdict="wrong", status="expected") if case.kind == "read" else case
        for case in green.cases
    )
    for shown, text in (
        (green, "no failures"),
        (replace(green, cases=known_wrong), "20 silently wrong"),
        (replace(green, faults=("it spoke out of turn",)), "faults in the run"),
        (replace(green, cases=green.cases[:10]), "no failure in 10 of 40 cases"),
        (replace(green, unavailable="no toolchain; install it"), "did not run"),
    ):
        page = render(sample, tmp_path / "site", [shown])["implementations/alpha.html"]
        badge = page.text[page.text.index("1.2.0") : page.text.index("Language")]
        assert text in badge
        assert ("✓" in badge) == (shown is green)


def test_unavailable_implementations_are_shown_with_their_reason(sample: Sample, tmp_path: Path):
    shown = [replace(sample.results[0], unavailable="no toolchain; install it"), sample.results[1]]
    pages = render(sample, tmp_path / "site", shown)
    assert "no toolchain; install it" in pages["index.html"].text
    assert "no toolchain; install it" in pages["implementations/alpha.html"].text
    header = flat(pages["matrix.html"])
    assert "Feature beta" in header and "Feature alpha" not in header


def test_robustness_and_open_points_are_apart(sample: Sample, tmp_path: Path):
    sample.finds = []
    damaged = next(c for c in sample.cases if c.axis == "robustness")
    rows = (
        replace(c, verdict="accepted") if c.id == damaged.id else c for c in passing(sample).cases
    )
    shown = result("alpha", rows, sample.results[0].edition)
    text = flat(render(sample, tmp_path / "site", [shown])["implementations/alpha.html"])
    assert text.index("Robustness") < text.index(damaged.id) < text.index("Observed")
    assert "no failures" in text


def test_editions_are_never_merged(sample: Sample, tmp_path: Path):
    old = Edition("2025.1", "a" * 64)
    stale = [replace(r, edition=old) for r in sample.results[1:]]
    pages = render(sample, tmp_path / "site", [sample.results[0], *stale])
    assert [n for n in pages if n.startswith("implementations/")] == ["implementations/alpha.html"]
    text = flat(pages["index.html"])
    assert "left out" in text and all(f"{name} 1.2.0, edition 2025.1" in text for name in NAMES[1:])


def test_results_of_no_edition_at_hand_are_shown_with_a_warning(sample: Sample, tmp_path: Path):
    old, older = Edition("2025.1", "a" * 64), Edition("2024.1", "b" * 64)
    shown = [replace(r, edition=old) for r in sample.results[:2]]
    shown.append(replace(sample.results[2], edition=older))
    pages = render(sample, tmp_path / "site", shown)
    assert "not those that ran" in pages["index.html"].text
    assert "implementations/gamma.html" not in pages
    assert "implementations/alpha.html" in pages


def test_two_versions_of_an_implementation_have_a_page_each(sample: Sample, tmp_path: Path):
    first = sample.results[0]
    newer = replace(first, implementation=replace(first.implementation, version="1.10.0"))
    pages = render(sample, tmp_path / "site", [newer, first])
    assert "implementations/alpha@1.2.0.html" in pages
    assert "Feature alpha@1.2.0 alpha@1.10.0" in flat(pages["matrix.html"])


def test_the_matrix_shows_verdicts_by_feature(sample: Sample, tmp_path: Path):
    verdicts = {"dtype:uint16": "unsupported", "dtype:uint8": "wrong"}
    tags = {case.id: case.features for case in sample.cases if case.kind == "read"}
    rows = [
        replace(c, verdict=next((verdicts[t] for t in tags.get(c.id, ()) if t in verdicts), "pass"))
        for c in passing(sample).cases
    ]
    shown = result("alpha", iter(rows), sample.results[0].edition)
    text = flat(render(sample, tmp_path / "site", [shown])["matrix.html"])
    assert re.search(r" uint8 ≠ wrong 0/[1-9]", text)
    assert re.search(r" uint16 ○ none 0/[1-9]", text)
    assert text.index("Data types") < text.index(" uint8 ") < text.index(" uint16 ")
    assert text.index(" uint16 ") < text.rindex("Codecs") < text.rindex("Chunk key encodings")


def test_datasets_that_nobody_reads_as_we_expect_are_listed(sample: Sample, tmp_path: Path):
    rows = [
        replace(c, verdict="unsupported") if c.kind == "read" else c for c in passing(sample).cases
    ]
    shown = result("alpha", iter(rows), sample.results[0].edition)
    pages = render(sample, tmp_path / "site", [shown])
    listed = flat(pages["confirmation.html"])
    assert "0 of 20 valid datasets" in listed
    assert "No implementation under test reads it" in listed
    for case in sample.cases:
        assert (case.id in listed) == (case.kind == "read")
        page = pages[f"cases/{case.id}.html"]
        assert ("Not confirmed." in page.text) == (case.kind == "read")


def test_open_points_link_to_their_discussion(sample: Sample, tmp_path: Path):
    case = next(c for c in sample.cases if c.kind == "observe")
    page = render(sample, tmp_path / "site")[f"cases/{case.id}.html"]
    assert "https://github.com/zarr-developers/zarr-specs/issues/358" in page.having("href")
    assert "core text" in page.text


def test_a_case_page_has_what_reproduces_it(sample: Sample, tmp_path: Path):
    case = sample.cases[28]
    page = render(sample, tmp_path / "site")[f"cases/{case.id}.html"]
    assert f'lib.open("fixtures/{case.id}/store", path="a/b")' in page.text
    text = flat(page)
    assert "0 1 2 3 4 5 6 7 8 9 10 11" in text
    assert "c/0/0 12 bytes" in text and '"zarr_format": 3,' in text
    assert "Readers do as the text says." in text
    assert "https://spec.example/#section" in page.having("href")


def test_no_results_and_no_cases(tmp_path: Path):
    empty = make(tmp_path, 0)
    pages = render(empty, tmp_path / "site", [])
    assert "No implementation has run yet." in pages["index.html"].text


def test_the_pages_have_a_sentence_for_every_property() -> None:
    assert list(finds.PROPERTIES) == list(laws.PROPERTIES)

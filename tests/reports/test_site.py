"""The rendered site: whole, linked, escaped, self-contained, the same every time."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reports_sample import NAMES, Sample, clause, make, result

import reports
from conformance import results
from conformance.cases import files
from conformance.ledger import Ledger
from conformance.results import CaseResult, Edition, Result
from reports.model import FAILING

FORBIDDEN = {"script", "iframe", "object", "embed", "img", "form", "style", "base"}
VOID = {"meta", "link", "br", "wbr", "hr", "img", "input"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x00\x1b[31m\u202e\ud800"


class Page(HTMLParser):
    """The tags of a page; fails on a tag that is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        if tag in {"th", "td", "li", "p", "dt", "dd"}:
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def render(sample: Sample, out: Path, shown: list[Result] | None = None) -> dict[str, Page]:
    start = reports.render(
        sample.results if shown is None else shown,
        sample.fixtures,
        out,
        sample.ledger,
        sample.manifests,
    )
    assert start == out / "index.html"
    return {
        path.relative_to(out).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in out.rglob("*.html")
    }


def flat(page: Page) -> str:
    return " ".join(page.text.split())


def test_every_internal_link_resolves(sample: Sample, tmp_path: Path):
    out = tmp_path / "site"
    pages = render(sample, out)
    ids = {name: page.having("id") for name, page in pages.items()}
    links = 0
    for name, page in pages.items():
        assert len(set(ids[name])) == len(ids[name]), f"{name}: an id twice"
        for href in page.having("href"):
            target = urlsplit(href)
            if target.scheme:
                continue
            path = (out / name).parent / unquote(target.path) if target.path else out / name
            assert path.resolve().is_file(), f"{name}: {href}"
            if target.fragment:
                other = path.resolve().relative_to(out.resolve()).as_posix()
                assert target.fragment in ids[other], f"{name}: {href}"
            links += 1
    assert links > 500


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_run(sample: Sample, tmp_path: Path):
    for name, page in render(sample, tmp_path / "site").items():
        assert not {"script", "iframe", "object", "embed", "img", "form"} & {
            t for t, _ in page.tags
        }
        assert page.having("src") == [], name
        for tag, attributes in page.tags:
            if tag == "link":
                assert urlsplit(attributes["href"]).scheme in ("", "data")
            assert not any(attribute.startswith("on") for attribute in attributes)
    style = (tmp_path / "site" / "style.css").read_text()
    assert "url(" not in style and "@import" not in style


def test_pages_are_built_for_everybody(sample: Sample, tmp_path: Path):
    for name, page in render(sample, tmp_path / "site").items():
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == 1 and tags.count("main") == 1, name
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(b <= a + 1 for a, b in pairwise(levels)), (name, levels)
        assert page.tags[0][1].get("lang") == "en"
        first = next(attributes for tag, attributes in page.tags if tag == "a")
        assert first["href"] == "#content" and "content" in page.having("id")
        assert all("scope" in attributes for tag, attributes in page.tags if tag == "th"), name


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


def test_green_only_when_everything_ran_and_nothing_failed(sample: Sample, tmp_path: Path):
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
    damaged = next(c for c in sample.cases if c.axis == "robustness")
    rows = (
        replace(c, verdict="accepted") if c.id == damaged.id else c for c in passing(sample).cases
    )
    shown = result("alpha", rows, sample.results[0].edition)
    text = flat(render(sample, tmp_path / "site", [shown])["implementations/alpha.html"])
    assert text.index("Robustness") < text.index(damaged.id) < text.index("Observed")
    assert "no failures" in text


def test_hostile_text_is_shown_and_never_obeyed(sample: Sample, tmp_path: Path):
    first = sample.results[0]
    rows = [
        replace(c, message=HOSTILE, reason=HOSTILE, issue="javascript:alert(1)", status="expected")
        for c in first.cases
    ]
    rows += [CaseResult("../../x", "read", "conformance", "refused", HOSTILE, (HOSTILE,), "failed")]
    about = replace(
        first.implementation,
        name=f"../{HOSTILE}",
        version=HOSTILE,
        homepage="javascript:alert(1)",
        claims=(HOSTILE,),
    )
    shown = result("x", iter(rows), first.edition, faults=(HOSTILE,), log=HOSTILE)
    shown = replace(shown, implementation=about)
    sample.ledger = Ledger(
        {id: clause(id, summary=HOSTILE, reason=HOSTILE) for id in sample.ledger.clauses}, ()
    )
    out = tmp_path / "in" / "site"
    pages = render(sample, out, [shown, sample.results[1]])
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    assert [p.name for p in (tmp_path / "in").iterdir()] == ["site"]
    assert not list(out.rglob("x.html"))
    for page in pages.values():
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert not any(href.startswith("javascript") for href in page.having("href"))
        assert not re.search("[\x00\x1b\u202e]", page.text)
    text = next(p.text for name, p in pages.items() if name.startswith("implementations/_"))
    assert "<script>alert(1)</script>" in text and "\\u202e" in text and "\\u0000" in text


def test_long_text_is_cut_and_says_so(sample: Sample, tmp_path: Path):
    first = sample.results[0]
    rows = [replace(case, message="y" * 100_000) for case in first.cases]
    shown = result("alpha", iter(rows), first.edition, log="z" * 100_000 + "the end")
    text = render(sample, tmp_path / "site", [shown])["implementations/alpha.html"].text
    assert "y" * 5000 not in text and "more characters" in text
    assert "z" * 30_000 not in text and "the end" in text


def test_the_same_inputs_give_the_same_bytes(sample: Sample, tmp_path: Path):
    render(sample, tmp_path / "a")
    render(sample, tmp_path / "b", sample.results[::-1])
    a, b = (
        {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (tmp_path / "a", tmp_path / "b")
    )
    assert a == b


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
    assert text.index(" uint16 ") < text.index("Codecs") < text.index("Chunk key encodings")


def test_a_case_page_has_what_reproduces_it(sample: Sample, tmp_path: Path):
    case = sample.cases[28]
    page = render(sample, tmp_path / "site")[f"cases/{case.id}.html"]
    assert f'lib.open("fixtures/{case.id}/store", path="a/b")' in page.text
    text = flat(page)
    assert "0 1 2 3 4 5 6 7 8 9 10 11" in text
    assert "c/0/0 12 bytes" in text and '"zarr_format": 3,' in text
    assert "Readers do as the text says." in text
    assert "https://spec.example/#section" in page.having("href")


def test_an_interrupted_render_leaves_the_old_site(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "parent" / "site"
    render(sample, out)
    before = (out / "index.html").read_bytes()
    real = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render(sample, out, sample.results[:1])
    assert (out / "index.html").read_bytes() == before
    assert [p.name for p in out.parent.iterdir()] == ["site"]


def test_a_site_replaces_the_old_one_but_nothing_else(sample: Sample, tmp_path: Path):
    out = tmp_path / "site"
    render(sample, out)
    (out / "old.html").write_text("old")
    render(sample, out)
    assert not (out / "old.html").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("dear")
    with pytest.raises(FileExistsError, match="no site of ours"):
        render(sample, mine)
    assert [p.name for p in mine.iterdir()] == ["thesis.txt"]


def test_no_results_and_no_cases(tmp_path: Path):
    empty = make(tmp_path, 0)
    pages = render(empty, tmp_path / "site", [])
    assert "No implementation has run yet." in pages["index.html"].text


def test_three_hundred_cases_and_four_implementations_in_time(tmp_path: Path):
    large = make(tmp_path, 300)
    before = time.process_time()
    reports.render(large.results, large.fixtures, tmp_path / "s", large.ledger, large.manifests)
    assert time.process_time() - before < 4


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_enough_contrast(scheme: int):
    style = Path(reports.__file__).with_name("templates") / "style.css"
    blocks = re.findall(r":root \{(.*?)\}", style.read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[scheme]))
    pairs = [(n, f"{n}-tint") for n in colours if f"{n}-tint" in colours]
    assert len(pairs) == 7
    pairs += [
        (ink, paper)
        for ink in ("ink", "quiet", "link")
        for paper in ("paper", "raised", "code", "accepted-tint")
        if (ink, paper) != ("quiet", "accepted-tint")
    ]
    for ink, paper in pairs:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


def test_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from conformance import ledger, locations
    from reports.__main__ import main

    sample = make(tmp_path, 4)
    monkeypatch.setattr(locations, "FIXTURES", sample.fixtures)
    monkeypatch.setattr(ledger, "load", lambda: sample.ledger)
    folder, out = tmp_path / "results", tmp_path / "out"
    arguments = ["--results", str(folder), "--out", str(out)]
    assert main(arguments) == 2 and "holds no results" in capsys.readouterr().err
    results.write(sample.results[0], folder)
    assert main(arguments) == 0 and capsys.readouterr().out.strip() == str(out / "index.html")
    (folder / "cut@1.json").write_text(json.dumps({"schema": 1}))
    assert main(arguments) == 1 and "cut@1.json" in capsys.readouterr().err
    (sample.fixtures / files.INDEX).unlink()
    assert main(arguments) == 2 and "index.json" in capsys.readouterr().err

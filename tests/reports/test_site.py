"""The rendered site: whole, linked, escaped, self-contained, the same every time."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reports_pages import render
from reports_sample import Sample, clause, make, result

import reports
from conformance import results
from conformance.cases import files
from conformance.ledger import Ledger
from conformance.results import CaseResult

FORBIDDEN = {"script", "iframe", "object", "embed", "img", "form", "style", "base"}


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x00\x1b[31m\u202e\ud800"


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
    sample.finds = sample.finds[::-1]
    render(sample, tmp_path / "b", sample.results[::-1])
    a, b = (
        {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (tmp_path / "a", tmp_path / "b")
    )
    assert a == b


def test_an_interrupted_render_leaves_the_old_site(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "parent" / "site"
    render(sample, out)
    before = (out / "index.html").read_bytes()
    real = Path.rename

    for late, name in ((False, "new"), (True, "site"), (True, "survey")):
        left = [name]

        def interrupted(self: Path, target: Path, late: bool = late, left: list = left) -> Path:
            now = self.name in left
            if late or not now:
                real(self, target)
            if now:
                left.clear()  # what puts the old site back is not interrupted again
                raise KeyboardInterrupt
            return target

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", interrupted)
            with pytest.raises(KeyboardInterrupt):
                render(sample, out, sample.results[:1])
        assert (out / "index.html").read_bytes() == before
        assert (out / "survey").is_dir()
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


def test_the_report_of_the_survey_stays_beside_the_site(sample: Sample, tmp_path: Path):
    report = tmp_path / "site" / "survey" / "2026" / "index.html"
    report.parent.mkdir(parents=True)
    report.write_text("asked")
    for _ in range(2):
        pages = render(sample, tmp_path / "site")
        assert report.read_text() == "asked"
        assert "survey/index.html" in pages["index.html"].having("href")
        assert "../index.html" in pages["survey/index.html"].having("href")
    assert (tmp_path / "site" / "index.html").is_file()


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
    assert main(arguments) == 0
    counted, page = capsys.readouterr().out.splitlines()
    assert re.search("confirmed by at least one implementation: [12] of 2$", counted)
    assert page == str(out / "index.html")
    (folder / "cut@1.json").write_text(json.dumps({"schema": 1}))
    assert main(arguments) == 1 and "cut@1.json" in capsys.readouterr().err
    (sample.fixtures / files.INDEX).unlink()
    assert main(arguments) == 2 and "index.json" in capsys.readouterr().err

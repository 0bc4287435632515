"""The page of a case whose store has symbolic links."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reports_pages import flat, render
from reports_sample import Sample

from conformance.cases import files


def test_a_case_shows_its_links_and_what_lies_beside_its_store(sample: Sample, tmp_path: Path):
    linked = next(c for c in sample.cases if c.axis == "robustness")
    linked = replace(
        linked, links={"c/0/1": "outside/<b>", "c/loop": "store"}, outside={"<b>": b"123"}
    )
    sample.cases = [linked if c.id == linked.id else c for c in sample.cases]
    sample.fixtures = tmp_path / "fixtures"
    files.write(sample.cases, sample.fixtures)
    pages = render(sample, tmp_path / "site")
    page = (tmp_path / "site" / f"cases/{linked.id}.html").read_text()
    assert "Symbolic links" in page and "Beside the store" in page
    text = flat(pages[f"cases/{linked.id}.html"])
    assert "c/0/1 leads to ../../../outside/<b>" in text
    assert "c/loop leads to .." in text
    assert "outside/<b> 3 bytes" in text
    other = next(c for c in sample.cases if not c.links)
    assert "Symbolic links" not in pages[f"cases/{other.id}.html"].text

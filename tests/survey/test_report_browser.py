"""The pages as a browser lays them out, on a phone and on a desk: nothing sticks out or is covered.

What can be seen in the markup alone is for ``test_report_look``.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from survey.__main__ import main
from survey.report import render
from tests.survey.report_sample import COMMENTARY, DOWNLOADS, FIGURES, METHODS, PREVIOUS
from tests.survey.sample import INSTRUMENT

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs Chromium to lay pages out")
SCRIPT = Path(__file__).with_name("browser.html").read_text(encoding="utf-8")
WIDTHS = (360, 1280)


def faults(site: Path, profile: Path) -> list[str]:
    """What the browser finds wrong with the pages below ``site``."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    pages = [path for path in sorted(found) if "print" not in path]
    script = SCRIPT.replace("PAGES = []", f"PAGES = {json.dumps(pages)}")
    path = site / "browser.html"
    path.write_text(script.replace("WIDTHS = []", f"WIDTHS = {list(WIDTHS)}"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    options += [f"--user-data-dir={profile}", "--virtual-time-budget=600000", "--dump-dom"]
    done = subprocess.run([BROWSER, *options, path.as_uri()], capture_output=True, text=True)
    path.unlink()
    body = re.search("<body>(.*)</body>", done.stdout, re.DOTALL)
    assert body is not None, done.stderr
    said = json.loads(html.unescape(body[1]))
    assert said["seen"] == len(pages) * len(WIDTHS)
    return said["faults"]


def sample(out: Path) -> Path:
    return render(
        FIGURES,
        INSTRUMENT,
        METHODS,
        out,
        previous=PREVIOUS,
        commentary=COMMENTARY,
        downloads=DOWNLOADS,
        also=("es",),
    ).parent


def test_every_page_of_the_sample_fits(tmp_path: Path) -> None:
    assert faults(sample(tmp_path / "site"), tmp_path / "profile") == []


def test_every_page_of_the_edition_fits(tmp_path: Path) -> None:
    assert main(["build", "--out", str(tmp_path / "site"), "2026"]) == 0
    assert faults(tmp_path / "site" / "survey" / "2026", tmp_path / "profile") == []


def test_what_does_not_fit_is_found(tmp_path: Path) -> None:
    site = sample(tmp_path / "site")
    page = site / "section-who.html"
    long = '<tspan x="0">A label that is as long as this one, and that nobody has broken</tspan>'
    text = page.read_text(encoding="utf-8")
    changed = re.sub('<tspan x="0">[^<]*</tspan>', long, text, count=1)
    assert changed != text
    page.write_text(changed, encoding="utf-8")
    page = site / "methods.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<main", '<main style="min-width: 500px"', 1), encoding="utf-8")
    wide, cut, covered = faults(site, tmp_path / "profile")
    assert wide == "methods.html at 360: is 500 wide"
    assert cut.startswith("section-who.html at 360: c-role: A label") and cut.endswith("is cut off")
    assert covered.startswith("section-who.html at 360: c-role: A label") and "covers" in covered

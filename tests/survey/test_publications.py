"""Publications of an edition that was corrected: all are known to readers, the last one counts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from survey.__main__ import main
from survey.edition import FOLDER, read
from survey.responses import option_ids


def published(folder: Path, name: str, role: int) -> None:
    """A publication with one figure."""
    base = dict.fromkeys(("not_shown", "no_answer", "excluded"), 0) | {"asked": 90, "answered": 90}
    counts = dict.fromkeys(option_ids(read(folder).instrument["role"]), 0)
    counts |= {"researcher": role, "student": 90 - role}
    cells = [{"key": [id], "count": n, "share": n / 90} for id, n in counts.items()]
    table = {"id": "role", "question": "role", "by": None, "additive": True, "base": base}
    document = {
        "survey": "zarr",
        "edition": folder.name,
        "source": "synthetic",
        "tables": [table | {"groups": {}, "cells": cells}],
        "withheld": [],
    }
    (folder / name).write_text(json.dumps(document), encoding="utf-8")


def test_of_a_corrected_year_all_is_known_and_the_last_is_compared(tmp_path: Path) -> None:
    old = shutil.copytree(FOLDER / "2026", tmp_path / "2026")
    new = shutil.copytree(FOLDER / "2026", tmp_path / "2027")
    path = new / "instrument.toml"
    text = path.read_text(encoding="utf-8").replace('edition = "2026"', 'edition = "2027"')
    path.write_text(text, encoding="utf-8")
    published(old, "published.json", 50)
    published(old, "published.2027-01-15.json", 40)
    known = read(new).published_before(synthetic=True)
    assert [figures["role"].cells[0].count for figures in known] == [40, 50]
    assert read(new).published_before(synthetic=False) == ()
    assert main(["build", str(new), "--out", str(tmp_path / "site")]) == 0
    charts = tmp_path / "site" / "survey" / "2027" / "charts"
    trends = [file.read_text(encoding="utf-8") for file in charts.glob("*role*.csv")]
    (trend,) = (text for text in trends if "\n2026," in text)
    lines = [line for line in trend.splitlines() if line.startswith("2026,role,,,researcher,")]
    assert len(lines) == 1
    assert ",50," in lines[0]

"""The CSV that SurveyMonkey writes, and what people make of its two header rows.

The forms are those of exports that others have published; the answers are made up.
"""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from survey.importers import ResponsesError, read
from survey.responses import CHANNEL, LANGUAGE, SECONDS, SUBMITTED
from tests.survey.sample import ENGLISH, INSTRUMENT, SPANISH

WORDS = {"en": ENGLISH.questions, "es": SPANISH.questions}
OTHER = {"en": "Other (please specify)", "es": "Otro (especifique)"}
TEXT = {"en": "Open-Ended Response", "es": "Respuesta abierta"}
ABOUT = (
    *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"),
    *("First Name", "Last Name", "Custom Data 1", "language"),
)


def columns(language: str, ticked_other: bool) -> list[tuple[str, str, str]]:
    """The two headers of each column, and the answer of one respondent."""
    words, other = WORDS[language], OTHER[language]
    role, formats, ease = words["role"], words["formats"], words["ease"]
    pain, wishes = words["pain"], words["wishes"]
    person = ("118", "newsletter", "03/01/2026 11:59:00 AM", "03/01/2026 12:00:00 PM")
    person += ("192.0.2.1", "someone@example.org", "Some", "One", "", "en")
    found = [(name, "", cell) for name, cell in zip(ABOUT, person, strict=True)]
    found += [(role.text, "Response", other), ("", other, "Poet, mostly")]
    chosen = ("v2", "v3")
    ticks = [(o, text if o in chosen else "") for o, text in formats.options.items()]
    found += [("", formats.options[o], tick) for o, tick in ticks]
    found[12] = (formats.text, *found[12][1:])
    found += [("", other, other)] if ticked_other else []
    found += [("", other, "HDF5, and TIFF")]
    found += [(ease.text, "Response", ease.options["hard"])]
    rows = {"reading": "often", "writing": "never", "cloud-stores": ""}
    found += [(pain.text, pain.rows[r], pain.options.get(a, "")) for r, a in rows.items()]
    ranks = {"speed": "2", "docs": "1", "more-languages": "4", "validation": "3"}
    found += [(wishes.text, wishes.options[o], place) for o, place in ranks.items()]
    found += [(words["arrays"].text, TEXT[language], "12.5")]
    found += [(words["since"].text, TEXT[language], "02/29/2020")]
    return [*found, (words["comment"].text, TEXT[language], "Two\nlines")]


def save(folder: Path, table: list[tuple[str, str, str]], edited: str = "") -> Path:
    above, below, cells = (list(row) for row in zip(*table, strict=True))
    if edited == "repeated":
        for number in range(1, len(above)):
            above[number] = above[number] or above[number - 1]
    if edited == "doubled":
        below = [part or name for name, part in zip(above, below, strict=True)]
        below = [above[n] if part == "Response" else part for n, part in enumerate(below)]
    if edited == "widened":
        for row in (above, below, cells):
            row += ["", "", ""]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([above, below, cells])
    path = folder / "monkey.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("edited", ["", "repeated", "doubled", "widened"])
@pytest.mark.parametrize("ticked_other", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_export_comes_back_as_it_was_answered(tmp_path, language, ticked_other, edited):
    found = read(save(tmp_path, columns(language, ticked_other), edited), INSTRUMENT)
    (row,) = (row for _, row in found.responses.table.iterrows())
    assert row[SUBMITTED] == pd.Timestamp("2026-03-01 12:00:00", tz="UTC")
    assert (row[SECONDS], row[CHANNEL], row[LANGUAGE]) == (60, "newsletter", "en")
    assert (row["role"], row["role:other"], row["ease"]) == ("other", "Poet, mostly", "hard")
    formats = ("v2", "v3", "ome-zarr", "none", "other")
    assert [row[f"formats.{id}"] for id in formats] == [True, True, False, False, True]
    assert row["formats:other"] == "HDF5, and TIFF"
    assert (row["pain/reading"], row["pain/writing"]) == ("often", "never")
    assert pd.isna(row["pain/cloud-stores"])
    assert (row["wishes.docs"], row["wishes.speed"]) == (1, 2)
    assert (row["arrays"], row["since"]) == (12.5, pd.Timestamp("2020-02-29"))
    assert row["comment"] == "Two\nlines"
    text = found.responses.table.to_csv()
    assert "192.0.2.1" not in text and "example.org" not in text


def test_other_is_ticked_without_words(tmp_path):
    table = [
        (above, below, "" if cell == "HDF5, and TIFF" else cell)
        for above, below, cell in columns("en", ticked_other=True)
    ]
    row = read(save(tmp_path, table), INSTRUMENT).responses.table.iloc[0]
    assert row["formats.other"] and pd.isna(row["formats:other"])


def test_the_same_column_twice_elsewhere_is_a_fault(tmp_path):
    table = columns("en", ticked_other=False)
    twice = [*table, ("", OTHER["en"], "again")]
    twice[-1] = (WORDS["en"]["formats"].text, *twice[-1][1:])
    with pytest.raises(ResponsesError, match="is that too"):
        read(save(tmp_path, twice), INSTRUMENT)


def test_answers_below_no_header_are_a_fault(tmp_path):
    with pytest.raises(ResponsesError, match="has answers and no header"):
        read(save(tmp_path, [*columns("en", False), ("", "", "lost")]), INSTRUMENT)

"""The chart of combinations, and what else is said of them on the pages and in the files."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from survey.comparability.compare import compare
from survey.comparability.ledger import Ledger
from survey.disclosure import protect
from survey.estimates.model import Base, Cell, Figures, Table
from survey.release import Subject
from survey.release.tidy import results
from survey.report import render
from survey.report.upset import Upset, upset
from tests.survey.report_sample import ALL, FIGURES, METHODS, cells
from tests.survey.sample import INSTRUMENT
from tests.survey.test_report import reader

COUNTS: dict[str, int | None] = {
    "v2": 20, "v3": None, "none": 9, "v2+v3": 30, "v2+v3+other": None, "*": 31,
}  # fmt: skip


def together(counts: dict[str, int | None] = COUNTS, base: Base = ALL) -> Table:
    return Table("formats:together", "formats", base, cells(base, counts))


def drawn(found: Table, language: str = "en") -> Upset:
    chart = upset(reader(language), found)
    assert chart is not None
    return chart


def with_it(found: Table) -> Figures:
    return replace(FIGURES, tables=(*FIGURES.tables, found))


def test_the_most_frequent_stands_first_and_hidden_ones_last_in_their_order() -> None:
    chart = drawn(together())
    keys = [line.shown.cell.key[-1] for line in chart.combined]
    assert keys == ["v2+v3", "v2", "none", "v3", "v2+v3+other"]
    assert [line.width for line in chart.combined] == [30, 20, 9, None, None]
    assert chart.rest.cell.count == 31


def test_dots_are_filled_for_the_options_of_a_combination() -> None:
    chart = drawn(together())
    assert chart.columns[0].lines == ("Zarr v2",)
    assert len(chart.columns) == 4
    assert [dot.filled for dot in chart.combined[0].dots] == [True, True, False, False]
    assert [dot.filled for dot in chart.combined[4].dots] == [True, True, False, True]
    first, last = chart.combined[0].first, chart.combined[0].last
    assert (first, last) == (chart.columns[0].x, chart.columns[1].x)
    assert all(column.x < 50 for column in chart.columns)


def test_columns_of_many_options_fit_beside_the_bars() -> None:
    options = [option.id for option in INSTRUMENT["formats"].options]
    many: dict[str, int | None] = dict.fromkeys([*options, "other", "*"], 20)
    places = [column.x for column in drawn(together(many)).columns]
    assert places == sorted(set(places))
    assert places[-1] <= 45


def test_a_combination_is_named_by_its_options_and_nothing_else() -> None:
    chart = drawn(together())
    labels = [line[0] for line in chart.numbers.lines]
    assert labels[:3] == [
        "Zarr v2 and Zarr v3, with or without sharding", "Zarr v2, nothing else", "None of these",
    ]  # fmt: skip
    assert labels[-1] == "All other combinations"
    spanish = drawn(together(), "es")
    assert spanish.numbers.lines[1][0] == "Zarr v2, nada más"
    assert spanish.part == "Elegidas a la vez"


def test_a_base_too_small_draws_no_bars() -> None:
    few = Base(20, 0, 0, 0, 20)
    chart = drawn(together({"v2": 12, "*": 8}, few))
    assert chart.combined[0].width is None
    assert chart.combined[0].shown.text == "12 of 20"


@pytest.mark.parametrize("folder", ["", "es/"])
def test_the_chart_is_on_the_page_of_the_section_with_its_file(tmp_path: Path, folder: str) -> None:
    figures = with_it(together())
    page = render(figures, INSTRUMENT, METHODS, tmp_path, also=("es",)).parent / folder
    source = (page / "section-what.html").read_text(encoding="utf-8")
    found = re.search(r'<figure class="chart" id="c-formats_together">.*?</figure>', source, re.S)
    assert found is not None
    chart = found.group()
    assert chart.count('class="point"') == 8
    assert chart.count('class="filled"') == 3
    assert chart.count('fill="url(#hatch') == 2
    assert '<title id="title-formats_together">' in chart
    assert '<desc id="about-formats_together">' in chart
    lines = list(csv.DictReader((page / "charts" / "formats_together.csv").open(encoding="utf-8")))
    assert [line["option"] for line in lines][:2] == ["v2+v3", "v2"]
    assert [line["count"] for line in lines] == ["30", "20", "9", "", "", "31"]


def test_combinations_are_no_second_base_and_no_chart_of_bars(tmp_path: Path) -> None:
    folder = render(with_it(together()), INSTRUMENT, METHODS, tmp_path).parent
    section = (folder / "section-what.html").read_text(encoding="utf-8")
    assert section.count('id="c-formats_together"') == 1
    bases = (folder / "methods.html").read_text(encoding="utf-8").partition('id="bases"')[2]
    assert "Chosen together" not in bases


def test_where_no_combination_has_a_name_the_table_is_withheld_and_the_page_says_so(
    tmp_path: Path,
) -> None:
    safe = protect(Figures("sample", "2026", (together({"v2": 5, "v3": 4, "*": 96}),)))
    assert safe.withheld == {("formats:together",): "small"}
    figures = replace(FIGURES, withheld=safe.withheld)
    folder = render(figures, INSTRUMENT, METHODS, tmp_path).parent
    section = (folder / "section-what.html").read_text(encoding="utf-8")
    assert "c-formats_together" not in section
    assert "Chosen together · hidden" in section


def test_combinations_are_not_compared_with_those_of_last_year() -> None:
    older = replace(with_it(together({"v2": 60, "*": 45})), edition="2025")
    before = replace(INSTRUMENT, edition="2025")
    found = compare((before, older), (INSTRUMENT, with_it(together())), Ledger())
    assert "formats" not in found.breaks
    assert all(change.table != "formats:together" for change in found.changes)


def test_the_data_release_says_which_options() -> None:
    figures = Figures("sample", "2026", (together(), FIGURES["formats"]))
    content = results(figures, Subject(INSTRUMENT)).content.decode("utf-8")
    lines = [row for row in csv.DictReader(content.splitlines()) if row["table"].endswith("her")]
    assert [line["option"] for line in lines] == list(COUNTS)
    assert lines[3]["label"] == "Zarr v2 + Zarr v3, with or without sharding"
    assert lines[4]["label"] == "Zarr v2 + Zarr v3, with or without sharding + Another format"
    assert lines[5]["label"] == ""
    assert lines[4]["hidden"] == "small"


def test_an_option_that_is_asked_no_longer_has_no_column() -> None:
    table = replace(together(), cells=(Cell(("v2+gone",), 9, 0.1), Cell(("*",), 96, 0.9)))
    assert [column.lines for column in drawn(table).columns] == [("Zarr v2",)]

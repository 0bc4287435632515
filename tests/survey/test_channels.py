"""How respondents came here: protected, on the pages, beside last year's, in the data release."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from survey.comparability.compare import compare
from survey.comparability.ledger import Ledger
from survey.disclosure import Breach, attack, protect
from survey.edition import find, read
from survey.estimates.model import Base, Figures, Table
from survey.publish import publish
from survey.release import Subject
from survey.release.tidy import results
from survey.report import Previous, render
from survey.report.channels import beside, came_by
from survey.synthetic import generate
from tests.survey.report_sample import FIGURES, METHODS, cells
from tests.survey.sample import INSTRUMENT
from tests.survey.tables import hidden, hide
from tests.survey.test_disclosure import of
from tests.survey.test_report import reader


def channels(**counts: int | None) -> Table:
    count = sum(each or 20 for each in counts.values())
    base = Base(count, 0, 0, 0, count)
    return Table(":channel", ":channel", base, cells(base, counts))


def with_it(table: Table, edition: str = "2026") -> Figures:
    return replace(FIGURES, edition=edition, tables=(*FIGURES.tables, table))


def test_a_channel_that_has_a_name_is_known_to_be_of_many() -> None:
    table = channels(forum=60, list=10, unknown=3)
    closed = hide(table, ("list",), ("unknown",))
    assert set(attack(of(closed))) == {
        Breach("bounds", ":channel", ("list",), 10, 12),
        Breach("bounds", ":channel", ("unknown",), 1, 3),
    }
    found = protect(of(table))
    assert attack(found) == []
    assert ("unknown",) in hidden(found[":channel"])


def test_the_methods_page_shows_them_and_their_file(tmp_path: Path) -> None:
    figures = with_it(channels(forum=60, list=None, unknown=25))
    page = render(figures, INSTRUMENT, METHODS, tmp_path, also=("es",)).parent
    source = (page / "methods.html").read_text(encoding="utf-8")
    part = source.partition('id="channels"')[2].partition("<h2")[0]
    assert 'id="c-survey_channel"' in part
    assert ">forum<" in part
    assert ">not recorded<" in part
    assert 'href="charts/survey_channel.csv"' in part
    lines = list(csv.DictReader((page / "charts/survey_channel.csv").open(encoding="utf-8")))
    assert [line["count"] for line in lines] == ["60", "", "25"]
    spanish = (page / "es" / "methods.html").read_text(encoding="utf-8")
    assert "Cómo llegaron" in spanish
    assert ">no registrado<" in spanish


def test_channels_that_nobody_recorded_are_called_unrecorded(tmp_path: Path) -> None:
    page = render(FIGURES, INSTRUMENT, METHODS, tmp_path).parent / "methods.html"
    part = page.read_text(encoding="utf-8").partition('id="channels"')[2].partition("<h2")[0]
    assert "unrecorded" in part
    assert "<svg" not in part


def test_channels_that_are_withheld_are_called_hidden(tmp_path: Path) -> None:
    figures = replace(FIGURES, withheld={(":channel",): "small"})
    page = render(figures, INSTRUMENT, METHODS, tmp_path).parent / "methods.html"
    part = page.read_text(encoding="utf-8").partition('id="channels"')[2].partition("<h2")[0]
    assert "hidden" in part
    assert "unrecorded" not in part


def test_they_stand_beside_those_of_last_year(tmp_path: Path) -> None:
    last = with_it(channels(forum=30, mail=40), "2025")
    now = with_it(channels(forum=60, rest=20))
    found = compare((replace(INSTRUMENT, edition="2025"), last), (INSTRUMENT, now), Ledger())
    assert all(change.table != ":channel" for change in found.changes)
    previous = Previous((found.before,), found.changes)
    numbers = beside(reader(), now, previous)
    assert numbers is not None
    assert numbers.head == ("Channel", "2025", "2026")
    assert numbers.lines == (
        ("forum", "43% (30)", "75% (60)"),
        ("other channels", "no line of its own", "25% (20)"),
        ("mail", "57% (40)", "no line of its own"),
    )
    assert beside(reader(), FIGURES, previous) is None
    folder = render(now, INSTRUMENT, METHODS, tmp_path, previous=previous).parent
    assert "57% (40)" in (folder / "changes.html").read_text(encoding="utf-8")


def test_a_build_has_them_in_its_figures_and_data(tmp_path: Path) -> None:
    edition = read(find("2026"))
    made = publish(
        edition,
        generate(edition.instrument, 120, 1),
        tmp_path,
        synthetic=True,
        languages=["en"],
        earlier=[],
    )
    table = made.figures[":channel"]
    assert table.base.answered == len(made.cleaned.responses)
    file = made.page.parent / "data" / "zarr-2026-synthetic-results.csv"
    content = file.read_text(encoding="utf-8")
    lines = [row for row in csv.DictReader(content.splitlines()) if row["table"] == ":channel"]
    assert [row["option"] for row in lines] == [cell.key[0] for cell in table.cells]
    assert came_by(reader(), made.figures) is not None


def test_channels_that_are_withheld_have_a_line_in_the_data() -> None:
    figures = replace(FIGURES, withheld={(":channel",): "small"})
    content = results(figures, Subject(INSTRUMENT)).content.decode("utf-8")
    *_, last = csv.DictReader(content.splitlines())
    assert (last["table"], last["question"], last["hidden"]) == (":channel", ":channel", "small")

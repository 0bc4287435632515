"""The CSV that a LimeSurvey server writes: its marks, its headings, its columns beside the answers.

The form is that of version 6.4 in both of its ways, from the page and from the remote control;
the answers are made up.
"""

from pathlib import Path

import pandas as pd
import pytest

from survey.importers import Repair, ResponsesError, read
from survey.instrument import Instrument
from survey.responses import CHANNEL, LANGUAGE, SECONDS, SUBMITTED, empty
from tests.survey.sample import INSTRUMENT

MARK = "\ufeff"
ABOUT = {
    "code": ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"),
    "en": (
        *("Response ID", "Date submitted", "Last page", "Start language", "Seed"),
        *("Date started", "Date last action"),
    ),
    "es": (
        *("ID de respuesta", "Fecha de envío", "Última página", "Lenguaje inicial", "Semilla"),
        *("Fecha de inicio", "Fecha de la última acción"),
    ),
}
VISITOR = {
    "code": ("ipaddr", "refurl"),
    "en": ("IP address", "Referrer URL"),
    "es": ("Dirección IP", "URL de referencia"),
}
ANSWERS = {
    "code": (
        *("role", "role[other]", "channel", "formats[v2]", "formats[v3]", "formats[om2t3]"),
        *("formats[none]", "formats[other]", "ease", "pain[rel4u]", "pain[wr6dl]", "pain[clq7p]"),
        *("wishes[1]", "wishes[2]", "arrays", "since", "comment"),
    ),
    "en": (
        *("What is your role?", "What is your role? [Other]", "channel"),
        "Which formats do you use? [Zarr v2]",
        "Which formats do you use? [Zarr v3, with or without sharding]",
        "Which formats do you use? [OME-Zarr (NGFF)]",
        "Which formats do you use? [None of these]",
        "Which formats do you use? [Other]",
        "How easy is it to use them?",
        "How often does this hurt? [Reading &lt;script&gt;alert(1)&lt;/script&gt;]",
        "How often does this hurt? [Writing]",
        "How often does this hurt? [Stores in the cloud, such as S3]",
        *("What do you want most? [Rank 1]", "What do you want most? [Rank 2]"),
        "How large are your arrays, all in all?",
        *("Since when have you used Zarr?", "Anything else?"),
    ),
    "es": (
        *("¿Cuál es su función?", "¿Cuál es su función? [Otro]", "channel"),
        "¿Qué formatos usa? [Zarr v2]",
        "¿Qué formatos usa? [Zarr v3, con o sin fragmentos]",
        "¿Qué formatos usa? [OME-Zarr (NGFF)]",
        "¿Qué formatos usa? [Ninguno de estos]",
        "¿Qué formatos usa? [Otro]",
        "¿Qué tan fácil es usarlos?",
        "¿Con qué frecuencia le causa problemas? [Leer &lt;script&gt;alert(1)&lt;/script&gt;]",
        "¿Con qué frecuencia le causa problemas? [Escribir]",
        "¿Con qué frecuencia le causa problemas? [Almacenes en la nube, como S3]",
        *("¿Qué es lo que más desea? [Ranking 1]", "¿Qué es lo que más desea? [Ranking 2]"),
        "¿Qué tamaño tienen sus matrices en total?",
        *("¿Desde cuándo usa Zarr?", "¿Algo más?"),
    ),
}
TIMINGS = {
    "code": (
        *("interviewtime", "groupTime25", "roleTime", "channelTime", "groupTime26"),
        *("formatsTime", "easeTime", "painTime", "groupTime27", "wishesTime", "arraysTime"),
        *("sinceTime", "commentTime"),
    ),
    "en": (
        *("Total time", "Group time: Who you are", "Question time: role"),
        *("Question time: channel", "Group time: What you use", "Question time: formats"),
        *("Question time: ease", "Question time: pain", "Group time: What you want"),
        *("Question time: wishes", "Question time: arrays", "Question time: since"),
        "Question time: comment",
    ),
    "es": (
        *("Tiempo total", "Temporización del grupo: Quién es"),
        *("Temporización de la pregunta: role", "Temporización de la pregunta: channel"),
        *("Temporización del grupo: Qué usa", "Temporización de la pregunta: formats"),
        *("Temporización de la pregunta: ease", "Temporización de la pregunta: pain"),
        *("Temporización del grupo: Qué desea", "Temporización de la pregunta: wishes"),
        *("Temporización de la pregunta: arrays", "Temporización de la pregunta: since"),
        "Temporización de la pregunta: comment",
    ),
}
ROW = {
    "code": (
        *("scwa0", "", "forum", "Y", "", "", "", "HDF5; TIFF", "ve25c", "often", "never", ""),
        *("speed", "docs", "12.5", "2020-02-29 00:00:00", 'Two\nlines, "quoted"; \\'),
    ),
    "en": (
        *("Scientist, in any field", "", "forum", "Yes", "No", "No", "No", "HDF5; TIFF"),
        *("Very hard", "Often", "Never", "", "&#61;Speed", "Documentation", "12.5"),
        *("2020-02-29 00:00:00", 'Two\nlines, "quoted"; \\'),
    ),
    "es": (
        *("Ciencia, en cualquier campo", "", "forum", "Sí", "No", "No", "No", "HDF5; TIFF"),
        *("Muy difícil", "A menudo", "Nunca", "", "&#61;Velocidad", "Documentación", "12.5"),
        *("2020-02-29 00:00:00", 'Two\nlines, "quoted"; \\'),
    ),
}
WHEN = ("7", "2026-03-01 12:00:00", "3", "es", "926390726", "2026-03-01 11:50:00")
LAST = ("2026-03-01 12:00:00",)


def line(cells: tuple[str, ...], quoted: bool = True) -> str:
    sign = '"' if quoted else ""
    return ";".join(sign + cell.replace('"', '""') + sign for cell in cells)


def written(form: str, remote: bool = False) -> str:
    """A file with one response: all columns, as the page writes it or the remote control."""
    header = (*ABOUT[form], *VISITOR[form], *ANSWERS[form], *TIMINGS[form])
    times = ("44.07", "2.9", *[""] * (len(TIMINGS[form]) - 2))
    row = line((*WHEN, *LAST, "192.0.2.1", "https://example.org/", *ROW[form], *times))
    return f"{MARK}{line(header)}\r\n{row}\r\n" + ("\r\n" if remote else "")


def table(
    tmp_path: Path, text: str, instrument: Instrument = INSTRUMENT, repairs: tuple[Repair, ...] = ()
) -> pd.DataFrame:
    path = tmp_path / "results-survey477768.csv"
    path.write_bytes(text.encode())
    return read(path, instrument, repairs=repairs).responses.table


def problems(tmp_path: Path, text: str) -> str:
    with pytest.raises(ResponsesError) as caught:
        table(tmp_path, text)
    return str(caught.value)


@pytest.mark.parametrize("remote", [False, True])
@pytest.mark.parametrize("form", ABOUT)
def test_an_export_comes_back_as_it_was_answered(tmp_path, form, remote):
    found = table(tmp_path, written(form, remote))
    assert len(found) == 1
    row = found.iloc[0]
    assert row[SUBMITTED] == pd.Timestamp("2026-03-01 12:00:00", tz="UTC")
    assert (row[SECONDS], row[CHANNEL], row[LANGUAGE]) == (44.07, "forum", "es")
    assert (row["role"], row["ease"]) == ("scientist", "very-hard")
    formats = ("v2", "v3", "ome-zarr", "none", "other")
    assert [row[f"formats.{id}"] for id in formats] == [True, False, False, False, True]
    assert row["formats:other"] == "HDF5; TIFF"
    assert (row["pain/reading"], row["pain/writing"]) == ("often", "never")
    assert pd.isna(row["pain/cloud-stores"]) and pd.isna(row["role:other"])
    assert (row["wishes.speed"], row["wishes.docs"]) == (1, 2)
    assert pd.isna(row["wishes.validation"])
    assert (row["arrays"], row["since"]) == (12.5, pd.Timestamp("2020-02-29"))
    assert row["comment"] == 'Two\nlines, "quoted"; \\'
    assert "192.0.2.1" not in found.to_csv() and "example.org" not in found.to_csv()


@pytest.mark.parametrize(("form", "label"), [("code", "-oth-"), ("en", "Other"), ("es", "Otro")])
def test_an_answer_in_own_words(tmp_path, form, label):
    text = written(form).replace(line(ROW[form][:2]), line((label, "Poet")))
    row = table(tmp_path, text).iloc[0]
    assert (row["role"], row["role:other"]) == ("other", "Poet")


@pytest.mark.parametrize("form", ABOUT)
def test_who_broke_off_has_no_time_of_sending_and_empty_cells(tmp_path, form):
    header = (*ABOUT[form], *ANSWERS[form])
    given = ("scwa0" if form == "code" else ROW[form][0], *[""] * (len(ANSWERS[form]) - 1))
    row = line(("8", "", "1", "en", "5", "2026-03-01 11:50:00", "2026-03-01 11:51:00", *given))
    found = table(tmp_path, f"{MARK}{line(header)}\r\n{row}\r\n").iloc[0]
    assert found["role"] == "scientist"
    assert pd.isna(found[SUBMITTED]) and pd.isna(found[SECONDS]) and pd.isna(found["formats.v2"])


@pytest.mark.parametrize("form", ABOUT)
def test_an_export_without_responses_has_a_row_of_empty_cells(tmp_path, form):
    header = (*ABOUT[form], *ANSWERS[form])
    found = table(tmp_path, f"{MARK}{line(header)}\r\n{line(tuple('' for _ in header))}\r\n")
    assert len(found) == 0 and list(found.columns) == list(empty(INSTRUMENT).columns)
    none = line(tuple("" for _ in header), quoted=False)
    assert len(table(tmp_path, f"{MARK}{line(header)}\r\n{none}\r\n")) == 0


def test_a_mark_or_a_blank_row_elsewhere_is_damage(tmp_path):
    good = written("code")
    header, rest = good.split("\r\n", 1)
    width = len(header.split(";"))
    assert "row 2 is blank;" in problems(tmp_path, f"{header}\r\n{';' * (width - 1)}\r\n{rest}")
    assert "holds 1 byte order mark" in problems(tmp_path, f"{header}\r\n{MARK}{rest}")
    other = f"{MARK}Timestamp,{','.join(ANSWERS['code'])}\r\n"
    assert "holds 1 byte order mark" in problems(tmp_path, other)
    mended = (Repair("byte-order-mark"), Repair("blank-row"))
    spoilt = f"{header}\r\n{';' * (width - 1)}\r\n{MARK}{rest}"
    assert len(table(tmp_path, spoilt, repairs=mended)) == 1


def test_a_time_of_an_unknown_question_is_an_unknown_column(tmp_path):
    found = problems(tmp_path, written("code").replace('"roleTime"', '"rolesTime"'))
    assert "'rolesTime': is no question" in found

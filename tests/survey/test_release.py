"""The data release: a line for each figure, metadata that agree with it, nothing that runs."""

import csv
import dataclasses
import hashlib
import io
import json
from datetime import date
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from survey.estimates.model import Base, Cell, Figures, Interval, Table
from survey.instrument.model import QuestionTexts
from survey.release import (
    SUMS,
    Correction,
    CorrectionsError,
    Log,
    PublishedError,
    Subject,
    files,
    load,
    load_published,
)
from survey.release.cells import neutral, table
from survey.responses import columns
from tests.survey.sample import ENGLISH, INSTRUMENT

ALL = Base(40, 4, 2, 1, 33)
GROUP = Base(20, 0, 2, 0, 18)
FIGURES = Figures(
    "sample",
    "2026",
    (
        Table(
            "role",
            "role",
            ALL,
            (
                Cell(("scientist",), 22, 22 / 33, Interval(0.49, 0.81)),
                Cell(("student",), None, hidden="small"),
                Cell(("other",), 0, 0.0, Interval(0, 0.1)),
            ),
        ),
        Table("pain/reading", "pain", ALL, (Cell(("reading", "often"), 7),)),
        Table(
            "wishes:by:role",
            "wishes",
            Base(20, 0, 2, 0, 18),
            (Cell(("scientist", "speed"), 9),),
            by="role",
            groups={"scientist": GROUP},
            additive=False,
        ),
        Table(
            "pain/reading:by:role",
            "pain",
            GROUP,
            (Cell(("scientist", "reading", "often"), None, hidden="secondary"),),
            by="role",
            groups={"scientist": GROUP},
        ),
    ),
)
SUBJECT = Subject(
    INSTRUMENT,
    (Correction(date(2027, 1, 9), "=HYPERLINK() was wrong", ("role", "wishes")),),
    date(2027, 1, 2),
)
DDI = "{ddi:codebook:2_5}"


def made(subject=SUBJECT):
    return {file.name: file for file in files(FIGURES, subject)}


def results(subject=SUBJECT):
    text = made(subject)[f"{subject.name}-results.csv"].content.decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_for_each_figure_with_its_keys():
    keys = [
        tuple(line[name] for name in ("table", "by", "group", "row", "option"))
        for line in results()
    ]
    assert keys == [
        ("role", "", "", "", "scientist"),
        ("role", "", "", "", "student"),
        ("role", "", "", "", "other"),
        ("pain/reading", "", "", "reading", "often"),
        ("wishes:by:role", "role", "scientist", "", "speed"),
        ("pain/reading:by:role", "role", "scientist", "reading", "often"),
    ]


def test_zero_hidden_and_too_few_are_three_things():
    scientist, student, other, few, *_ = results()
    assert (scientist["count"], scientist["share"], scientist["low"]) == ("22", "0.666667", "0.49")
    assert (student["count"], student["share"], student["hidden"]) == ("", "", "small")
    assert (other["count"], other["share"], other["hidden"]) == ("0", "0", "")
    assert (few["count"], few["share"], few["hidden"]) == ("7", "", "")


def test_tables_and_groups_withheld_have_a_line_and_no_number():
    withheld = {("ease",): "small", ("pain/reading:by:role", "student"): "sensitive"}
    figures = dataclasses.replace(FIGURES, withheld=withheld)
    text = files(figures, SUBJECT)[0].content.decode()
    *_, ease, pain = csv.DictReader(io.StringIO(text, newline=""))
    keys = ("table", "question", "by", "group", "row", "option", "hidden")
    assert [ease[key] for key in keys] == ["ease", "ease", "", "", "", "", "small"]
    assert [pain[key] for key in keys] == [
        *("pain/reading:by:role", "pain", "role", "student", "reading", "", "sensitive")
    ]
    assert not any(line[name] for line in (ease, pain) for name in ("count", "base_asked"))


def test_the_base_is_that_of_the_group_and_its_parts_add_up():
    for line in results():
        parts = [int(line[f"base_{part}"]) for part in ("not_shown", "no_answer", "excluded")]
        assert sum(parts) + int(line["base_answered"]) == int(line["base_asked"])
    assert results()[4]["base_answered"] == "18"


def test_labels_are_the_words_of_the_first_language_and_no_formula():
    assert results()[0]["label"] == "Scientist, in any field"
    assert results()[2]["label"] == "Another role"
    assert results()[4]["label"] == "'=Speed"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_a_text(start):
    assert neutral(f"{start}1+1") == f"'{start}1+1"
    (_, [cell]) = csv.reader(io.StringIO(table(["a"], [[f"{start}1"]]).decode(), newline=""))
    assert cell == f"'{start}1"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "'quoted", "3-4", "user@example"])
def test_other_texts_are_unchanged(text):
    assert neutral(text) == text


def test_numbers_are_never_quoted():
    assert table(["a", "b", "c"], [[-1, -0.5, None]]) == b"a,b,c\r\n-1,-0.5,\r\n"


def test_two_builds_give_the_same_bytes():
    assert made() == made()


def test_checksums_are_of_every_other_file():
    found = made()
    lines = found[SUMS].content.decode().splitlines()
    assert {line.split("  ")[1] for line in lines} == set(found) - {SUMS}
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name].content).hexdigest() == digest


def test_the_data_package_describes_the_files_there_are():
    found = made()
    package = json.loads(found["datapackage.json"].content)
    assert package["version"] == "2026.1"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        file = found[resource["path"]]
        assert resource["bytes"] == len(file.content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(file.content).hexdigest()}"
        if "schema" in resource:
            header = next(csv.reader(io.StringIO(file.content.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_cells_keep_the_constraints_that_the_data_package_states():
    package = json.loads(made()["datapackage.json"].content)
    fields = package["resources"][0]["schema"]["fields"]
    for line in results():
        for field in fields:
            value, limits = line[field["name"]], field.get("constraints", {})
            assert value or not limits.get("required")
            assert not value or value in limits.get("enum", [value])
            if value and field["type"] in ("integer", "number"):
                float(value)


def test_csv_on_the_web_names_the_columns_of_each_table():
    found = made()
    document = json.loads(found["sample-2026-metadata.json"].content)
    assert document["@context"][0] == "http://www.w3.org/ns/csvw"
    assert [of["url"] for of in document["tables"]] == [
        "sample-2026-results.csv",
        "sample-2026-corrections.csv",
    ]
    for of in document["tables"]:
        header = list(pd.read_csv(io.BytesIO(found[of["url"]].content)))
        assert [column["titles"] for column in of["tableSchema"]["columns"]] == header


def test_json_ld_is_a_data_set_and_begins_no_markup():
    file = made()["sample-2026.jsonld"]
    document = json.loads(file.content)
    assert document["@type"] == "Dataset"
    assert document["datePublished"] == "2027-01-02"
    assert document["correction"][0]["datePublished"] == "2027-01-09"
    assert b"<" not in file.content
    assert "<b>" in document["name"]


def test_nothing_is_dated_that_has_no_date():
    found = made(Subject(INSTRUMENT))
    assert "datePublished" not in json.loads(found["sample-2026.jsonld"].content)
    assert b"distDate" not in found["sample-2026-codebook.xml"].content


def test_the_codebook_has_a_variable_for_each_column():
    root = ET.fromstring(made()["sample-2026-codebook.xml"].content)
    names = [variable.get("name") for variable in root.iter(f"{DDI}var")]
    wanted = [column for q in INSTRUMENT.questions for column in columns(q)]
    assert sorted(names) == sorted([*wanted, "role:other", "formats:other"])
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    for group in root.iter(f"{DDI}varGrp"):
        assert set(group.get("var").split()) <= set(ids)


def test_the_codebook_has_questions_and_answers_in_both_languages():
    root = ET.fromstring(made()["sample-2026-codebook.xml"].content)
    role = next(v for v in root.iter(f"{DDI}var") if v.get("name") == "role")
    texts = [text.text for text in role.iter(f"{DDI}qstnLit")]
    assert texts == ["What is your role?", "¿Cuál es su función?"]
    values = [value.text for value in role.iter(f"{DDI}catValu")]
    assert values == ["scientist", "research-engineer", "student", "other"]
    reading = next(v for v in root.iter(f"{DDI}var") if v.get("name") == "pain/reading")
    assert reading.find(f"{DDI}labl").text == "Reading <script>alert(1)</script>"
    assert "formats with: v3" in reading.find(f"{DDI}universe").text


def test_texts_that_xml_cannot_hold_are_replaced():
    words = dataclasses.replace(
        ENGLISH, questions={**ENGLISH.questions, "since": QuestionTexts("since \x0b\x00?")}
    )
    subject = Subject(dataclasses.replace(INSTRUMENT, texts=(words,)))
    root = ET.fromstring(made(subject)["sample-2026-codebook.xml"].content)
    assert "since \ufffd\ufffd?" in [text.text for text in root.iter(f"{DDI}qstnLit")]


def test_a_release_of_synthetic_responses_says_so_everywhere():
    subject = Subject(INSTRUMENT, synthetic=True)
    assert {line["source"] for line in results(subject)} == {"synthetic"}
    for name, file in made(subject).items():
        assert "synthetic" in name or name in ("datapackage.json", SUMS)
        if file.media != "text/csv":
            assert b"ynthetic" in file.content


def test_figures_of_another_edition_are_refused():
    with pytest.raises(ValueError, match=r"of sample 2026.* sample 2027"):
        files(FIGURES, Subject(dataclasses.replace(INSTRUMENT, edition="2027")))


def test_corrections_are_read_in_order_of_their_dates(tmp_path):
    assert load(tmp_path) == Log()
    (tmp_path / "corrections.toml").write_text(
        "published = 2027-01-15\n"
        '[[correction]]\ndate = 2027-03-01\nwhat = "Later: a base."\n'
        '[[correction]]\ndate = 2027-02-01\nwhat = "A label was wrong."\ntables = ["role"]\n'
    )
    assert load(tmp_path) == Log(
        date(2027, 1, 15),
        (
            Correction(date(2027, 2, 1), "A label was wrong.", ("role",)),
            Correction(date(2027, 3, 1), "Later: a base."),
        ),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[correction", "is no TOML"),
        ("published = 2027", "published: 2027 is no date"),
        ("published = 2027-01-01T00:00:00Z", "is no date; write it as"),
        ('[[correction]]\ndate = 2027-02-01\nwhat = "x"', "correction.0.what"),
        ('[[correction]]\ndate = "2027-02-01"\nwhat = "A label was wrong."', "without quotes"),
        ('[[correction]]\nwhat = "A label was wrong."', "'date' is a required property"),
        ('[[correction]]\ndate = 2027-02-01\nwhat = "A label was wrong."', "published: is missing"),
    ],
)
def test_a_faulty_log_is_refused_with_the_file_and_the_key(tmp_path, text, message):
    (tmp_path / "corrections.toml").write_text(text)
    with pytest.raises(CorrectionsError, match=message) as caught:
        load(tmp_path)
    assert "corrections.toml" in str(caught.value)


def test_published_figures_are_read_back(tmp_path):
    whole = dataclasses.replace(FIGURES, withheld={("ease",): "small"})
    path = tmp_path / "figures.json"
    path.write_bytes(files(whole, SUBJECT)[1].content)
    assert not load_published(path).synthetic
    found = load_published(path).figures
    assert found.withheld == whole.withheld
    for now, was in zip(found.tables, whole.tables, strict=True):
        assert (now.base, now.groups, now.by) == (was.base, was.groups, was.by)
        assert [(c.key, c.count, c.hidden, c.interval) for c in now.cells] == [
            (c.key, c.count, c.hidden, c.interval) for c in was.cells
        ]
    assert found["role"].cells[0].share == pytest.approx(22 / 33, abs=1e-6)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"survey": 1, "edition": 2, "tables": [3]}'])
def test_other_files_are_no_published_figures(text, tmp_path):
    path = tmp_path / "figures.json"
    path.write_text(text)
    with pytest.raises(PublishedError, match="holds no published figures"):
        load_published(path)
    with pytest.raises(PublishedError, match="cannot be read"):
        load_published(tmp_path / "none.json")

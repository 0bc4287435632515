"""Exports of every tool give the same table, and whatever is wrong with a file stops it."""

import csv
import io
import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from survey.exports.codes import codes
from survey.importers import Repair, ResponsesError, load_repairs, read
from survey.importers.repairs import LONGEST, damage
from survey.importers.times import moments
from survey.instrument import Instrument, Option, Question, Section, Texts
from survey.instrument.model import QuestionTexts
from survey.responses import CHANNEL, LANGUAGE, SECONDS, SUBMITTED, empty
from tests.survey.sample import ENGLISH, INSTRUMENT, SPANISH

NOON = pd.Timestamp("2026-03-01 12:00:00", tz="UTC")
ANSWERS = {
    "role": "Scientist, in any field",
    "formats": "Zarr v2, Zarr v3, with or without sharding, HDF5, and TIFF",
    "ease": "Hard",
    "pain [reading]": "Often",
    "pain [writing]": "Never",
    "pain [cloud-stores]": "",
    "wishes [speed]": "2",
    "wishes [docs]": "1",
    "wishes [more-languages]": "",
    "wishes [validation]": "",
    "arrays": "12.5",
    "since": "2020-02-29",
    "comment": "<script>alert(1)</script>, and =1+1",
}


def google_header(texts=ENGLISH):
    header = ["Timestamp" if texts is ENGLISH else "Marca temporal"]
    for question in INSTRUMENT.questions:
        words = texts.questions[question.id]
        if question.kind == "matrix":
            header += [f"{words.text} [{words.rows[row]}]" for row in question.rows]
        elif question.kind == "ranking":
            header += [f"{words.text} [{words.options[id]}]" for id in question.option_ids]
        else:
            header.append(words.text)
    return header


def google_row(time="2026/03/01 1:00:00 PM GMT+1", **changes):
    return [time, *({**ANSWERS, **changes}).values()]


def save(path, rows, encoding="utf-8", **dialect):
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.fixture
def google(tmp_path):
    def make(*rows, header=None, **dialect):
        head = google_header() if header is None else header
        return save(tmp_path / "export.csv", [head, *rows], **dialect)

    return make


def problems(path, instrument=INSTRUMENT, **options):
    with pytest.raises(ResponsesError) as caught:
        read(path, instrument, **options)
    assert str(path) in str(caught.value)
    return "\n".join(caught.value.problems)


def table(path, instrument=INSTRUMENT, **options):
    found = read(path, instrument, **options).responses.table
    plain = empty(instrument, len(found))
    assert list(found.columns) == list(plain.columns)
    assert found.dtypes.to_dict() == plain.dtypes.to_dict()
    return found


def is_the_answers(row, words="HDF5, and TIFF"):
    assert row["role"] == "scientist"
    formats = ("v2", "v3", "ome-zarr", "none", "other")
    assert [row[f"formats.{id}"] for id in formats] == [True, True, False, False, True]
    assert row["formats:other"] == words
    assert row["ease"] == "hard"
    assert row["pain/reading"] == "often" and row["pain/writing"] == "never"
    assert pd.isna(row["pain/cloud-stores"])
    assert row["wishes.docs"] == 1 and row["wishes.speed"] == 2
    assert pd.isna(row["wishes.validation"])
    assert row["arrays"] == 12.5
    assert row["since"] == pd.Timestamp("2020-02-29")
    assert row["comment"] == "<script>alert(1)</script>, and =1+1"
    assert row[SUBMITTED] == NOON


# What each tool writes


def test_google_forms_with_commas(google):
    found = table(google(google_row()))
    is_the_answers(found.iloc[0])
    assert found[LANGUAGE][0] == "en"


def test_google_forms_with_semicolons(google):
    cell = "Zarr v2;Zarr v3, with or without sharding;HDF5, and TIFF"
    is_the_answers(table(google(google_row(formats=cell))).iloc[0])


def test_google_forms_in_another_language(google):
    row = google_row(
        "1/3/2026 12:00:00",
        role="Ciencia, en cualquier campo",
        formats="Zarr v2, Zarr v3, con o sin fragmentos, HDF5",
        ease="Difícil",
        **{"pain [reading]": "A menudo", "pain [writing]": "Nunca"},
    )
    later = google_row("31/3/2026 12:00:00", **dict.fromkeys(ANSWERS, ""))
    found = table(google(row, later, header=google_header(SPANISH)))
    is_the_answers(found.iloc[0], "HDF5")
    assert found[LANGUAGE].tolist() == ["es", "es"]
    assert found.drop(columns=[SUBMITTED, LANGUAGE]).iloc[1].isna().all()


def test_a_scale_in_numbers(google):
    assert table(google(google_row(ease="5")))["ease"][0] == "very-easy"


def limesurvey(tmp_path, full_text=False, **changes):
    known = codes(INSTRUMENT)

    def name(question, part=None):
        return known.questions[question] + (f"[{part}]" if part else "")

    option, row = known.options, known.rows["pain"]
    cells = {
        "id": "7",
        "submitdate": "2026-03-01 12:00:00",
        "lastpage": "3",
        "startlanguage": "es",
        "seed": "123",
        "startdate": "2026-03-01 11:55:00",
        "ipaddr": "192.0.2.1",
        name("role"): option["role"]["scientist"],
        name("role", "other"): "",
        name("formats", option["formats"]["v2"]): "Y",
        name("formats", option["formats"]["v3"]): "Y",
        name("formats", option["formats"]["ome-zarr"]): "",
        name("formats", option["formats"]["none"]): "",
        name("formats", "other"): "HDF5, and TIFF",
        name("ease"): option["ease"]["hard"],
        name("pain", row["reading"]): option["pain"]["often"],
        name("pain", row["writing"]): option["pain"]["never"],
        name("pain", row["cloud-stores"]): "",
        name("wishes", "1"): option["wishes"]["docs"],
        name("wishes", "2"): option["wishes"]["speed"],
        name("arrays"): "12.5000000000",
        name("since"): "2020-02-29 00:00:00",
        name("comment"): ANSWERS["comment"],
        **changes,
    }
    return save(tmp_path / "lime.csv", [cells.keys(), cells.values()], quoting=csv.QUOTE_ALL)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(google, delimiter):
    is_the_answers(table(google(google_row(), delimiter=delimiter)).iloc[0])


def test_a_delimiter_among_headers_with_commas(tmp_path):
    instrument = small("A", "B", text="Which, if any, or all, or none?")
    path = tmp_path / "one.csv"
    path.write_text("Timestamp;Which, if any, or all, or none?\n2026-03-01 12:00:00;A, B\n")
    assert table(path, instrument)["python.o1"].tolist() == [True]


def test_limesurvey_with_codes(tmp_path):
    found = table(limesurvey(tmp_path))
    is_the_answers(found.iloc[0])
    assert found[SECONDS][0] == 300
    assert found[LANGUAGE][0] == "es"
    assert "192.0.2.1" not in found.to_csv()


def test_limesurvey_in_own_words(tmp_path):
    found = table(limesurvey(tmp_path, **{"role": "-oth-", "role[other]": "Poet"}))
    assert found["role"][0] == "other" and found["role:other"][0] == "Poet"


def surveymonkey(tmp_path, label="Other (please specify)", **changes):
    text = {id: words.text for id, words in ENGLISH.questions.items()}
    words = ENGLISH.questions
    head = [("Respondent ID", ""), ("Collector ID", ""), ("Start Date", ""), ("End Date", "")]
    head += [("IP Address", ""), ("Email Address", "")]
    row = ["118", "newsletter", "03/01/2026 11:59:00 AM", "03/01/2026 12:00:00 PM"]
    row += ["192.0.2.1", "someone@example.org"]
    head += [(text["role"], "Response"), ("", label)]
    row += ["Scientist, in any field", ""]
    formats = words["formats"].options
    head += zip([text["formats"], "", "", "", ""], [*formats.values(), label], strict=True)
    row += [formats["v2"], formats["v3"], "", "", "HDF5, and TIFF"]
    head += [(text["ease"], "Response")]
    row += ["Hard"]
    head += zip([text["pain"], "", ""], words["pain"].rows.values(), strict=True)
    row += ["Often", "Never", ""]
    head += zip([text["wishes"], "", "", ""], words["wishes"].options.values(), strict=True)
    row += ["2", "1", "4", "3"]
    head += [(text[id], "Open-Ended Response") for id in ("arrays", "since", "comment")]
    row += ["12.5", "02/29/2020", ANSWERS["comment"]]
    return save(tmp_path / "monkey.csv", [*zip(*head, strict=True), row])


def test_surveymonkey_with_two_header_rows(tmp_path):
    found = table(surveymonkey(tmp_path))
    is_the_answers(found.iloc[0])
    assert found[CHANNEL][0] == "newsletter"
    assert found[SECONDS][0] == 60
    assert "example.org" not in found.to_csv() and "192.0.2.1" not in found.to_csv()


def json_answers(**changes):
    return {
        "@submitted": "2026-03-01T12:00:00.000Z",
        "@channel": "forum",
        "role": "scientist",
        "formats": ["v2", "v3", "HDF5, and TIFF"],
        "ease": "hard",
        "pain": {"reading": "often", "writing": "never"},
        "wishes": ["docs", "speed"],
        "arrays": 12.5,
        "since": "2020-02-29",
        "comment": ANSWERS["comment"],
        **changes,
    }


def test_json_by_ids(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps([json_answers(), {"@submitted": "2026-03-02T00:00:00Z"}]))
    found = table(path)
    is_the_answers(found.iloc[0])
    assert found[CHANNEL][0] == "forum"
    assert pd.isna(found["formats.v2"][1]) and pd.isna(found["role"][1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{", "is no JSON"),
        ('{"role": "student"}', "no list of objects"),
        ('[{"role": [["student"]]}]', "neither text nor a list"),
        ('[{"roll": "student"}]', "nearest known: 'role'"),
        ('[{"role": "studnt", "ease": "hrad"}]', "ease: row 1: 'hrad': is no option; the nearest"),
    ],
)
def test_json_that_is_wrong(tmp_path, text, message):
    path = tmp_path / "answers.json"
    path.write_text(text)
    assert message in problems(path)


# Answers are parsed against the option list


def small(*options, other=True, kind="multiple", text="Which?", **more):
    ids = [f"o{number}" for number in range(len(options))]
    question = Question(
        "python", kind, "a", "To test on.", options=tuple(map(Option, ids)), other=other, **more
    )
    words = QuestionTexts(
        text,
        other="Another" if other else "",
        options=dict(zip(ids, options, strict=True)),
        rows={row: f"Row {row}" for row in question.rows},
    )
    texts = Texts("en", "t", "i", "c", "t", {"a": "A"}, {"python": words})
    return Instrument("s", "2026", 1, (Section("a"),), (question,), (texts,))


def chosen(tmp_path, cell, *options, repairs=(), other=True):
    instrument = small(*options, other=other)
    path = save(tmp_path / "one.csv", [["Timestamp", "Which?"], ["2026-03-01 12:00:00", cell]])
    row = table(path, instrument, repairs=repairs).iloc[0]
    picked = [o for n, o in enumerate(options) if row[[f"python.o{n}"]].fillna(False).any()]
    words = row["python:other"] if other else None
    return picked, None if pd.isna(words) else words


@pytest.mark.parametrize(
    ("cell", "options", "picked", "words"),
    [
        ("A, B", ["A", "A, B", "B"], ["A, B"], None),
        ("A, B, C", ["A", "A, B", "B, C"], ["A", "B, C"], None),
        ("A;B;C", ["A", "B;C"], ["A", "B;C"], None),
        ("A; x, y, B", ["A", "B"], ["A", "B"], "x, y"),
        ("Abc, A", ["A"], ["A"], "Abc"),
        ("x, y; z", ["A"], [], "x, y; z"),
        ("Interactive:  I  use", ["Interactive: I use"], ["Interactive: I use"], None),
        ("A,", ["A"], [], "A,"),
        ("Another", ["A"], [], None),
        ("cafe\u0301", ["caf\u00e9"], ["caf\u00e9"], None),
    ],
)
def test_the_longest_match_that_explains_most(tmp_path, cell, options, picked, words):
    assert chosen(tmp_path, cell, *options) == (picked, words)


def test_many_separators_take_no_time(tmp_path):
    cell = "x, " * (LONGEST // 3 - 10)
    assert chosen(tmp_path, cell, "A", "B")[1] == cell.strip()


def test_own_words_in_a_matrix(tmp_path):
    instrument = small("A", "B", kind="matrix", rows=("x", "y"))
    head = ["Which? [Row x]", "Which? [Row y]", "Which? [Another]"]
    row = table(save(tmp_path / "one.csv", [head, ["A", "?!", "why"]]), instrument).iloc[0]
    assert (row["python/x"], row["python/y"]) == ("o0", "other")
    assert row["python:other"] == "?!; why"


def test_own_words_in_a_ranking(tmp_path):
    instrument = small("A", "B", kind="ranking", most=2)
    path = tmp_path / "one.json"
    path.write_text('[{"python": ["C", "o1"]}]')
    row = table(path, instrument).iloc[0]
    assert (row["python.other"], row["python.o1"], row["python:other"]) == (1, 2, "C")
    assert pd.isna(row["python.o0"])


@pytest.mark.parametrize("tool", ["google-forms", "surveymonkey"])
@pytest.mark.parametrize("typed", ["o0", "other", "-oth-", "A001"])
def test_an_id_that_somebody_typed_is_own_words(tmp_path, tool, typed):
    head = [["@submitted", "Which?"]] + [["", ""]] * (tool == "surveymonkey")
    path = save(tmp_path / "one.csv", [*head, ["2026-03-01 12:00:00", typed]])
    row = table(path, small("A", "B"), kind=tool).iloc[0]
    assert not row["python.o0"] and row["python.other"]
    assert row["python:other"] == typed


def test_an_id_is_an_option_in_json(tmp_path):
    path = tmp_path / "one.json"
    path.write_text('[{"python": ["o0", "other"]}]')
    row = table(path, small("A", "B")).iloc[0]
    assert row["python.o0"] and row["python.other"] and pd.isna(row["python:other"])


def test_a_rule_may_name_an_option_by_its_id(tmp_path):
    rule = Repair("reworded", "python", before="Old A", after="o0")
    assert chosen(tmp_path, "Old A", "A", "B", repairs=[rule]) == (["A"], None)


def test_own_words_need_room(google):
    found = problems(google(google_row(ease="Hardd"), google_row(ease="Hardd")))
    assert "ease: row 2, 3: 'Hardd': is no option; the nearest known: 'Hard'" in found


# Damage by spreadsheets

VERSION = Repair("number-as-version", "python", before="3.1", after="3.10")


@pytest.mark.parametrize(
    ("cell", "options", "repair", "message"),
    [
        ("3.9, 3.1", ["3.9", "3.10"], VERSION, "kind='number-as-version' question='python'"),
        ("3.0", ["2", "3"], Repair("trailing-zero"), "kind='trailing-zero' question='python'"),
        (
            "10-Jan",
            ["0", "1 - 10"],
            Repair("date-as-text", "python", before="10-Jan", after="1 - 10"),
            "from='10-Jan' to='1 - 10'",
        ),
    ],
)
def test_damage_stops_until_a_rule_is_declared(tmp_path, cell, options, repair, message):
    instrument = small(*options)
    path = save(tmp_path / "one.csv", [["Which?"], [cell], [cell], [options[0]]])
    assert message in problems(path, instrument)
    found = read(path, instrument, repairs=[repair])
    assert found.responses.table["python.o1"].tolist() == [True, True, False]
    assert found.responses.table["python:other"].isna().all()
    assert [(done.repair, done.count) for done in found.repaired] == [(repair, 2)]


def test_what_looks_damaged_may_have_been_meant(tmp_path):
    meant = Repair("as-written", "python", before="3.1")
    assert chosen(tmp_path, "3.1, 3.9", "3.9", "3.10", repairs=[meant]) == (["3.9"], "3.1")
    with pytest.raises(ResponsesError, match="no room for own words"):
        chosen(tmp_path, "3.1", "3.9", "3.10", repairs=[meant], other=False)


def test_an_answer_may_be_declared_none(tmp_path):
    none = Repair("no-answer", "python", before="n/a")
    assert chosen(tmp_path, "n/a", "A", "B", repairs=[none]) == ([], None)


def test_a_former_wording(tmp_path):
    reworded = Repair("reworded", "python", before="Old A", after="A")
    assert chosen(tmp_path, "B, Old A", "A", "B", repairs=[reworded]) == (["A", "B"], None)


def test_a_rule_to_an_unknown_option(tmp_path):
    with pytest.raises(ResponsesError, match=r"'3\.11': is no option|is no option"):
        chosen(tmp_path, "A", "A", "B", repairs=[Repair("reworded", "python", None, "a", "zzz")])


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("2020-01-10 00:00:00", ["1 - 10"], ("date-as-text", "1 - 10")),
        ("Oct-20", ["10-20"], ("date-as-text", "10-20")),
        ("3.1", ["3.1", "3.11"], None),
        ("10-Jan", ["1 - 11"], None),
        ("4.0", ["4.0"], None),
    ],
)
def test_damage(text, options, found):
    assert damage(text, options) == found


def test_a_byte_order_mark(google):
    path = google(google_row())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "kind='byte-order-mark'" in problems(path)
    found = read(path, INSTRUMENT, repairs=[Repair("byte-order-mark")])
    is_the_answers(found.responses.table.iloc[0])
    assert found.repaired[0].count == 1


def test_blank_rows(google):
    blank = [""] * len(google_header())
    path = google(google_row(), blank, google_row(), [])
    assert "row 3 is blank, and 1 more;" in problems(path)
    found = read(path, INSTRUMENT, repairs=[Repair("blank-row")])
    assert len(found.responses) == 2 and found.repaired[0].count == 2


def test_a_rule_that_is_not_needed_counts_nothing(google):
    assert read(google(google_row()), INSTRUMENT, repairs=[VERSION_OF_ROLE]).repaired[0].count == 0


VERSION_OF_ROLE = Repair("no-answer", "role", before="n/a")


def test_repairs_from_a_file(tmp_path):
    path = tmp_path / "repairs.toml"
    path.write_text(
        '[[repair]]\nkind="number-as-version"\nquestion="formats"\nfrom="3.1"\nto="3.10"\n'
        '[[repair]]\nkind="blank-row"\n'
    )
    assert load_repairs(path, INSTRUMENT) == (
        Repair("number-as-version", "formats", None, "3.1", "3.10"),
        Repair("blank-row"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[repair", "is no TOML"),
        ('[[repair]]\nkind="magic"', "repair.0"),
        ('[[repair]]\nkind="number-as-version"\nquestion="role"', "repair.0"),
        ('[[repair]]\nkind="no-answer"\nquestion="roll"\nfrom="x"', "roll is no question"),
    ],
)
def test_repairs_that_are_wrong(tmp_path, text, message):
    path = tmp_path / "repairs.toml"
    path.write_text(text)
    with pytest.raises(ResponsesError, match=message):
        load_repairs(path, INSTRUMENT)


# Columns


def test_space_in_a_header_does_not_matter(google):
    header = [name.replace("[", " [ ").replace("]", " ]") for name in google_header()]
    is_the_answers(table(google(google_row(), header=header)).iloc[0])


def test_an_unknown_column_names_the_nearest(google):
    header = google_header()
    header[1] = "What is yuor role?"
    found = problems(google(google_row(), header=header))
    assert (
        "column B: 'What is yuor role?': is no question; the nearest known: 'What is your" in found
    )
    assert "role: has no column" in found


def test_a_column_may_be_left_out(google):
    path = google([*google_row(), "x"], header=[*google_header(), "Shoe size"])
    assert "column O: 'Shoe size'" in problems(path)
    found = read(path, INSTRUMENT, repairs=[Repair("drop-column", column="Shoe size")])
    is_the_answers(found.responses.table.iloc[0])
    assert found.repaired[0].count == 1


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("kind = 'reworded'\nquestion = 'role'\nfrom = 'x'", "repair.0: to is missing; add it"),
        ("kind = 'drop-column'", "repair.0: column is missing; add it"),
        (
            "kind = 'no-answer'\nquestion = 'role'\nfrom = 'x'\nto = 'y'",
            "repair.0.to: has no place in a no-answer; remove it",
        ),
        (
            "kind = 'blank-row'\nquestion = 'role'",
            "repair.0.question: has no place in a blank-row; remove it",
        ),
    ],
)
def test_a_rule_with_wrong_keys_says_which(tmp_path, rule, said):
    path = tmp_path / "repairs.toml"
    path.write_text(f"[[repair]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(ResponsesError) as caught:
        load_repairs(path, INSTRUMENT)
    assert caught.value.problems == (f"{said}; see survey/schemas/repairs.schema.json",)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("[[repair]]\nkind = 'drop'\ncolumn = 'x'", "repair.0.kind: 'drop' is not one of ['byte-"),
        ("[[repair]]\ncolumn = 'x'", "repair.0: 'kind' is a required property"),
        ("repair = [1]", "repair.0: 1 is not of type 'object'"),
    ],
)
def test_a_rule_without_a_known_kind_is_one_problem(tmp_path, document, said):
    path = tmp_path / "repairs.toml"
    path.write_text(f"{document}\n", encoding="utf-8")
    with pytest.raises(ResponsesError) as caught:
        load_repairs(path, INSTRUMENT)
    (problem,) = caught.value.problems
    assert problem.startswith(said)


def test_a_column_under_another_name(google):
    header = google_header()
    header[0], header[1] = "Date Submitted", "Write in:What is your role?"
    path = google(google_row(), header=header)
    found = problems(path)
    assert "kind='renamed-column' column='…' to='…'" in found
    repairs = [
        Repair("renamed-column", column="Date Submitted", after="@submitted"),
        Repair("renamed-column", column="Write in:What is your role?", after="role"),
    ]
    read_so = read(path, INSTRUMENT, repairs=repairs)
    is_the_answers(read_so.responses.table.iloc[0])
    assert [each.count for each in read_so.repaired] == [1, 1]
    assert str(repairs[0]) == "renamed-column Date Submitted to '@submitted'"


def test_a_column_cannot_get_a_name_that_nothing_has(google):
    header = google_header()
    header[1] = "Work"
    repairs = [Repair("renamed-column", column="Work", after="rolle")]
    found = problems(google(google_row(), header=header), repairs=repairs)
    assert "renamed-column Work to 'rolle': is no question; the nearest known: 'role'" in found


def test_a_renamed_column_that_is_there_already(google):
    path = google([*google_row(), "x"], header=[*google_header(), "Work"])
    repairs = [Repair("renamed-column", column="Work", after="role")]
    assert "column O: 'Work': column B is that too" in problems(path, repairs=repairs)


def test_the_columns_of_another_edition(google):
    header = [*google_header()[:2], *(f"Another question {number}?" for number in range(12))]
    first = problems(google(google_row(), header=header)).splitlines()[0]
    assert first == (
        "7 of 8 questions have no column, and 12 columns are no question: is it an export of "
        "another edition? then name that one"
    )


def test_a_lost_header(google):
    assert "the header is lost" in problems(google(google_row(), header=google_row()))


def test_a_lost_name(google):
    header = google_header()
    header[3] = ""
    found = problems(google(google_row(), header=header))
    assert "column D: has answers and no header" in found and "ease: has no column" in found


def test_a_lost_row_of_a_matrix(google):
    header, row = google_header(), google_row()
    del header[5], row[5]
    assert "pain: has no column for writing" in problems(google(row, header=header))


def test_two_editions_side_by_side(google):
    path = google([*google_row(), "Student"], header=[*google_header(), "¿Cuál es su función?"])
    assert "column O: '¿Cuál es su función?': column B is that too" in problems(path)


def test_two_editions_one_below_the_other(google):
    path = google(google_row(), ["Timestamp", "What is your role?", "Shoe size?"], google_row())
    assert "row 3 is a header" in problems(path)


def test_the_same_header_twice(google):
    assert "row 3 is a header" in problems(google(google_row(), google_header(), google_row()))


# Rows and bytes


def test_shifted_cells_that_change_the_length_of_a_row(google):
    assert "row 3: has 15 cells where the header has 14" in problems(
        google(google_row(), ["", *google_row()])
    )


def test_shifted_cells_inside_a_row(google):
    row = google_row()
    found = problems(google(google_row(), [row[0], "", *row[1:-1]]))
    assert "row 3: " in found and "seem to have shifted" in found


def test_answers_to_another_edition(google):
    old = google_row(ease="Medium", **dict.fromkeys(("pain [reading]", "pain [writing]"), "Rarely"))
    assert "5 of 5 rows have answers that do not belong" in problems(google(*[old] * 5))


def test_spoilt_cells_have_not_shifted(google):
    row = google_row(ease="2.0", **dict.fromkeys(("wishes [docs]", "arrays"), "1.0"))
    header = google_header()
    path = google(row, header=header)
    assert "ease: row 2: '2.0': it looks like '2'" in problems(path)
    assert "shifted" not in problems(path)


def test_mixed_encodings(google):
    path = google(google_row(role="Señora"))
    line = ",".join(["", "Señor", *[""] * 12]).encode("latin-1")
    path.write_bytes(path.read_bytes() + line)
    found = problems(path)
    assert "line 3: byte 0xf1" in found and "mixes UTF-8 with another encoding" in found


@pytest.mark.parametrize(
    ("encoding", "message"), [("utf-16", "UTF-16"), ("latin-1", "is not UTF-8")]
)
def test_other_encodings(google, encoding, message):
    assert message in problems(google(google_row(role="Señora"), encoding=encoding))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04\x14\0", "a workbook or another archive"),
        (b"\xd0\xcf\x11\xe0\xa1", "a workbook of an older Excel"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "compressed with gzip"),
        ("Timestamp,a\n".encode("utf-16-le"), "UTF-16"),
        ("Timestamp,a\n".encode("utf-16-be"), "UTF-16"),
        (b"Timestamp,a\n1,b\0c\n", "line 2: has a NUL byte"),
        (b"\0" * 100, "line 1: has a NUL byte"),
    ],
)
def test_what_is_no_text(tmp_path, content, message):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    found = problems(path)
    assert message in found and len(found.splitlines()) == 1


@pytest.mark.parametrize("named", ["google-forms", "json", "surveymonkey"])
def test_another_tool_than_the_one_named(tmp_path, named):
    path = limesurvey(tmp_path)
    path.write_text(path.read_text().replace('"Y"', '"?"'))
    first = problems(path, kind=named).splitlines()[0]
    assert first == f"seems to come from limesurvey, and {named} was named: name that, or no tool"
    assert "seems" not in problems(path, kind="limesurvey")
    assert "seems" not in problems(tmp_path / "nothing.csv", kind=named)


def test_two_exports_of_surveymonkey(tmp_path):
    path = surveymonkey(tmp_path)
    path.write_bytes(path.read_bytes() * 2)
    assert "row 4 is a header" in problems(path)


def test_no_responses_at_all(google, tmp_path):
    assert len(table(google())) == 0
    path = tmp_path / "none.json"
    path.write_text("[]")
    assert len(table(path)) == 0


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    assert "is empty" in problems(path)


def test_a_file_that_is_not_there(tmp_path):
    assert "cannot be read" in problems(tmp_path / "nothing.csv")


def test_a_cell_of_ten_megabytes(google):
    path = google(google_row(comment="=" * 10_000_000), google_row())
    found = problems(path)
    assert "row 2: 'Anything else?': has 10,000,000 characters" in found
    assert len(found) < 300
    cut = read(path, INSTRUMENT, repairs=[Repair("too-long")])
    assert cut.repaired[0].count == 1
    assert len(cut.responses.table["comment"][0]) == LONGEST


def test_one_line_of_ten_megabytes(tmp_path):
    path = tmp_path / "line.csv"
    path.write_bytes(b"x" * 10_000_000)
    assert len(problems(path)) < 1000


def test_a_lone_quote(google):
    path = google(google_row())
    path.write_text(path.read_text() + '"2026-03-01,never closed\n')
    assert "row 3: is no CSV" in problems(path)


def test_markup_and_control_characters_in_messages(google):
    found = problems(google(google_row(ease="\x1b[31m<b>Hard</b>")))
    assert "\x1b" not in found and "<b>Hard</b>" in found


def test_messages_hold_no_personal_data(google):
    long = f"{'x' * 400} ask @planted"
    row = google_row(ease="ask jane.doe@planted.example or +34 612 345 678", arrays=long)
    found = problems(google(row))
    assert "[e-mail address]" in found and "[phone number]" in found and "[handle]" in found
    assert "planted" not in found and "612" not in found
    latin = ",".join(["", "jane.doe@planted.example \xf1", *[""] * 12]).encode("latin-1")
    path = google(google_row())
    path.write_bytes(path.read_bytes() + latin)
    assert "planted" not in problems(path)


def test_everything_wrong_is_a_short_list(google):
    path = google(*(google_row(ease=f"wrong {number}") for number in range(200)))
    with pytest.raises(ResponsesError, match="and 175 more") as caught:
        read(path, INSTRUMENT)
    assert len(str(caught.value).splitlines()) == 27


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arrays": "1,5"}, "arrays: row 2: '1,5': is no number"),
        ({"arrays": "-1"}, "below the lowest"),
        ({"arrays": "2e6"}, "above the highest"),
        ({"arrays": "nan"}, "is no number"),
        ({"since": "2021-02-29"}, "since: row 2: '2021-02-29': is no time"),
        ({"time": "44152.5"}, "@submitted: row 2"),
        ({"wishes [docs]": "2"}, "two options have place 2"),
        ({"wishes [docs]": "9"}, "is no place from 1 to 4"),
    ],
)
def test_values_that_cannot_be(google, changes, message):
    assert message in problems(google(google_row(**changes)))


def test_a_mended_number(google):
    mended = Repair("reworded", "arrays", before="1,5", after="1.5")
    assert table(google(google_row(arrays="1,5")), repairs=[mended])["arrays"][0] == 1.5


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-06-25 06:59:49", datetime(2019, 6, 25, 6, 59, 49, tzinfo=UTC)),
        ("2020/06/05 11:34:01 AM EST", datetime(2020, 6, 5, 16, 34, 1, tzinfo=UTC)),
        ("2026/03/01 12:02:03 AM GMT+5:30", datetime(2026, 2, 28, 18, 32, 3, tzinfo=UTC)),
        ("2026/03/01 1:02:03 p. m. CET", datetime(2026, 3, 1, 12, 2, 3, tzinfo=UTC)),
        ("11/17/2020 18:23:58", datetime(2020, 11, 17, 18, 23, 58, tzinfo=UTC)),
        ("3/4/2026 5:00", datetime(2026, 3, 4, 5, tzinfo=UTC)),
        ("3.4.2026 5:00", datetime(2026, 4, 3, 5, tzinfo=UTC)),
        ("2018-12-05T19:19:31.000Z", datetime(2018, 12, 5, 19, 19, 31, tzinfo=UTC)),
        ("2026-03-01T12:00:00-02:00", datetime(2026, 3, 1, 14, tzinfo=UTC)),
        ("2026-03-01 25:00:00", None),
        ("2026-03-01 10:00:00 IST", None),
        ("yesterday", None),
    ],
)
def test_times(text, moment):
    assert moments([text]) == {text: moment}


def test_the_column_tells_day_and_month():
    april = datetime(2026, 4, 3, tzinfo=UTC)
    assert moments(["3/4/2026", "31/4/2026", "31/5/2026"])["3/4/2026"] == april
    assert moments(["31/5/2026", "5/31/2026"])["5/31/2026"] is None


@pytest.mark.parametrize(("end", "took"), [("10:00:30", 30), ("10:00:00", 0), ("09:59:30", None)])
def test_an_end_before_the_start_is_no_duration(tmp_path, end, took):
    head = ["@started", "@submitted", "Which?"]
    times = [f"2026-03-01 {time}" for time in ("10:00:00", end)]
    found = table(save(tmp_path / "one.csv", [head, [*times, "A"]]), small("A", "B"))[SECONDS][0]
    assert pd.isna(found) if took is None else found == took

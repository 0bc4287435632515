"""What is written as a survey tool exports it, the importers read back unchanged."""

import csv
import io
import json

import pandas as pd
import pytest

from survey.importers import read
from survey.responses import CHANNEL, LANGUAGE, SECONDS
from survey.synthetic import generate
from survey.synthetic.files import SEPARATORS, TOOLS, content, write
from tests.survey.sample import INSTRUMENT

RESPONSES = generate(INSTRUMENT, 400)
LOST = {
    "google-forms": {SECONDS, CHANNEL, LANGUAGE},
    "surveymonkey": {LANGUAGE},
    "limesurvey": set(),
    "json": set(),
}


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("tool", TOOLS)
def test_the_importers_read_back_what_was_written(tool, language, separator, tmp_path):
    path = tmp_path / ("export.json" if tool == "json" else "export.csv")
    write(RESPONSES, path, tool, language, separator)
    table = read(path, INSTRUMENT).responses.table
    for column in RESPONSES.table:
        if column not in LOST[tool]:
            pd.testing.assert_series_equal(table[column], RESPONSES.table[column])


@pytest.mark.parametrize("tool", TOOLS)
def test_no_responses_leave_the_headers(tool):
    text = content(generate(INSTRUMENT, 0), tool)
    if tool == "json":
        assert json.loads(text) == []
    else:
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == (2 if tool == "surveymonkey" else 1)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_same_responses_give_the_same_file(tool):
    assert content(RESPONSES, tool) == content(generate(INSTRUMENT, 400), tool)


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no texts in fr; it has en, es"):
        content(RESPONSES, "google-forms", "fr")


def test_limesurvey_writes_a_mark_semicolons_and_quotes():
    header = content(RESPONSES, "limesurvey").splitlines()[0]
    assert header.startswith('\ufeff"id";"submitdate";"lastpage";"startlanguage";"startdate";')
    assert header.endswith(';"channel";"interviewtime"')

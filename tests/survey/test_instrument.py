"""The loader: what it makes of the files of an edition, and what it says about bad ones."""

import shutil
from pathlib import Path

import pytest

from survey.instrument import Condition, InstrumentError, Option, editions, load

INSTRUMENT = """\
[instrument]
survey = "sample"
edition = "2026"
minutes = 5
languages = ["en", "pt-BR"]
sections = ["who"]
retired = ["age", "role.king"]

[[question]]
id = "role"
kind = "single"
section = "who"
decision = "Where the next year of work goes"
options = ["scientist", "student"]
other = true
required = true

[[question]]
id = "formats"
kind = "multiple"
section = "who"
version = 2
decision = "Where the next year of work goes"
options = ["v2", "v3", "none"]
exclusive = ["none"]
most = 2
sensitivity = "personal"
shown_if = [{ question = "role", any = ["student"] }]

[[question]]
id = "pain"
kind = "matrix"
section = "who"
decision = "Where the next year of work goes"
options = ["low", "high"]
rows = ["reading", "writing"]

[[question]]
id = "size"
kind = "number"
section = "who"
decision = "Where the next year of work goes"
lowest = 0
highest = 2.5
unit = "GB"
"""
TEXTS = """\
[instrument]
title = "Survey"
introduction = "Hello"
consent = "Yes"
thanks = "Thanks"
[section]
who = "Who"
[question.role]
text = "Role?"
other = "Other:"
options = { scientist = "Scientist", student = "Student" }
[question.formats]
text = "Formats?"
help = "All of them."
options = { v2 = "2", v3 = "3", none = "None" }
[question.pain]
text = "Pain?"
options = { low = "Low", high = "High" }
rows = { reading = "Reading", writing = "Writing" }
[question.size]
text = "Size?"
"""


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "2026"
    path.mkdir()
    (path / "instrument.toml").write_text(INSTRUMENT, encoding="utf-8")
    for language in ("en", "pt-BR"):
        (path / f"texts.{language}.toml").write_text(TEXTS, encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(old) >= 1
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def said(folder: Path) -> str:
    """What the loader says about a folder: one line that begins with a file of it."""
    with pytest.raises(InstrumentError) as caught:
        load(folder)
    message = str(caught.value)
    assert message.startswith(f"{folder}/")
    assert "\n" not in message
    return message.removeprefix(f"{folder}/")


def test_every_key_is_read(folder):
    instrument = load(folder)
    assert (instrument.survey, instrument.edition, instrument.minutes) == ("sample", "2026", 5)
    assert instrument.retired == {"age", "role.king"}
    assert [section.id for section in instrument.sections] == ["who"]
    assert [question.id for question in instrument.of(instrument.sections[0])] == [
        "role",
        "formats",
        "pain",
        "size",
    ]
    role, formats, pain, size = instrument.questions
    assert role.required
    assert role.other
    assert (role.version, role.sensitivity, role.shown_if) == (1, "none", ())
    assert formats.options == (Option("v2"), Option("v3"), Option("none", exclusive=True))
    assert (formats.version, formats.most, formats.sensitivity) == (2, 2, "personal")
    assert formats.shown_if == (Condition("role", ("student",)),)
    assert (pain.option_ids, pain.rows) == (("low", "high"), ("reading", "writing"))
    assert (size.lowest, size.highest, size.unit) == (0, 2.5, "GB")
    assert instrument["pain"] is pain


def test_every_word_is_read(folder):
    edit(folder / "texts.pt-BR.toml", '"Role?"', '"Função?"')
    english, portuguese = load(folder).texts
    assert (english.language, portuguese.language) == ("en", "pt-BR")
    assert (english.title, english.thanks, english.sections) == ("Survey", "Thanks", {"who": "Who"})
    assert portuguese.questions["role"].text == "Função?"
    assert english.questions["role"].other == "Other:"
    assert english.questions["formats"].help == "All of them."
    assert english.questions["pain"].rows == {"reading": "Reading", "writing": "Writing"}


@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ('kind = "single"', 'kind = "sngle"', "role: kind", "'multiple'"),
        ('kind = "single"', 'kind = "number"', "role", "a number has no options and no other"),
        ('kind = "matrix"', 'kind = "scale"', "pain", "a scale has no rows; remove it"),
        (
            'options = ["low", "high"]',
            'options = ["low", "high"]\nother = true',
            "pain: kind",
            "own",
        ),
        ('kind = "multiple"', 'kind = "single"', "formats: kind", "multiple"),
        ('kind = "number"', 'kind = "text"', "size: kind", "number"),
        ('decision = "Where the next year of work goes"\n', "", "role", "decision is missing; add"),
        ('decision = "Where the next', 'decision = "" # "', "role: decision", "at least 10"),
        ('rows = ["reading", "writing"]\n', "", "pain", "rows is missing; add it"),
        ('options = ["low", "high"]\n', "", "pain", "options is missing; add it"),
        ('kind = "multiple"', 'kind = "ranking"', "formats: kind", "exclusive"),
        ("other = true", "othr = true", "role", "othr is no key that is known here; write other"),
        ("other = true", "wxyz = true", "role", "wxyz is no key that is known here; remove it"),
        ('"low", "high"', '"low", "low"', "pain: options", "twice; remove one"),
        ('"low", "high"', '"low", "High!"', "pain: options.1", "small letters and digits"),
        ('id = "pain"', 'id = "Pain?"', "Pain?: id", "small letters and digits"),
        ('id = "pain"', "", "question 3", "id is missing; add it"),
        ("version = 2", "version = 0", "formats: version", "minimum of 1"),
        ("minutes = 5", 'minutes = "five"', "instrument.minutes", "integer"),
        ("minutes = 5\n", "", "instrument", "minutes is missing; add it"),
        ('edition = "2026"', 'edition = "twenty"', "instrument.edition", "a year such as 2026"),
        ('"pt-BR"', '"../pt"', "instrument.languages.1", "a tag of BCP 47"),
        ('any = ["student"]', "any = []", "formats: shown_if.0.any", "non-empty"),
        ('{ question = "role"', '{ qestion = "role"', "formats: shown_if.0", ""),
    ],
)
def test_a_breach_of_the_schema_names_question_key_and_remedy(folder, old, new, place, remedy):
    edit(folder / "instrument.toml", old, new)
    message = said(folder)
    assert message.startswith(f"instrument.toml: {place}: ")
    assert remedy in message
    assert message.endswith("see survey/schemas/instrument.schema.json")
    assert len(message) < 400


@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ('text = "Role?"\n', "", "question.role", "text is missing; add it"),
        ('title = "Survey"', 'title = ""', "instrument.title", "at least 1 letters"),
        ('consent = "Yes"\n', "", "instrument", "consent is missing; add it"),
        ('help = "All of them."', "help = 3", "question.formats.help", "is not of type 'string'"),
        ('help = "All', 'hepl = "All', "question.formats", "write help"),
        ('v2 = "2"', "v2 = 2", "question.formats.options.v2", "is not of type 'string'"),
    ],
)
def test_a_breach_in_the_words_names_their_file(folder, old, new, place, remedy):
    edit(folder / "texts.pt-BR.toml", old, new)
    message = said(folder)
    assert message.startswith(f"texts.pt-BR.toml: {place}: ")
    assert remedy in message


def test_an_exclusive_option_that_does_not_exist(folder):
    edit(folder / "instrument.toml", 'exclusive = ["none"]', 'exclusive = ["nothing"]')
    message = said(folder)
    assert message.startswith("instrument.toml: formats: exclusive: nothing is none of the options")
    assert "remove it here" in message


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("instrument.toml", "give the folder of an edition"),
        ("texts.en.toml", "write the words of the survey in it, or take en out of languages in"),
        ("texts.pt-BR.toml", "or take pt-BR out of languages in instrument.toml"),
    ],
)
def test_a_missing_file_is_named_and_what_to_do_of_it(folder, name, remedy):
    (folder / name).unlink()
    message = said(folder)
    assert message.startswith(f"{name}: cannot be read (")
    assert remedy in message


def test_a_folder_in_the_place_of_a_file(folder):
    (folder / "texts.en.toml").unlink()
    (folder / "texts.en.toml").mkdir()
    assert said(folder).startswith("texts.en.toml: cannot be read (")


@pytest.mark.parametrize(
    "content",
    ["<html>", "[instrument\n", "a = 1\na = 2\n", "a = " + "[" * 5000, "a = " + "9" * 5000, "\0"],
    ids=["html", "cut", "key twice", "deep", "long number", "null"],
)
def test_what_is_not_toml(folder, content):
    (folder / "instrument.toml").write_text(content, encoding="utf-8")
    message = said(folder)
    assert message.startswith("instrument.toml: is no TOML: ")
    assert message.endswith("mend the file")


@pytest.mark.parametrize("content", ["", "# nothing\n"])
def test_an_empty_file(folder, content):
    (folder / "instrument.toml").write_text(content, encoding="utf-8")
    assert "the document: instrument, question is missing; add it" in said(folder)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_wrong_encoding(folder, encoding):
    edit(folder / "texts.en.toml", "Role?", "Rôle?")
    content = (folder / "texts.en.toml").read_text(encoding="utf-8")
    (folder / "texts.en.toml").write_bytes(content.encode(encoding))
    message = said(folder)
    assert message.startswith("texts.en.toml: byte ")
    assert message.endswith("is no UTF-8; save the file as UTF-8")


def test_a_byte_order_mark_does_no_harm(folder):
    expected = load(folder)
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(folder) == expected


def test_whole_numbers_written_as_floats_are_whole(folder):
    edit(folder / "instrument.toml", "most = 2", "most = 2.0")
    edit(folder / "instrument.toml", "version = 2", "version = 2.0")
    edit(folder / "instrument.toml", "minutes = 5", "minutes = 5.0")
    instrument = load(folder)
    numbers = (instrument.minutes, instrument["formats"].version, instrument["formats"].most)
    assert [repr(number) for number in numbers] == ["5", "2", "2"]


def test_editions_are_read_oldest_first(folder):
    shutil.copytree(folder, folder.parent / "2025")
    edit(folder.parent / "2025" / "instrument.toml", '"2026"', '"2025"')
    (folder.parent / "drafts").mkdir()
    (folder.parent / "README.md").write_text("Not an edition.", encoding="utf-8")
    assert [instrument.edition for instrument in editions(folder.parent)] == ["2025", "2026"]


def test_an_edition_in_the_folder_of_another_year(folder):
    shutil.copytree(folder, folder.parent / "2027")
    with pytest.raises(InstrumentError, match=r"2027/instrument\.toml: edition: is 2026"):
        editions(folder.parent)


def test_no_editions(tmp_path):
    assert editions(tmp_path) == ()
    assert editions(tmp_path / "nowhere") == ()

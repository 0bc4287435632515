import csv
import re
import string
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from survey.estimates.model import Base, Cell, Figures, Table
from survey.instrument import Instrument
from survey.report import (
    Download,
    Exclusion,
    Methods,
    Previous,
    ReportError,
    Translation,
    WordsError,
    methods,
    render,
    words,
)
from survey.report.charts import bars, heat
from survey.report.commentary import CommentaryError, load, paragraphs, problems
from survey.report.files import MARKER
from survey.report.likert import likert
from survey.report.shown import Reader
from survey.report.trends import trend
from tests.survey.report_sample import (
    ALL,
    ARRAYS,
    COMMENTARY,
    CROSSED,
    DOWNLOADS,
    EASE,
    FEW,
    FIGURES,
    FORMATS,
    HALF,
    METHODS,
    PAIN,
    PREVIOUS,
    ROLE,
    cells,
    table,
)
from tests.survey.sample import INSTRUMENT

VOID = {"meta", "link", "br", "line", "rect", "circle", "input"}


def reader(language: str = "en", instrument: Instrument = INSTRUMENT) -> Reader:
    return Reader(instrument, words.load(language))


class Page(HTMLParser):
    """The elements of a page, with what hangs on their order."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.text = ""
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes += found
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found[key] or "" for key in ("href", "src") if key in found]
        self.labels += (found.get("aria-labelledby") or "").split()
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(
        FIGURES,
        INSTRUMENT,
        METHODS,
        tmp_path_factory.mktemp("report"),
        previous=PREVIOUS,
        commentary=COMMENTARY,
        downloads=DOWNLOADS,
        also=("es",),
    ).parent


def pages(site: Path) -> list[Path]:
    return [path for path in site.rglob("*.html") if "print" not in path.name]


def text(path: Path) -> str:
    return " ".join(Page(path).text.split())


def test_there_is_a_page_for_everything(site: Path) -> None:
    found = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    names = {
        "index.html",
        "section-who.html",
        "section-what.html",
        "section-wishes.html",
        "changes.html",
        "methods.html",
        "questionnaire.html",
        "questionnaire-print.html",
        "data.html",
    }
    assert found == names | {f"es/{name}" for name in names}
    assert site.name == "2026"
    assert site.parent.name == "survey"


def test_pages_are_well_formed_and_accessible(site: Path) -> None:
    for path in pages(site):
        page = Page(path)
        assert not page.open, path
        assert len(page.ids) == len(set(page.ids)), path
        assert set(page.labels) <= set(page.ids), path
        assert page.headings[0] == 1 and page.headings.count(1) == 1, path
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(low - high <= 1 for high, low in steps), path
        language = "es" if path.parent.name == "es" else "en"
        assert f'<html lang="{language}">' in page.source


def test_every_drawing_has_a_title_and_a_description(site: Path) -> None:
    for path in pages(site):
        page = Page(path)
        drawings = page.source.count('role="img"')
        assert page.source.count("<desc ") == drawings
        assert len(page.labels) == 2 * drawings
        hidden = page.source.count('<svg aria-hidden="true"')
        assert page.tags.count("svg") == drawings + hidden


def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in pages(site):
        page = Page(path)
        assert not {"script", "iframe", "object", "img", "form"} & set(page.tags), path
        assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
        assert "script-src 'none'" in page.source
        for link in page.links:
            target, _, anchor = link.partition("#")
            if link == "data:,":
                continue
            assert not re.match(r"[a-z]+:|//", link), link
            aim = path.parent / target if target else path
            assert aim.is_file(), f"{path}: {link}"
            if anchor:
                assert anchor in Page(aim).ids, f"{path}: {link}"


def test_markup_in_texts_is_shown_and_not_run(site: Path) -> None:
    assert "Reading &lt;script&gt;alert(1)&lt;/script&gt;" in (
        site / "section-what.html"
    ).read_text(encoding="utf-8")
    assert "The sample&#39;s &lt;b&gt;maintainers&lt;/b&gt;." in (site / "methods.html").read_text(
        encoding="utf-8"
    )


def test_the_look_is_that_of_the_conformance_pages(site: Path) -> None:
    root = Path(__file__).parents[2]
    style = (root / "reports" / "templates" / "style.css").read_bytes()
    assert (site / "style.css").read_bytes() == style
    used = {
        name
        for path in pages(site)
        for names in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in names.split()
    }
    own = (site / "survey.css").read_text(encoding="utf-8")
    missing = {name for name in used if f".{name}" not in own + style.decode()}
    assert missing <= {"name", "base", "t1", "t2", "t3", "t4", "t5"}


def test_synthetic_responses_are_labelled_on_every_page(site: Path, tmp_path: Path) -> None:
    for path in pages(site):
        label = words.load("es" if path.parent.name == "es" else "en")("site.synthetic")
        assert label in text(path), path
    real = render(FIGURES, INSTRUMENT, replace(METHODS, synthetic=False), tmp_path).parent
    assert not any("Synthetic" in text(path) for path in pages(real))


def test_zero_hidden_not_asked_and_few_are_told_apart() -> None:
    states = {
        "value": bars(reader(), ROLE).bars[2].shown,
        "small": bars(reader(), FORMATS).bars[2].shown,
        "few": bars(reader(), ARRAYS).bars[1].shown,
        "not-asked": heat(reader(), CROSSED).groups[2][2][0][1],
    }
    assert {state: shown.state for state, shown in states.items()} == {s: s for s in states}
    assert [shown.text for shown in states.values()] == ["0%", "hidden", "4 of 7", "not asked"]
    assert states["small"].long == "hidden: of few people, or it would give few people away"


def test_a_base_too_small_gives_no_percentages(site: Path) -> None:
    page = (site / "section-wishes.html").read_text(encoding="utf-8")
    arrays = page[page.index('id="q-arrays"') : page.index('id="q-since"')]
    assert "4 of 7" in arrays
    assert not re.search(r"\d%(?!\")", arrays.replace("100%", "").replace("99.7%", ""))


def test_bars_are_as_long_as_their_shares() -> None:
    chart = bars(reader(), FORMATS)
    assert [bar.width for bar in chart.bars] == [76.19, 60.95, None, 8.57, None]
    assert (chart.bars[0].low, chart.bars[0].high) == (67.19, 85.19)
    assert chart.description.startswith("Highest published share: Zarr v2, 76%.")
    assert chart.numbers.lines[0] == ("Zarr v2", "80", "76%", "67% to 85%")
    assert chart.numbers.lines[2] == (
        "OME-Zarr (NGFF)",
        "hidden: of few people, or it would give few people away",
        "",
        "",
    )


def test_without_intervals_no_column_of_them() -> None:
    plain = replace(ROLE, cells=tuple(replace(cell, interval=None) for cell in ROLE.cells))
    assert bars(reader(), plain).numbers.head == ("Answer", "Count", "Share")


def test_scales_are_centred_on_the_middle_answer() -> None:
    chart = likert(reader(), "ease", [EASE])
    (stack,) = chart.stacks
    middle = stack.segments[2]
    assert chart.centre == pytest.approx(middle.left + middle.width / 2, abs=0.02)
    assert [segment.step for segment in stack.segments] == [-3, -2, 0, 2, 3]
    assert sum(segment.width for segment in stack.segments) == pytest.approx(100, abs=0.05)


def test_rows_of_a_matrix_share_their_centre_and_hidden_ones_are_not_drawn() -> None:
    reading = table("pain/reading", ALL, {"never": 105, "sometimes": 0, "often": 0})
    writing = table("pain/writing", ALL, {"never": 0, "sometimes": 0, "often": 105})
    chart = likert(reader(), "pain", [reading, writing, *PAIN[1:]])
    assert chart.centre == 50
    assert chart.stacks[0].segments[0].left == 0
    assert chart.stacks[1].segments[2].left == 50
    assert chart.stacks[2].segments == ()
    assert chart.stacks[2].note == "Not drawn: some figures are hidden."
    assert chart.stacks[3].note == "Not drawn: too few answers."


def test_an_even_scale_has_no_middle_answer() -> None:
    even = table("pain/reading", ALL, {"a": 50, "b": 25, "c": 20, "d": 10})
    bare = replace(INSTRUMENT, questions=())
    chart = likert(reader(instrument=bare), "pain", [even])
    assert [segment.step for segment in chart.stacks[0].segments] == [-3, -1, 1, 3]


def test_a_line_breaks_where_editions_cannot_be_compared() -> None:
    chart = trend(reader(), FIGURES, PREVIOUS, ROLE)
    assert [point.joined for point in chart.lines[0].points] == [False, False, True]
    assert chart.breaks == ((33.33, "not comparable before 2025"),)
    assert [point.text for point in chart.lines[1].points] == ["not asked", "35%", "43%"]


def test_no_line_goes_to_editions_before_the_break() -> None:
    broken = replace(PREVIOUS, breaks={"role": ("2026", {"en": "other people were asked"})})
    chart = trend(reader(), FIGURES, broken, ROLE)
    assert [point.joined for point in chart.lines[0].points] == [False, False, False]
    assert [place for place, _ in chart.breaks] == [66.66]


def test_options_that_were_taken_together_stand_as_one() -> None:
    old = table("role", ALL, {"scientist": 70, "research-engineer+student": 35})
    previous = Previous((Figures("sample", "2025", (old,)),))
    chart = trend(reader(), FIGURES, previous, ROLE)
    assert [line.points[1].text for line in chart.lines] == ["57%", "43%", "0%"]
    assert chart.numbers.lines[1][:3] == (
        "Research software engineer; developer or Student",
        "33% (35)",
        "43% (45)",
    )


def test_only_what_the_test_allows_is_called_a_change() -> None:
    chart = trend(reader(), FIGURES, PREVIOUS, FORMATS)
    assert [line.change for line in chart.lines[:3]] == ["fell", "rose", "not compared"]
    assert chart.sentences[0] == "Zarr v2 fell: 94%, now 76%."
    assert chart.numbers.lines[0][-4:] == (
        "fell",
        "−18 points",
        "−28 points to −6 points",
        "−12 points",
    )
    unclear = replace(PREVIOUS, changes=(replace(PREVIOUS.changes[0], verdict="unclear"),))
    chart = trend(reader(), FIGURES, unclear, FORMATS)
    assert chart.lines[0].change == "no clear change"
    assert chart.sentences == ()


def test_the_page_of_changes_says_why_there_is_no_trend(site: Path, tmp_path: Path) -> None:
    found = text(site / "changes.html")
    assert "Not comparable with editions before 2025: the options were cut anew" in found
    assert "Asked for the first time." in found
    gone = tuple(replace(f, tables=f.tables[1:]) for f in PREVIOUS.figures)
    broken = replace(
        PREVIOUS, figures=gone, changes=(), breaks={"role": ("2026", {"en": "asked anew"})}
    )
    again = render(FIGURES, INSTRUMENT, METHODS, tmp_path / "broken", previous=broken).parent
    role = text(again / "changes.html").split("What is your role?")[1].split("Which formats")[0]
    assert role.strip() == "Not comparable with editions before 2026: asked anew"
    assert "formats: option added: ome-zarr" in found
    assert "anteriores a 2025: las opciones son otras" in text(site / "es" / "changes.html")
    alone = render(FIGURES, INSTRUMENT, METHODS, tmp_path).parent
    assert not (alone / "changes.html").exists()
    assert "changes.html" not in (alone / "index.html").read_text(encoding="utf-8")


def test_the_file_beside_a_chart_has_its_numbers(site: Path) -> None:
    with (site / "charts" / "formats.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["option"], row["count"], row["share"], row["state"]) for row in rows] == [
        ("v2", "80", "0.7619", "value"),
        ("v3", "64", "0.6095", "value"),
        ("ome-zarr", "", "", "small"),
        ("none", "9", "0.0857", "value"),
        ("other", "", "", "small"),
    ]
    with (site / "charts" / "formats_by_role.csv").open(encoding="utf-8", newline="") as file:
        crossed = list(csv.DictReader(file))
    assert (crossed[0]["group"], crossed[0]["answered"]) == ("scientist", "55")
    assert crossed[6]["state"] == "not-asked"


def test_a_spreadsheet_runs_no_cell(site: Path) -> None:
    found = (site / "charts" / "wishes.csv").read_text(encoding="utf-8")
    assert ",'=Speed," in found
    for path in site.rglob("*.csv"):
        assert not re.search(r"(^|,)\"?[=@\t]", path.read_text(encoding="utf-8"), re.M), path


def test_a_question_that_nobody_saw_has_no_chart(site: Path) -> None:
    page = (site / "section-wishes.html").read_text(encoding="utf-8")
    assert "Nobody saw this question." in page
    assert "c-since" not in page


def test_commentary_is_filled_from_the_data(site: Path) -> None:
    found = text(site / "section-what.html")
    assert "Zarr v3, with or without sharding has 61%: 64 of 105. Others: hidden." in found
    assert "There are 120 responses." in text(site / "index.html")


@pytest.mark.parametrize(
    "text",
    [
        "About 37 respondents.",
        "Nearly half use it.",
        "Forty-five of them.",
        "The ½ of it.",
        "2nd place.",
        "37{{ share('formats', 'v3') }}",
        "A few %.",
        "Broken {{ share('formats', 'v3').",
        "٣ respondents",
    ],
)
def test_a_number_written_by_hand_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(
        ReportError, match=r"commentary\.en\.toml: what: the number .* take it from the data"
    ):
        render(FIGURES, INSTRUMENT, METHODS, tmp_path, commentary={"what": text})
    assert not list(tmp_path.iterdir())


def test_names_with_digits_are_no_numbers() -> None:
    fine = {"what": "HDF5, N5, Zarr v2 and `v3`: {{ share('formats', 'v3') }} of someone."}
    assert problems(fine, FIGURES, reader()) == []
    assert problems({"what": "Once personas"}, FIGURES, reader("en")) == []
    assert problems({"what": "Once personas"}, FIGURES, reader("es"))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{{ share('format', 'v3') }}", "no table 'format'; the nearest are formats"),
        ("{{ share('formats', 'v4') }}", "no option 'v4'; the nearest are v"),
        ("{{ share('formats') }}", "is no reference; write one of share"),
        ("{{ 7 * 7 }}", "is no reference"),
        ("{{ share.__class__ }}", "is no reference"),
    ],
)
def test_a_reference_to_what_is_not_there_is_refused(text: str, error: str) -> None:
    (found,) = problems({"what": text}, FIGURES, reader())
    assert error in found
    with pytest.raises(CommentaryError):
        paragraphs(text, FIGURES, reader())


def test_references_name_cells_of_every_table() -> None:
    said = (
        "{{ share('pain/reading', 'often') }} {{ share('formats:by:role', 'scientist/v2') }} "
        "{{ shown('ease') }} {{ share('arrays', '1..10') }} {{ label('arrays', '1..10') }} "
        "{{ top('arrays') }}"
    )
    assert paragraphs(said, FIGURES, reader()) == [
        "30% 73% 60 4 of 7 1 to under 10 GB no figure",
    ]


def test_what_people_wrote_can_be_translated(tmp_path: Path) -> None:
    spanish = Translation(
        {"aapor.sponsor": "Nosotros."},
        {"who": "Son {{ share('role', 'scientist') }}."},
        (Exclusion("speeders", 2, "Dos fueron demasiado rápidos."),),
    )
    start = render(
        FIGURES,
        INSTRUMENT,
        METHODS,
        tmp_path,
        commentary=COMMENTARY,
        also=("es",),
        translations={"es": spanish},
    )
    assert "Nosotros." in text(start.parent / "es" / "methods.html")
    assert "None." in text(start.parent / "es" / "methods.html")
    assert "Nosotros." not in text(start.parent / "methods.html")
    assert "Dos fueron" in text(start.parent / "es" / "methods.html")
    assert "Dos fueron" not in text(start.parent / "methods.html")
    assert "Son 57 %." in text(start.parent / "es" / "section-who.html")
    wrong = {"es": Translation(commentary={"who": "La mitad."})}
    with pytest.raises(ReportError, match=r"commentary\.es\.toml: who: .*mitad"):
        render(FIGURES, INSTRUMENT, METHODS, tmp_path, also=("es",), translations=wrong)


def test_commentary_of_an_unknown_section_is_refused() -> None:
    assert problems({"whom": "Fine."}, FIGURES, reader()) == [
        "commentary.en.toml: whom: is no section; known are overview, who, what, wishes"
    ]


def test_the_file_of_a_commentary(tmp_path: Path) -> None:
    assert load(tmp_path, "en") == {}
    file = tmp_path / "commentary.en.toml"
    file.write_text('who = "Fine."\n', encoding="utf-8")
    assert load(tmp_path, "en") == {"who": "Fine."}
    for wrong in ("who = 3\n", "who = \n", "[who]\n"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(CommentaryError, match=re.escape(str(file))):
            load(tmp_path, "en")


def test_every_item_of_the_lists_is_there(site: Path) -> None:
    page = Page(site / "methods.html")
    assert set(methods.ITEMS) <= set(page.ids)
    assert len(methods.AAPOR) == 11
    assert len(methods.CHERRIES) == 30
    facts = dict(re.findall(r'<div id="([a-z._]+)"><dt>.*?</dt><dd>(.*?)</dd>', page.source))
    assert "not recorded" in facts["aapor.population"]
    assert "None." in facts["cherries.incentives"]
    assert "not recorded" not in facts["aapor.sizes"]
    assert "1 of 8" in facts["cherries.voluntary"]
    assert '<td>3</td><td class="words">The same answers within ten minutes.</td>' in page.source


def test_made_up_responses_have_no_dates_and_nobody_was_asked(tmp_path: Path) -> None:
    for synthetic, said in ((True, "nobody was asked"), (False, "not recorded")):
        methods_page = render(FIGURES, INSTRUMENT, Methods(synthetic=synthetic), tmp_path)
        page = Page(methods_page.parent / "methods.html").source
        for item in ("aapor.dates", "aapor.recruitment", "cherries.dates"):
            (fact,) = re.findall(rf'<div id="{re.escape(item)}">(.*?)</div>', page)
            assert said in fact


def test_nothing_that_is_recorded_is_called_unrecorded(tmp_path: Path) -> None:
    full = Methods({item: f"Text of {item}" for item in methods.ITEMS})
    channels = Table(":channel", ":channel", ALL, cells(ALL, {"list": 105}))
    figures = replace(FIGURES, tables=(*FIGURES.tables, channels))
    found = text(render(figures, INSTRUMENT, full, tmp_path).parent / "methods.html")
    assert found.count("not recorded") == 1
    assert all(f"Text of {item}" in found for item in methods.ITEMS)


def test_the_file_of_the_methods(tmp_path: Path) -> None:
    file = tmp_path / "methods.en.toml"
    assert methods.load(file) == {}
    file.write_text('[aapor]\nsponsor = "We."\n', encoding="utf-8")
    assert methods.load(file) == {"aapor.sponsor": "We."}
    for wrong in ('[aapor]\nsponser = "We."\n', "[aapor]\nsponsor = 3\n", "aapor = 3\n", "=\n"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(ReportError, match=re.escape(str(file))):
            methods.load(file)


def test_every_language_has_every_word() -> None:
    assert words.languages() == ("en", "es")
    english, spanish = words.load("en").texts, words.load("es").texts
    assert english.keys() == spanish.keys()
    for key, said in english.items():
        assert said and spanish[key]
        names = [
            {name for _, name, _, _ in string.Formatter().parse(t) if name}
            for t in (said, spanish[key])
        ]
        assert names[0] == names[1], key


def test_every_word_is_used() -> None:
    folder = Path(words.FOLDER)
    sources = [*folder.glob("*.py"), *folder.glob("templates/*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    groups = tomllib.loads((folder / "words.en.toml").read_text(encoding="utf-8"))
    used = {*re.findall(r"[\"']([a-z_]+\.[a-z_]+)[\"']", code), *methods.ITEMS}
    used |= {f"tse_text.{error}" for error in methods.ERRORS}
    used |= {f"base.{name}" for name in ("asked", "not_shown", "shown", "no_answer", "excluded")}
    used |= {f"cell.{why}" for why in ("small", "secondary", "sensitive")}
    used |= {f"changes.{verdict}" for verdict in ("rose", "fell", "unclear")}
    used |= {f"class.{key}" for key in ("to", "from", "from_to")}
    used |= {f"reading.{key}" for key in ("zero", "hidden", "not_asked", "few")}
    used |= {f"methods.{name}{end}" for name in ("aapor", "cherries") for end in ("", "_about")}
    used |= {f"questionnaire.{key}" for key in ("introduction", "consent", "personal", "sensitive")}
    computed = {"kind", "language", "nav"}
    known = {f"{group}.{name}" for group, texts in groups.items() for name in texts}
    assert {key for key in known - used if key.split(".")[0] not in computed} == set()


def test_tables_and_groups_that_are_withheld_are_called_hidden(tmp_path: Path) -> None:
    tables = tuple(
        replace(found, groups={"scientist": found.groups["scientist"]}, cells=found.cells[:3])
        if found is CROSSED
        else found
        for found in FIGURES.tables
        if found is not ROLE
    )
    withheld = {("role",): "small", ("formats:by:role", "student"): "secondary"}
    figures = replace(FIGURES, tables=tables, withheld=withheld)
    old = replace(PREVIOUS.figures[1], tables=(ROLE,), withheld={("formats",): "small"})
    previous = replace(PREVIOUS, figures=(old,), changes=())
    found = render(figures, INSTRUMENT, METHODS, tmp_path, previous=previous).parent
    why = "hidden: of few people, or it would give few people away"
    who = text(found / "section-who.html")
    assert f"What is your role? No figures of this question are published. {why}" in who
    twice = replace(figures, withheld={("formats:by:role",): "small", ("pain/reading",): "small"})
    found = render(twice, INSTRUMENT, METHODS, tmp_path / "twice").parent
    assert f"By: What is your role? · {why}" in text(found / "section-what.html")
    assert f"alert(1)</script> · {why}" in text(found / "section-what.html")
    found = render(figures, INSTRUMENT, METHODS, tmp_path, previous=previous).parent
    assert "hidden: it would give another hidden figure away" in text(found / "section-what.html")
    with (found / "charts" / "formats_by_role.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert (last["group"], last["count"], last["state"]) == ("student", "", "secondary")
    chart = trend(reader(), figures, previous, FORMATS)
    assert [point.text for point in chart.lines[0].points] == ["hidden", "76%"]


def test_spanish_pages_are_spanish(site: Path) -> None:
    found = text(site / "es" / "section-what.html")
    assert "¿Qué formatos usa?" in found
    assert "76 %" in found
    assert "oculto" in found
    assert "no se preguntó" in found
    english = set(words.load("en").texts.values()) - set(words.load("es").texts.values())
    for path in pages(site / "es"):
        page = text(path)
        assert not [said for said in english if len(said) > 30 and said in page], path


def test_a_language_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match=r"words\.fr\.toml: is missing; .* en, es"):
        render(FIGURES, INSTRUMENT, METHODS, tmp_path, language="fr")


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = render(
        FIGURES,
        INSTRUMENT,
        METHODS,
        tmp_path,
        previous=PREVIOUS,
        commentary=COMMENTARY,
        downloads=DOWNLOADS,
        also=("es",),
    ).parent
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    assert files == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }


def test_an_old_report_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    first = render(FIGURES, INSTRUMENT, METHODS, tmp_path, previous=PREVIOUS).parent
    render(FIGURES, INSTRUMENT, METHODS, tmp_path)
    assert not (first / "changes.html").exists()
    (first / MARKER).unlink()
    with pytest.raises(ReportError, match="holds something that is no report of ours"):
        render(FIGURES, INSTRUMENT, METHODS, tmp_path)
    assert {path.name for path in first.parent.iterdir()} == {"2026", "index.html", "en"}


def test_an_interruption_leaves_a_whole_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = render(FIGURES, INSTRUMENT, METHODS, tmp_path, previous=PREVIOUS).parent
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    real = Path.rename
    for step, name in ((0, "2026"), (0, "new"), (1, "2026"), (1, "new")):

        def rename(self: Path, target: Path, step: int = step, name: str = name) -> Path:
            if self.name == name and not step:
                raise KeyboardInterrupt
            found = real(self, target)
            if self.name == name:
                raise KeyboardInterrupt
            return found

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            with pytest.raises(KeyboardInterrupt):
                render(FIGURES, INSTRUMENT, METHODS, tmp_path, previous=PREVIOUS)
        assert {path.name for path in folder.parent.iterdir()} == {"2026", "index.html", "en"}
        now = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert now == before, (step, name)


@pytest.mark.parametrize("name", ["../x.csv", "", "a/b", ".hidden", "results.csv"])
def test_a_download_is_a_file_name_of_its_own(name: str, tmp_path: Path) -> None:
    found = (*DOWNLOADS, Download(name, "", b""))
    with pytest.raises(ReportError, match="is no file name, or stands there twice"):
        render(FIGURES, INSTRUMENT, METHODS, tmp_path, downloads=found)


def empty_figures(base: Base) -> Figures:
    tables = tuple(
        replace(
            found,
            base=base,
            groups=dict.fromkeys(found.groups, base),
            cells=tuple(Cell(cell.key, 0) for cell in found.cells),
        )
        for found in FIGURES.tables
    )
    return replace(FIGURES, tables=tables)


def test_no_responses_at_all(tmp_path: Path) -> None:
    for figures in (empty_figures(Base(0, 0, 0, 0, 0)), Figures("sample", "2026", ())):
        found = render(figures, INSTRUMENT, Methods(), tmp_path).parent
        assert "There are no responses, so there are no results." in text(found / "index.html")
        assert "not asked" not in text(found / "section-what.html")
        assert "%" not in text(found / "section-who.html")


def test_one_response(tmp_path: Path) -> None:
    figures = empty_figures(Base(1, 0, 0, 0, 1))
    found = text(render(figures, INSTRUMENT, Methods(), tmp_path).parent / "section-who.html")
    assert "0 of 1" in found
    assert "%" not in found


def test_everybody_answers_the_same(tmp_path: Path) -> None:
    same = table(
        "ease", ALL, {"very-hard": 0, "hard": 0, "neither": 0, "easy": 0, "very-easy": 105}
    )
    chart = likert(reader(), "ease", [same])
    assert chart.stacks[0].segments[-1].width == 100
    figures = Figures("sample", "2026", (same, table("role", ALL, {"scientist": 105})))
    assert "100%" in text(
        render(figures, INSTRUMENT, Methods(), tmp_path).parent / "section-who.html"
    )


def test_options_with_the_same_share_are_named_together() -> None:
    top = reader().top(table("role", ALL, {"scientist": 50, "research-engineer": 5, "student": 50}))
    assert top is not None
    assert top.label == "Scientist, in any field and Student"


def test_a_scale_with_a_hidden_figure_has_bars(tmp_path: Path) -> None:
    partly = table("ease", HALF, {"very-hard": None, "hard": None, "neither": 30})
    figures = Figures("sample", "2026", (partly,))
    page = render(figures, INSTRUMENT, Methods(), tmp_path).parent / "section-what.html"
    assert "Not drawn" not in text(page)
    assert "url(#hatch-ease)" in page.read_text(encoding="utf-8")


def test_everything_hidden(tmp_path: Path) -> None:
    hidden = tuple(
        replace(t, cells=tuple(Cell(cell.key, None, hidden="secondary") for cell in t.cells))
        for t in FIGURES.tables
    )
    found = render(Figures("sample", "2026", hidden), INSTRUMENT, Methods(), tmp_path).parent
    assert "hidden: it would give another hidden figure away" in text(found / "section-who.html")


def test_text_that_lies_about_its_direction_is_spelled_out(tmp_path: Path) -> None:
    told = replace(METHODS, records={"aapor.dates": "May\u202e\x00 June"})
    found = text(render(FIGURES, INSTRUMENT, told, tmp_path).parent / "methods.html")
    assert "May\\u202e\\u0000 June" in found


def test_a_share_above_zero_never_reads_as_zero() -> None:
    said = words.load("en")
    assert [said.percent(share) for share in (0, 0.001, 0.005, 0.995, 1)] == [
        "0%",
        "under 1%",
        "1%",
        "100%",
        "100%",
    ]
    found = [said.points(difference) for difference in (0.004, 0.006, -0.0149, 0.015)]
    assert found == ["0 points", "+1 point", "−1 point", "+2 points"]
    assert [words.load("es").points(n) for n in (-0.01, 0.02)] == ["−1 punto", "+2 puntos"]
    assert words.load("es").number(12345.5, exact=True) == "12\u00a0345,5"
    assert (words.load("es").number(1234), words.load("en").number(1234)) == ("1234", "1,234")
    assert FEW.answered == 7


def test_an_option_without_words_is_shown_by_its_id() -> None:
    code = Table("comment", "comment", ALL, (Cell(("docs-unclear",), 40, 40 / 105),))
    assert bars(reader(), code).bars[0].shown.label == "docs-unclear"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Not drawn: all figures are hidden"), ("es", "Sin dibujar: todas las cifras")],
)
def test_a_chart_of_hidden_figures_only_says_so(language: str, said: str, tmp_path: Path) -> None:
    gone = table("formats", ALL, dict.fromkeys(("v2", "v3", "none")), additive=False)
    some = replace(gone, cells=(*gone.cells[:2], FORMATS.cells[0]))
    drawn = {}
    for each in (gone, some):
        figures = replace(FIGURES, tables=(each,))
        page = render(figures, INSTRUMENT, METHODS, tmp_path, language).parent / "section-what.html"
        drawn[each is gone] = said in text(page), "hatch-formats" in Page(page).source
    assert drawn == {True: (True, False), False: (False, True)}


def test_a_ranking_is_told_from_its_first_place(site: Path) -> None:
    found = Page(site / "section-wishes.html").source
    assert re.findall("<figcaption>([^<]*)</figcaption>", found) == [
        "in any place",
        "in the first place",
    ]

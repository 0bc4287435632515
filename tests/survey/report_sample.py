"""Figures of the sample instrument, made by hand, with every kind of table and of nothing."""

from survey.estimates.change import Change
from survey.estimates.model import Base, Cell, Figures, Interval, Table
from survey.report import Download, Exclusion, Methods, Previous

ALL = Base(120, 0, 10, 5, 105)
HALF = Base(120, 60, 8, 2, 50)
FEW = Base(120, 110, 3, 0, 7)
NOBODY = Base(120, 120, 0, 0, 0)


def cells(base: Base, counts: dict[str, int | None], *front: str) -> tuple[Cell, ...]:
    """Cells with shares where the base allows them; a count of None is hidden."""
    return tuple(_cell(base, (*front, option), count) for option, count in counts.items())


def _cell(base: Base, key: tuple[str, ...], count: int | None) -> Cell:
    if count is None:
        return Cell(key, None, hidden="small")
    if base.answered < 30:
        return Cell(key, count)
    share = count / base.answered
    spread = Interval(max(0, share - 0.09), min(1, share + 0.09))
    return Cell(key, count, share, spread)


def table(id: str, base: Base, counts: dict[str, int | None], additive: bool = True) -> Table:
    question, slash, row = id.partition("/")
    front = (row,) if slash else ()
    return Table(id, question.split(":")[0], base, cells(base, counts, *front), additive=additive)


ROLE = table("role", ALL, {"scientist": 60, "research-engineer": 45, "student": 0, "other": 0})
FORMATS = table(
    "formats", ALL, {"v2": 80, "v3": 64, "ome-zarr": None, "none": 9, "other": None}, additive=False
)
EASE = table("ease", HALF, {"very-hard": 3, "hard": 12, "neither": 10, "easy": 20, "very-easy": 5})
PAIN = (
    table("pain/reading", HALF, {"never": 10, "sometimes": 25, "often": 15}),
    table("pain/writing", HALF, {"never": None, "sometimes": 35, "often": None}),
    table("pain/cloud-stores", FEW, {"never": 2, "sometimes": 1, "often": 4}),
)
WISHES = table(
    "wishes", ALL, {"speed": 90, "docs": 60, "more-languages": 20, "validation": 1}, additive=False
)
FIRST = table("wishes:first", ALL, {"speed": 70, "docs": 25, "more-languages": 10, "validation": 0})
ARRAYS = table("arrays", FEW, {"..1": 0, "1..10": 4, "10..10000": 3, "10000..": 0})
SINCE = table("since", NOBODY, {"2020": 0, "2021": 0})
SCIENTISTS, ENGINEERS = Base(60, 0, 5, 0, 55), Base(45, 0, 2, 0, 43)
CROSSED = Table(
    "formats:by:role",
    "formats",
    Base(105, 0, 7, 0, 98),
    (
        *cells(SCIENTISTS, {"v2": 40, "v3": 22, "none": 0}, "scientist"),
        *cells(ENGINEERS, {"v2": 30, "v3": None, "none": None}, "research-engineer"),
        *cells(NOBODY, {"v2": 0, "v3": 0, "none": 0}, "student"),
    ),
    by="role",
    groups={"scientist": SCIENTISTS, "research-engineer": ENGINEERS, "student": NOBODY},
    additive=False,
)
FIGURES = Figures(
    "sample",
    "2026",
    (ROLE, FORMATS, EASE, *PAIN, WISHES, FIRST, ARRAYS, SINCE, CROSSED),
)
OLD = Base(90, 0, 10, 0, 80)
PREVIOUS = Previous(
    (
        Figures("sample", "2024", (table("role", OLD, {"scientist": 50, "student": 30}),)),
        Figures(
            "sample",
            "2025",
            (
                table("role", OLD, {"scientist": 52, "research-engineer": 28, "student": 0}),
                table("formats", OLD, {"v2": 75, "v3": 20, "none": None}, additive=False),
            ),
        ),
    ),
    (
        Change("formats", ("v2",), "fell", -0.176, Interval(-0.28, -0.06), 0.002, 0.004, -0.12),
        Change("formats", ("v3",), "rose", 0.36, Interval(0.21, 0.48), 0.0001, 0.0003, 0.3),
    ),
    {"role": ("2025", {"en": "the options were cut anew", "es": "las opciones son otras"})},
    ("formats: option added: ome-zarr",),
)
METHODS = Methods(
    {"aapor.sponsor": "The sample's <b>maintainers</b>.", "cherries.incentives": "None."},
    (Exclusion("duplicates", 3, "The same answers within ten minutes."),),
    removed=3,
    synthetic=True,
)
COMMENTARY = {
    "overview": "There are {{ responses() }} responses.\n\nMost use {{ top('formats') }} "
    "({{ top_share('formats') }}); HDF5 & v3 are names.",
    "what": "{{ label('formats', 'v3') }} has {{ share('formats', 'v3') }}: "
    "{{ count('formats', 'v3') }} of {{ answered('formats') }}. "
    "Others: {{ share('formats', 'ome-zarr') }}.",
}
DOWNLOADS = (Download("results.csv", "Every figure, one a line", b"table,count\n"),)

"""What disclosure control hides, what it leaves, and that its attacker then finds nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.disclosure import DisclosureError, Rules, attack, examine, load, protect
from survey.edition import find, read
from survey.estimates.model import Base, Cell, Figures, Interval, Table
from survey.estimates.plan import Plan
from survey.estimates.tables import figures as estimate
from survey.synthetic import generate
from tests.survey.speed import at_most
from tests.survey.tables import OPTIONS, figures, hidden, single

ONE_BY_ONE = ("role", "field", "formats", "languages")
CROSSED = (
    *ONE_BY_ONE,
    "formats:by:role",
    "field:by:role",
    "role:by:field",
    "formats:by:languages",
    "languages:by:field",
)


def of(*tables: Table, edition: str = "2026") -> Figures:
    return Figures("zarr", edition, tables)


def people(count: int, seed: int, gaps: float = 0.1) -> list[dict[str, object]]:
    dice = random.Random(seed)
    persons: list[dict[str, object]] = []
    for _ in range(count):
        person: dict[str, object] = {}
        for question, options in OPTIONS.items():
            weights = [2.0**-place for place in range(len(options))]
            if dice.random() < gaps:
                person[question] = None
            elif question in ("role", "field"):
                person[question] = dice.choices(options, weights)[0]
            else:
                picked = {o for o, w in zip(options, weights, strict=True) if dice.random() < w}
                person[question] = picked or {options[0]}
        persons.append(person)
    return persons


def test_a_small_count_and_one_beside_it_are_hidden() -> None:
    found = protect(of(single("role", [60, 3, 20, 9])))
    assert hidden(found["role"]) == {("o1",), ("o3",)}
    assert [cell.count for cell in found["role"].cells] == [60, None, 20, None]
    assert attack(found) == []


def test_zero_stays_zero() -> None:
    found = protect(of(single("role", [60, 0, 20, 3])))
    assert found["role"].cells[1] == Cell(("o1",), 0)


def test_two_small_counts_that_add_up_to_few_are_not_enough() -> None:
    found = protect(of(single("role", [60, 1, 1, 20])))
    assert hidden(found["role"]) == {("o1",), ("o2",), ("o3",)}


def test_which_of_the_hidden_cells_is_small_is_told_to_the_makers_only() -> None:
    found = examine(of(single("role", [60, 3, 20, 9])))
    assert {cell.hidden for cell in found.figures["role"].cells} == {None, "small"}
    assert found.reasons == {("role", ("o1",)): "small", ("role", ("o3",)): "secondary"}


def test_a_hidden_cell_has_neither_share_nor_interval() -> None:
    cells = (Cell(("a",), 3, 0.03, Interval(0.01, 0.08)), Cell(("b",), 97, 0.97), Cell(("c",), 0))
    table = Table("x", "x", Base(100, 0, 0, 0, 100), cells)
    for cell in protect(of(table))["x"].cells:
        assert cell.count is not None or (cell.share is None and cell.interval is None)


@pytest.mark.parametrize("counts", [[50, 0, 0], [49, 1, 0]])
def test_a_base_that_speaks_with_one_voice_is_hidden(counts: list[int]) -> None:
    found = examine(of(single("role", counts)))
    assert hidden(found.figures["role"]) == {("o0",), ("o1",), ("o2",)}
    assert "group" in found.reasons.values()


def test_an_option_that_everybody_chose_is_hidden_and_the_others_stay() -> None:
    table = single("formats", [40, 20], additive=False, base=Base(40, 0, 0, 0, 40))
    assert hidden(protect(of(table))["formats"]) == {("o0",)}


def test_a_table_of_few_is_withheld_and_said_to_be() -> None:
    found = protect(of(single("role", [1, 2]), single("field", [30, 40])))
    assert [table.id for table in found.tables] == ["field"]
    assert found.withheld == {("role",): "small"}


def test_no_responses_are_no_secret() -> None:
    empty = of(single("role", [0, 0]))
    assert protect(empty) == empty


def test_one_response_publishes_nothing() -> None:
    assert protect(figures(people(1, 0, gaps=0), CROSSED)).tables == ()


def test_sensitive_questions_are_not_crossed() -> None:
    found = protect(figures(people(300, 1), CROSSED), Rules(sensitive=frozenset(["languages"])))
    assert found.withheld[("formats:by:languages",)] == "sensitive"
    assert found.withheld[("languages:by:field",)] == "sensitive"
    assert found["languages"].base.asked == 300


def test_a_hidden_option_is_no_group_in_any_table() -> None:
    persons = [{"role": "student", "formats": {"v2"}}] * 40
    persons += [{"role": "developer", "formats": {"v2", "v3"}}] * 30
    persons += [{"role": "scientist", "formats": {"v3"}}] * 20
    persons += [{"role": "other", "formats": {"v3"}}] * 3
    found = protect(figures(persons, ["role", "formats", "formats:by:role"]))
    assert hidden(found["role"]) == {("other",), ("scientist",)}
    assert set(found["formats:by:role"].groups) == {"student", "developer"}
    assert found.withheld[("formats:by:role", "other")] == "small"
    assert all(cell.key[0] not in ("other", "scientist") for cell in found["formats:by:role"].cells)


def test_several_of_one_person_each_are_not_told_by_their_sum() -> None:
    found = protect(of(single("role", [100, 80, 1, 1, 1, 1, 1, 0])))
    assert hidden(found["role"]) == {(f"o{place}",) for place in range(1, 7)}


def test_nothing_is_hidden_without_need() -> None:
    clean = of(single("role", [60, 30, 20]), single("field", [70, 0, 40]))
    assert protect(clean) == clean


def test_a_revision_by_few_persons_is_not_published_beside_the_old_one() -> None:
    old = of(single("role", [60, 30]))
    new = of(single("role", [61, 31]))
    found = protect(new, earlier=[old])
    assert found.withheld == {("role",): "small"}
    assert attack(found, earlier=[old]) == []


def test_a_revision_by_many_persons_hides_what_few_of_them_said() -> None:
    old = of(single("role", [60, 30, 40]))
    new = of(single("role", [80, 32, 70]))
    found = protect(new, earlier=[old])
    assert ("o1",) in hidden(found["role"])
    assert attack(found, earlier=[old]) == []


persons_strategy = st.builds(
    people, st.integers(0, 120), st.integers(0, 10**6), st.sampled_from([0.0, 0.02, 0.3])
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(persons_strategy, st.sets(st.sampled_from(CROSSED), min_size=1), st.sampled_from([3, 5, 10]))
def test_after_protection_the_attack_finds_nothing(
    persons: list[dict[str, object]], ids: set[str], minimum: int
) -> None:
    rules = Rules(minimum=minimum)
    found = protect(figures(persons, sorted(ids)), rules)
    assert attack(found, rules) == []
    assert protect(found, rules) == found


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(persons_strategy, st.integers(1, 30))
def test_after_protection_an_older_publication_does_not_help(
    persons: list[dict[str, object]], late: int
) -> None:
    old = protect(figures(persons, CROSSED))
    found = protect(figures(persons + people(late, 7), CROSSED), earlier=[old])
    assert attack(found, earlier=[old]) == []


def test_hundreds_of_tables_take_seconds() -> None:
    persons = people(400, 3)
    tables = []
    for number in range(40):
        for table in figures(persons, CROSSED).tables:
            renamed = {q: f"{q}{number}" for q in OPTIONS}
            by = renamed[table.by] if table.by else None
            id = renamed[table.question] + (f":by:{by}" if by else "")
            tables.append(
                Table(
                    id,
                    renamed[table.question],
                    table.base,
                    table.cells,
                    by,
                    table.groups,
                    table.additive,
                )
            )
    with at_most(100):
        found = protect(of(*tables))
    assert len(found.tables) + sum(len(key) == 1 for key in found.withheld) == 360


def test_ten_tables_with_twelve_groups_each_take_little_time() -> None:
    instrument = read(find("2026")).instrument
    asked = [q.id for q in instrument.questions if q.kind == "multiple"]
    plan = Plan(crossed=tuple((id, "field") for id in asked))
    truth = estimate(generate(instrument, 300, 1), plan=plan)
    with at_most(60):
        found = protect(truth, instrument=instrument)
    assert attack(found, instrument=instrument) == []


def test_rules_are_read(tmp_path: Path) -> None:
    path = tmp_path / "disclosure.toml"
    path.write_text('[disclosure]\nminimum = 7\nsensitive = ["age"]\nwhy = "The board chose it."\n')
    assert load(path) == Rules(7, sensitive=frozenset(["age"]), why="The board chose it.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[disclosure]\nminimum = 1\nwhy = 'The board chose it.'", "disclosure.minimum"),
        ("[disclosure]\nminimum = 5\nwhy = 'The board chose it.'\nmost = 1", "most"),
        ("[disclosure", "is no TOML"),
        ("", "the document"),
    ],
)
def test_wrong_rules_name_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "disclosure.toml"
    path.write_text(text)
    with pytest.raises(DisclosureError, match=words) as caught:
        load(path)
    assert "disclosure.toml" in str(caught.value)


def test_missing_rules_say_so(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="cannot be read"):
        load(tmp_path / "disclosure.toml")

"""Coded own words as figures: whom they count, and what they give away of the question's own."""

import pandas as pd

from survey.disclosure import attack, protect
from survey.estimates.items import UNMATCHED, UNSAID
from survey.estimates.model import Figures
from survey.estimates.plan import Plan
from survey.estimates.tables import figures
from survey.responses import Responses
from tests.survey.people import responses
from tests.survey.tables import hidden, hide


def coded(index: list[int], **codes: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(codes, index, dtype=bool)


def counts(
    of: Responses, id: str, codes: dict[str, pd.DataFrame], plan: Plan | None = None
) -> dict[str, int | None]:
    table = figures(of, plan=plan, codes=codes)[id]
    assert (table.question, table.by, table.additive) == (id.split(":")[0], None, False)
    return {cell.key[-1]: cell.count for cell in table.cells} | {"answered": table.base.answered}


PEOPLE: tuple[dict[str, object], ...] = (
    {"role": "other", "role:other": "beekeeper"},
    {"role": "other", "role:other": "gardener and beekeeper"},
    {"role": "other", "role:other": "none of it"},
    {"role": "other"},
    {"role": "student", "role:other": "beekeeper"},
    {"role": "scientist"},
    {},
)


def test_own_words_of_one_answer_are_counted_of_those_who_gave_it() -> None:
    codes = coded([0, 1, 2, 4], bees=[True, True, False, True], plants=[False, True, False, False])
    found = counts(responses(PEOPLE), "role:other", {"role": codes})
    assert found == {"bees": 2, "plants": 1, UNMATCHED: 1, UNSAID: 1, "answered": 4}


def test_own_words_of_several_answers_are_counted_of_those_who_ticked_other() -> None:
    people = responses(
        [
            {"formats.other": True, "formats.v2": False, "formats:other": "a list"},
            {"formats.other": False, "formats.v2": True, "formats:other": "a list"},
            {"formats.other": True, "formats.v2": True},
        ]
    )
    found = counts(people, "formats:other", {"formats": coded([0, 1], lists=[True, True])})
    assert found == {"lists": 1, UNMATCHED: 0, UNSAID: 1, "answered": 2}


def test_what_cleaning_took_out_is_not_counted() -> None:
    people = responses(PEOPLE)
    excluded = pd.DataFrame({"role": [True] + [False] * 6})
    table = figures(people, excluded, codes={"role": coded([0, 1, 2], bees=[True, True, False])})[
        "role:other"
    ]
    assert (table.base.excluded, table.base.answered) == (1, 3)
    assert [cell.count for cell in table.cells] == [1, 1, 1]


def test_own_words_are_neither_crossed_nor_a_group() -> None:
    plan = Plan(crossed=(("ease", "role"), ("formats", "role")))
    codes = {"role": coded([0], bees=[True]), "formats": coded([0], lists=[True])}
    found = figures(responses(PEOPLE), plan=plan, codes=codes)
    assert [table.id for table in found.tables if table.by] == ["ease:by:role", "formats:by:role"]
    ids = [table.id for table in found.tables]
    assert ids[:4] == ["role", "role:other", "formats", "formats:other"]


def people(**roles: int) -> Responses:
    return responses([{"role": role} for role, count in roles.items() for _ in range(count)])


def of(roles: Responses, *codes: int) -> Figures:
    """The figures of the role: so many of those who answered "other" have each code."""
    index = [int(n) for n in roles.table.index[roles.table["role"] == "other"]]
    found = {
        f"c{n}": [place < count for place in range(len(index))] for n, count in enumerate(codes)
    }
    whole = figures(roles, codes={"role": coded(index, **found)})
    return Figures("sample", "2026", tuple(t for t in whole.tables if t.question == "role"))


def test_a_base_of_own_words_does_not_tell_a_hidden_answer() -> None:
    # "other" is hidden only so that the three students cannot be told; its codes would tell it.
    whole = of(people(student=3, scientist=40, other=6), 5)
    careless = Figures(
        "sample", "2026", (hide(whole["role"], ("student",), ("other",)), whole["role:other"])
    )
    assert ("role", ("other",)) in {(each.table, each.key) for each in attack(careless)}
    safe = protect(whole)
    assert hidden(safe["role"]) == {("student",), ("other",)}
    assert ("role:other",) in safe.withheld
    assert attack(safe) == []


def test_texts_that_no_code_fits_are_told_by_the_codes() -> None:
    # Nobody has two codes: 40 of 43 have the one code there is, so the other 3 are unmatched.
    whole = of(people(scientist=40, other=43), 40)
    found = hide(whole["role:other"], (UNMATCHED,))
    careless = Figures("sample", "2026", (whole["role"], found))
    assert (found.id, (UNMATCHED,)) in {(each.table, each.key) for each in attack(careless)}
    safe = protect(whole)
    assert hidden(safe["role:other"]) >= {(UNMATCHED,), ("c0",)}
    assert attack(safe) == []


def test_codes_named_like_options_are_not_taken_for_them() -> None:
    # Were the 12 who wrote "v2" among the 14 who ticked it, the 2 others would have to be hidden.
    rows = [{"formats.v2": n < 14, "formats.other": n >= 14} for n in range(40)]
    frame = coded(list(range(14, 40)), v2=[n < 12 for n in range(26)])
    whole = figures(responses(rows), codes={"formats": frame})
    kept = [table for table in whole.tables if table.id.startswith("formats")]
    safe = protect(Figures("sample", "2026", tuple(kept)))
    counts = {cell.key[0]: cell.count for cell in safe["formats:other"].cells}
    assert counts == {"v2": 12, UNMATCHED: 14, UNSAID: 0}
    assert hidden(safe["formats"]) == set()

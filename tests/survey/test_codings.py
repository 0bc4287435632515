"""What is told of the coding of texts: nothing of codes whose figures are hidden."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from survey.cleaning.agreement import Agreement, pooled
from survey.cleaning.codebooks import Code, Codebook
from survey.cleaning.coding import Coded
from survey.codings import codings, released, uncoded
from survey.edition import FOLDER, read
from survey.estimates.model import Base, Cell, Figures, Table

EDITION = read(FOLDER / "2026")
WORDS = {"en": "Words", "es": "Palabras"}
BOOK = Codebook(
    "role",
    tuple(
        Code(id, WORDS, ("an example",), {"en": f"About {id}."}) for id in ("many", "some", "few")
    ),
    date(2026, 11, 30),
)
AGREEMENTS = {
    "many": Agreement(0.9, 0.5),
    "some": Agreement(0.8, 0.6),
    "few": Agreement(0.99, 0.97),
}
CODED = {"role": Coded(BOOK, pd.DataFrame(), AGREEMENTS, 7)}
TABLE = Table(
    "role:other",
    "role",
    Base(100, 0, 60, 0, 40),
    (Cell(("many",), 20), Cell(("some",), 15), Cell(("few",), None, hidden="small")),
)


def test_agreement_is_told_of_published_codes_only() -> None:
    (found,) = codings(EDITION, CODED, Figures("zarr", "2026", (TABLE,)))
    assert (found.table, found.question, found.decided) == ("role:other", "role", 7)
    assert [code.kappa for code in found.codes] == [pytest.approx(0.8), pytest.approx(0.5), None]
    assert found.kappa == pooled([AGREEMENTS["many"], AGREEMENTS["some"]]).kappa
    assert found.kappa != pooled(AGREEMENTS.values()).kappa


def test_of_a_withheld_table_nothing_is_told() -> None:
    (found,) = codings(EDITION, CODED, Figures("zarr", "2026", ()))
    assert (found.kappa, found.decided) == (None, None)
    assert {code.kappa for code in found.codes} == {None}


def test_what_waits_to_be_coded() -> None:
    plain = replace(EDITION, codebooks=())
    assert uncoded(plain, {}) == ("trouble", "comment")
    assert uncoded(replace(EDITION, codebooks=(BOOK,)), {}) == ("role", "trouble", "comment")
    assert uncoded(replace(EDITION, codebooks=(BOOK,)), CODED) == ("trouble", "comment")


def test_the_codebook_is_released() -> None:
    first = released(EDITION, CODED)[0]
    assert (first.table, first.id, first.means) == ("role:other", "many", {"en": "About many."})
    assert (first.words, first.examples) == (WORDS, ("an example",))

"""What is told of the coding of texts, in the report and in the data release. It codes nothing.

Of a code whose figure is hidden no agreement is told, alone or together with others, and of a table
that is withheld not on how many texts the coders differed: of few it would tell how few.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey import release, report
from survey.cleaning.agreement import pooled
from survey.cleaning.coding import Coded
from survey.edition import Edition
from survey.estimates.model import Figures
from survey.instrument import Question
from survey.responses import own_words


def codings(
    edition: Edition, coded: Mapping[str, Coded], figures: Figures
) -> tuple[report.Coding, ...]:
    """For the methods page; ``figures`` are those that are published."""
    open_cells = {
        (table.id, cell.key[-1])
        for table in figures.tables
        for cell in table.cells
        if cell.count is not None
    }
    found = []
    for id, each in coded.items():
        table = table_of(edition.instrument[id])
        told = {code: a for code, a in each.agreements.items() if (table, code) in open_cells}
        codes = tuple(
            report.Code(
                code.id, code.words, code.means, told[code.id].kappa if code.id in told else None
            )
            for code in each.codebook.codes
        )
        decided = each.decided if any(of.id == table for of in figures.tables) else None
        found.append(report.Coding(table, id, codes, decided, pooled(told.values()).kappa))
    return tuple(found)


def uncoded(edition: Edition, coded: Mapping[str, Coded]) -> tuple[str, ...]:
    """The questions of which texts wait to be coded: those with a codebook, and all free text."""
    books = {book.question for book in edition.codebooks}
    return tuple(
        question.id
        for question in edition.instrument.questions
        if question.id not in coded and (question.kind == "text" or question.id in books)
    )


def released(edition: Edition, coded: Mapping[str, Coded]) -> tuple[release.Code, ...]:
    """For the data release: the codebooks by which texts were counted."""
    return tuple(
        release.Code(
            table_of(edition.instrument[id]), code.id, code.words, code.means, code.examples
        )
        for id, each in coded.items()
        for code in each.codebook.codes
    )


def table_of(question: Question) -> str:
    """The id of the table in which the texts of a question are counted."""
    return question.id if question.kind == "text" else own_words(question)

"""Cutting Markdown into sentences. The texts are invented."""

from __future__ import annotations

from textwrap import dedent

import pytest

from conformance.ledger import sentences
from conformance.ledger.sentences import markdown


def texts(source: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(dedent(source), ".md").sentences]


def places(source: str) -> list[tuple[str, str]]:
    found = sentences.split(dedent(source), ".md").sentences
    return [(sentence.section, sentence.text) for sentence in found]


def test_wrapping_a_paragraph_anew_changes_nothing() -> None:
    narrow = "Trees\ngrow\nslowly. Grass\ndoes not.\n"
    wide = "Trees grow slowly.\nGrass does not.\n"
    assert texts(narrow) == texts(wide) == ["Trees grow slowly.", "Grass does not."]


def test_lists() -> None:
    source = """
        Fruit:
        - an apple, which
          is red;
        * a pear. It is green.

          It has a second paragraph.

            - a nested item

              of two paragraphs
        1. First.
        2) Second.

        After all.
    """
    assert texts(source) == [
        "Fruit:",
        "an apple, which is red;",
        "a pear.",
        "It is green.",
        "It has a second paragraph.",
        "a nested item",
        "of two paragraphs",
        "First.",
        "Second.",
        "After all.",
    ]


def test_quotations_are_prose_and_arrows_stay() -> None:
    source = """
        > Note: a seed -> tree rule. It
        > holds.
        >
        > - an item
    """
    assert texts(source) == ["Note: a seed -> tree rule.", "It holds.", "an item"]


def test_a_block_of_code_is_one_sentence() -> None:
    source = """
        Before:
        ```json
        { "a": 1.

        # "b": 2 }
        ```
        - an item:
          ~~~
          literal. Of the item.
          ```
          ~~~

        After.

            indented. Code.

            More.

        The end.
    """
    assert texts(source) == [
        "Before:",
        '{ "a": 1. # "b": 2 }',
        "an item:",
        "literal. Of the item. ```",
        "After.",
        "indented. Code. More.",
        "The end.",
    ]


def test_rows_of_tables_are_one_sentence() -> None:
    source = """
        | Name | Colour |
        | :- | -: |
        | apple | Red. Or
        |  pear  | Green. Must be. |
    """
    assert texts(source) == ["Name | Colour", "apple | Red. Or", "pear | Green. Must be."]


def test_comments_rules_and_targets_are_dropped() -> None:
    source = """
        One.
        <!-- Two.

        Three. -->
        ---
        Four.

        ***
        [RFC1]: https://example.org/
    """
    assert texts(source) == ["One.", "Four."]


GARDEN = """
    Before.

    # The garden

    Top.

    ## `colour` (Optional)
    In colour.

    ## Example
    First.

    ## Example ##
    Second.

    ## Example 1
    Third.

    Under a line
    ------------
    In it.
"""


def test_sentences_know_their_section() -> None:
    assert places(GARDEN) == [
        ("", "Before."),
        ("the-garden", "Top."),
        ("colour-optional", "In colour."),
        ("example", "First."),
        ("example-1", "Second."),
        ("example-1-1", "Third."),
        ("under-a-line", "In it."),
    ]
    anchors = sentences.split(dedent(GARDEN), ".md").anchors
    assert anchors == {section for section, _ in places(GARDEN) if section}


def test_anchors_are_made_like_github_makes_them() -> None:
    assert markdown.anchor("`data_type`") == "data_type"
    assert markdown.anchor("numpy.datetime64 data type") == "numpydatetime64-data-type"
    assert markdown.anchor("The *old* [hedge](https://example.org/)!") == "the-old-hedge"
    assert markdown.anchor("A - B") == "a---b"


@pytest.mark.parametrize("source", ["", "\n\n", "```", "#", "---", "- ", ">", "|", "|-|", "    "])
def test_odd_texts_are_no_error(source: str) -> None:
    assert all(sentence.text for sentence in sentences.split(source, ".md").sentences)

"""Cutting reStructuredText into sentences. The texts are invented."""

from __future__ import annotations

import hashlib
from textwrap import dedent

import pytest

from conformance.ledger import sentences
from conformance.ledger.sentences import rst


def texts(source: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(dedent(source)).sentences]


def places(source: str) -> list[tuple[str, str]]:
    found = sentences.split(dedent(source)).sentences
    return [(sentence.section, sentence.text) for sentence in found]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("One tree. Two trees.", ["One tree.", "Two trees."]),
        ("A pear, e.g. a green one. Done.", ["A pear, e.g. a green one.", "Done."]),
        ("I.e. A pear is meant.", ["I.e. A pear is meant."]),
        ("By A. Gardener. It is old.", ["By A. Gardener.", "It is old."]),
        ("The keys (a, b, ...) Then more.", ["The keys (a, b, ...) Then more."]),
        ("Must be ``red``.  ``hue`` is a word.", ["Must be ``red``.", "``hue`` is a word."]),
        ("It ends with ``.``. Next.", ["It ends with ``.``.", "Next."]),
        ("Version 3.1 of it. (See below.)", ["Version 3.1 of it.", "(See below.)"]),
        ('He said "no." She left!', ['He said "no."', "She left!"]),
        ("no capital. after it", ["no capital. after it"]),
        ("", []),
    ],
)
def test_ends_of_sentences(paragraph: str, expected: list[str]) -> None:
    assert list(sentences.cut(paragraph)) == expected


def test_white_space_is_folded_before_the_digest() -> None:
    assert sentences.fold("  a\n\t b ") == "a b"
    assert sentences.digest("An  apple\nfalls. ") == sentences.digest("An apple falls.")
    assert sentences.digest("a b") == hashlib.sha256(b"a b").hexdigest()[:16]
    (sentence,) = sentences.split("An apple\nfalls.\n").sentences
    assert sentence.digest == sentences.digest("An apple falls.")


def test_wrapping_a_paragraph_anew_changes_nothing() -> None:
    narrow = "Trees\ngrow\nslowly. Grass\ndoes not.\n"
    wide = "Trees grow slowly.\nGrass does not.\n"
    assert texts(narrow) == texts(wide) == ["Trees grow slowly.", "Grass does not."]


def test_lists_and_definitions() -> None:
    source = """
        Fruit:

        - an apple, which
          is red;
        - a pear. It is green.

          It has a second paragraph.

          - a nested item

        - - an item at the start
            of an item
          - its neighbour

        1. First.
        2. Second.

        colour:
            The colour. Must be
            a word.
    """
    assert texts(source) == [
        "Fruit:",
        "an apple, which is red;",
        "a pear.",
        "It is green.",
        "It has a second paragraph.",
        "a nested item",
        "an item at the start of an item",
        "its neighbour",
        "First.",
        "Second.",
        "colour:",
        "The colour.",
        "Must be a word.",
    ]


def test_a_dash_within_a_paragraph_begins_no_item() -> None:
    assert texts("Apples are red\n- mostly. Pears are not.\n") == [
        "Apples are red - mostly.",
        "Pears are not.",
    ]


def test_directives_notes_and_comments() -> None:
    source = """
        .. A comment that
           goes on.

        .. note:: Begins here and
           ends here. Then more.

        .. warning::

            Beware.

        .. image:: tree.png
           :width: 600

        .. code-block:: python

           plant("tree")

           water()

        After all.

        .. [RFC1] A. Gardener. Trees.
           1999.

        .. _out: https://example.org/
    """
    assert texts(source) == [
        "Begins here and ends here.",
        "Then more.",
        "Beware.",
        'plant("tree") water()',
        "After all.",
    ]


def test_literal_blocks_are_one_sentence() -> None:
    source = """
        For example::

            { "a": 1.

              "b": 2 }

        - an item::

            literal. Of the item.

        After.
    """
    assert texts(source) == [
        "For example:",
        '{ "a": 1. "b": 2 }',
        "an item:",
        "literal. Of the item.",
        "After.",
    ]


def test_rows_of_tables_are_one_sentence() -> None:
    source = """
        .. list-table:: Fruit
           :header-rows: 1

           * - Name
             - Colour
           * - apple
             - Red. Or
               green.

        =====  ======
        name   colour
        =====  ======
        pear   green
        =====  ======
    """
    assert texts(source) == ["Name | Colour", "apple | Red. Or green.", "name colour", "pear green"]


GARDEN = """
    .. _garden-v1:

    ======
    Garden
    ======

    Top.

    Fruit
    =====

    In fruit.

    .. _fruit-colour:

    ``colour``
    ^^^^^^^^^^

    In colour.

    .. _pear:

    *Pear*
        In pear.

    ----

    Trees
    =====

    See `The Hedge <https://example.org/>`_.

    ``colour``
    ^^^^^^^^^^

    In the colour of trees.

    .. _shop: https://example.org/

    Still in the colour of trees.

    Oak
    ^^^

    In oak.

    The hedge
    ^^^^^^^^^

    In the hedge.
"""


def test_sentences_know_their_section() -> None:
    assert places(GARDEN) == [
        ("garden-v1", "Top."),
        ("fruit", "In fruit."),
        ("fruit-colour", "In colour."),
        ("pear", "*Pear*"),
        ("pear", "In pear."),
        ("trees", "See `The Hedge <https://example.org/>`_."),
        # The anchors of these two titles are taken, so the section around them stands in.
        ("trees", "In the colour of trees."),
        ("trees", "Still in the colour of trees."),
        ("oak", "In oak."),
        ("trees", "In the hedge."),
    ]


def test_anchors_are_those_that_last() -> None:
    assert sentences.split(dedent(GARDEN)).anchors == {
        "garden-v1", "garden", "fruit", "fruit-colour", "colour", "pear", "trees", "oak",
    }  # fmt: skip


def test_anchors_are_made_like_docutils_makes_them() -> None:
    assert rst.anchor("``zarr_format``") == "zarr-format"
    assert rst.anchor("3.1 Changes, as of 2024!") == "changes-as-of-2024"
    assert rst.anchor("*") == ""


@pytest.mark.parametrize("source", ["", "\n\n", "::", "..", "====", "- ", ".. note::", "*\n*\n"])
def test_odd_texts_are_no_error(source: str) -> None:
    assert all(sentence.text for sentence in sentences.split(source).sentences)

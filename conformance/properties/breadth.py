"""What is left to draw from where some features must not be drawn.

A feature is a tag of ``conformance.cases.features``: ``dtype:float16``, ``form:short-hand``.
Choices are removed before anything is drawn, so that nothing is drawn in vain.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

Json = Any
Without = frozenset[str]
ALL: Without = frozenset()
"""Nothing is left out."""

T = TypeVar("T")


class _Other:
    """The place of anything else among ready-made values; see `or_other`."""

    def __repr__(self) -> str:
        return "OTHER"


OTHER = _Other()


def ready(values: Iterable[T]) -> st.SearchStrategy[T]:
    """One of ready-made values, the plainest first.

    After each new example Hypothesis tries five in which one part is a copy of another with the
    same label, and calls equal what is drawn from lists without a hash. Of such copies nothing is
    learnt here, so every strategy has numbers, and with them a label, of its own: for a draw that
    is repeated in an example, make one for each time.
    """
    found = tuple(values)
    first = next(_NUMBERS)
    return st.sampled_from(range(first, first + len(found))).map(lambda i: found[i - first])


def choose(draw: Callable[[st.SearchStrategy[Any]], Any], options: Sequence[T], which: object) -> T:
    """One of options that are known only when it is drawn; ``which`` tells draws apart.

    See `ready` for why they must be told apart.
    """
    place: int = draw(_places(len(options), which))
    return options[place]


@cache
def _places(count: int, _: object) -> st.SearchStrategy[int]:
    return ready(range(count))


_NUMBERS = itertools.count(0, 1 << 20)


def left(
    what: str, choices: Iterable[T], tags: Callable[[T], Iterable[str]], without: Without
) -> Sequence[T]:
    """The choices none of whose tags are left out. Raises ValueError when there is none."""
    found = [choice for choice in choices if without.isdisjoint(tags(choice))]
    if not found:
        raise ValueError(
            f"nothing is left to draw for {what} without {', '.join(sorted(without))}; "
            "allow one of them"
        )
    return found


def extension_tags(kind: str, value: Json) -> set[str]:
    """The tags of one extension in a document: its name, and its form."""
    if isinstance(value, str):
        return {"form:short-hand", f"{kind}:{value}"}
    tags = {f"{kind}:{value['name']}"}
    if "must_understand" in value:
        tags.add("form:must_understand")
    for member in ("codecs", "index_codecs"):
        for codec in value.get("configuration", {}).get(member, ()):
            tags |= extension_tags("codec", codec)
    return tags


def codec_tags(codecs: Iterable[Json]) -> set[str]:
    """The tags of a list of codecs."""
    return {tag for codec in codecs for tag in extension_tags("codec", codec)}


def or_other(
    draw: Callable[[st.SearchStrategy[Any]], Any],
    made: st.SearchStrategy[Any],
    others: st.SearchStrategy[Any],
) -> Any:
    """A ready-made value or, where that is ``OTHER``, one of the others.

    One primitive draw where ``one_of`` takes two.
    """
    chosen = draw(made)
    return draw(others) if chosen is OTHER else chosen

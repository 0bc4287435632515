"""What e-mail addresses, handles, phone numbers and personal pages look like; see ``personal``.

Every repetition is bounded, so that a search takes a time in proportion to the length of the text.
A group ``who`` holds whom it is about, where that can be nobody's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["e-mail", "handle", "phone", "orcid", "page", "folder"]
ALLOWED = frozenset(
    {
        *("apache", "conda-forge", "dask", "fsspec", "google", "google-deepmind", "napari", "ngff"),
        *("numba", "numcodecs", "numfocus", "numpy", "ome", "pandas-dev", "pangeo-data", "pydata"),
        *("rust-lang", "scipy", "unidata", "zarr-conventions", "zarr-developers"),
        *("zarr-extensions", "cache", "classmethod", "dataclass", "delayed", "jit", "main"),
        *("master", "njit", "property", "pytest", "staticmethod"),
    }
)
"""Owners of repositories, decorators and branches: no persons, though they look like handles."""
NO_PERSONS = frozenset({"jovyan", "public", "runner", "shared", "ubuntu", "user", "username"})
"""Folders under ``/home`` that are nobody's."""

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TLD = r"[^\W\d_]{2,24}(?![\w@-]|\.[^\W_])"
_HOST = rf"(?:{_LABEL}\.){{1,8}}{_TLD}"
_AT = r"\s{0,2}[\[({<]\s?(?:at|@)\s?[\])}>]\s{0,2}"
_DOT = r"(?:\s{0,2}[\[({<]\s?(?:dot|\.)\s?[\])}>]\s{0,2}|\sdot\s)"
_MAIL = (
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|gmx|web|icloud|me|proton|protonmail|posteo|"
    r"mailbox|fastmail|qq|163)"
)
_REST = r"[^\s)\]>\"']{0,300}"
_PAGES = (
    r"(?:(?:github|gitlab|bitbucket|codeberg|twitter|x|instagram|facebook|huggingface|kaggle|"
    r"keybase|t)\.(?:com|org|co|io|me)/"
    r"|linkedin\.com/in/|bsky\.app/profile/|reddit\.com/u(?:ser)?/|researchgate\.net/profile/"
    r"|stackoverflow\.com/users/|scholar\.google\.[a-z.]{2,6}/citations\?\S{0,80}?user="
    r"|orcid\.org/)"
)
_SERVICES = (
    r"(?:github|gitlab|twitter|mastodon|bluesky|slack|discord|zulip|gitter|matrix|linkedin|skype|"
    r"telegram)"
)


@dataclass(frozen=True)
class Search:
    """A search for one kind; a text in which ``hint`` does not match has nothing of it."""

    kind: Kind
    hint: re.Pattern[str]
    pattern: re.Pattern[str]


def _search(kind: Kind, hint: str, *alternatives: str) -> Search:
    pattern = re.compile("|".join(alternatives), re.IGNORECASE)
    return Search(kind, re.compile(hint, re.IGNORECASE), pattern)


SEARCHES = (
    _search("page", "://", r"(?<![\w+.-])[a-z][a-z0-9+.-]{1,20}://[^\s/@]{1,200}@[^\s/]" + _REST),
    _search(
        "page",
        "/",
        rf"(?<![\w.-])(?:https?://)?(?:www\.)?{_PAGES}@?(?P<who>[\w.-]{{1,60}}){_REST}",
    ),
    _search(
        "page",
        "/",
        rf"(?:https?://|www\.)[\w.-]{{1,200}}/(?:[@~]|users?/|people/)[\w.@-]{_REST}",
    ),
    _search(
        "page",
        r"\.git(?:hub|lab)\.io",
        rf"(?<![\w.-])(?:https?://)?(?P<who>[\w-]{{1,60}})\.git(?:hub|lab)\.io\b{_REST}",
    ),
    _search("page", "git@", rf"(?<!\w)git@[\w.-]{{1,200}}:(?P<who>[\w.-]{{1,60}})/{_REST}"),
    _search(
        "e-mail",
        "@",
        rf"(?<![\w.+%-])(?!git@)[\w.+%'-]{{1,64}}@(?!v?\d+\.\d){_HOST}",
    ),
    _search(
        "e-mail",
        r"[\[({<]\s?(?:at|@)|\sat\s[\w-]{1,63}(?:\sdot\s|\s{0,2}[\[({<]|\.)",
        rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}{_HOST}",
        rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{_AT}|\sat\s)[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,5}}",
        rf"(?<![\w.+-])[\w.+-]{{1,64}}\sat\s{_MAIL}\.[a-z]{{2,6}}\b",
    ),
    _search("orcid", r"\d{4}-", r"(?<![\w-])\d{4}-\d{4}-\d{4}-\d{3}[\dX](?![\w-])"),
    _search(
        "handle",
        "@",
        r"(?<![\w@.+/=)\]-])@(?!v?\d[\d.]*(?![\w-]))"
        r"(?P<who>\w(?:[\w-]|\.(?=\w)){0,60}+)(?!/)(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})?",
    ),
    _search(
        "handle",
        "handle|user|account|nick|id",
        rf"(?<!\w){_SERVICES}\s{{0,2}}(?:handle|user ?name|user|account|id|nick)"
        r"(?:\s{0,2}(?:[:=]|\bis\b)\s{0,2}|\s)@?[\w.#-]{2,60}",
    ),
    _search(
        "phone",
        r"\d",
        r"(?<![\w.+])(?:\+|00)[1-9](?:[\s()./-]{0,3}\d){7,14}(?![\w.]\d)",
        r"(?<![\w.-])(?:\(\d{3}\)\s?|\d{3}[.-])\d{3}[.-]\d{4}(?![\w-])",
        r"(?<![\w.-])(?:\(0[1-9]\d{0,4}\)\s?|0[1-9]\d{0,4}[ /-])"
        r"\d{3,5}(?:[ -]?\d{2,4}){1,3}(?![\w-])",
        r"(?<!\w)(?:tel|phone|mobile|cell|call me at|whatsapp|signal)[.:]?\s{0,2}(?:no\.?\s)?"
        r"\+?\d(?:[\s()./-]{0,2}\d){5,14}",
    ),
    _search("folder", r"[/\\]", r"(?:/home/|/Users/|\b[A-Z]:\\Users\\)(?P<who>[\w.-]{1,60})"),
)

"""The extension data type ``fixed_length_utf32``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec, gzip
from conformance.cases.faults import FaultDraft, fault
from conformance.cases.model import Case

NAME = "fixed_length_utf32"
CLAUSE = "ext.data-type.fixed-length-utf32"
# Three code points at most: full, short, empty, beyond 16 bits, a zero inside, combining marks.
TEXTS = ("Hi", "日本語", "", "𝄞🎵", "a\0b", "e\u0301")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    control = _draft("plain", "Texts of up to three code points.", "elements").read()
    yield control
    yield from _values()
    filled = list(_fills())
    yield from filled
    yield from _configuration_faults(control)
    # A chunk of this one is missing, so that no reader does without the fill value.
    yield from _fill_faults(filled[0])
    yield from _units(control)


def _draft(what: str, title: str, *about: str, length: int = 12, fill: Any = "") -> ArrayDraft:
    data_type = {"name": NAME, "configuration": {"length_bytes": length}}
    id = f"ext/data-types/fixed-length-utf32/{what}"
    draft = array(id, title, *(f"{CLAUSE}.{one}" for one in about)).data_type(data_type, fill)
    return draft.values(*TEXTS) if length == 12 else draft


def _values() -> Iterator[Case]:
    title = "Texts that fill an element and texts that do not, big-endian."
    draft = _draft("values-big", title, "bytes", "bytes.padding", "endian.all-units")
    yield draft.codecs(bytes_codec("big")).check("data_type").read()
    title = "The least length, which is one code point."
    yield _draft("one-code-point", title, "length-bytes", length=4).values(*"aé日𝄞b ").read()
    title = "Elements of 48 bytes, compressed."
    draft = _draft("gzip", title, "codec.compressed", length=48).codecs(bytes_codec(), gzip())
    yield draft.values("twelve chars", *TEXTS[1:]).read()


def _fills() -> Iterator[Case]:
    for what, fill, words in (
        ("short", "é", "shorter than an element"),
        ("full", "abc", "as long as an element"),
        ("beyond-16-bits", "𝄞🎵日", "three code points, of which two need more than 16 bits"),
    ):
        draft = _draft(f"fill-{what}", f"The fill value is {words}.", "fill-value", "json")
        draft = draft.shape(2, 3, chunks=(1, 3)).member("fill_value", fill).missing((1, 0))
        yield draft.codecs(bytes_codec("big")).check("fill_value").read()


def _fault(what: str, title: str, about: str, control: Case, *more: str) -> FaultDraft:
    id = f"ext/data-types/fixed-length-utf32/{what}"
    return fault(id, title, f"{CLAUSE}.{about}", *more, control=control)


def _configuration_faults(control: Case) -> Iterator[Case]:
    title = "The data type is its name alone, and not an object."
    draft = _fault("name-alone", title, "configuration", control, f"{CLAUSE}.object")
    yield draft.set("data_type", NAME).refuse()
    draft = _fault("no-configuration", "There is no configuration.", "configuration", control)
    yield draft.drop("data_type.configuration").refuse()
    title = "The length is called length."
    draft = _fault("no-length-bytes", title, "length-bytes.required", control)
    yield draft.set("data_type.configuration", {"length": 12}).refuse()
    for what, words, length in (
        ("zero", "zero", 0),
        ("negative", "negative", -12),
        ("no-multiple", "no multiple of 4", 6),
        ("string", "a string", "12"),
        ("fraction", "a fraction", 4.5),
        ("null", "null", None),
        ("array", "an array", [12]),
    ):
        title = f"length_bytes is {words}."
        draft = _fault(f"length-is-{what}", title, "length-bytes", control)
        yield draft.set("data_type.configuration.length_bytes", length).refuse()
    title = "length_bytes is written 12.0."
    draft = _fault("length-is-written-with-point", title, "length-bytes", control)
    yield draft.set("data_type.configuration.length_bytes", 12.0).observe()
    title = "The configuration has another member."
    draft = _fault("other-member", title, "configuration", control)
    draft = draft.set("data_type.configuration.encoding", "utf-32")
    yield draft.observe("zarr-specs#270")
    title = "The bytes codec does not name the byte order."
    yield _fault("no-endian", title, "endian", control).set("codecs", [bytes_codec(None)]).refuse()
    title = "The codec is vlen-utf8."
    draft = _fault("variable-length-codec", title, "codec.variable-length", control)
    yield draft.set("codecs", [{"name": "vlen-utf8"}]).observe()


def _fill_faults(control: Case) -> Iterator[Case]:
    for what, words, fill in (
        ("too-long", "of four code points, where an element holds three", "four"),
        ("far-too-long", "of many code points", "longer than an element"),
    ):
        draft = _fault(f"fill-is-{what}", f"The fill value is {words}.", "too-long", control)
        yield draft.set("fill_value", fill).refuse()
    faults: tuple[tuple[str, str, Any], ...] = (
        ("number", "the number 0", 0),
        ("null", "null", None),
        ("boolean", "true", True),
        ("array", "an array of characters", ["a", "b"]),
        ("object", "an object", {}),
    )
    for what, words, value in faults:
        draft = _fault(f"fill-is-{what}", f"The fill value is {words}.", "fill-value", control)
        yield draft.set("fill_value", value).refuse()
    # Zeros at the end are what padding is; the text counts code points all the same.
    title = "The fill value is too long by zeros at its end."
    draft = _fault("fill-is-too-long-by-zeros", title, "too-long", control)
    yield draft.set("fill_value", "abc\0\0").observe()
    title = "The fill value has half of a surrogate pair."
    draft = _fault("fill-is-lone-surrogate", title, "fill-value", control)
    draft = draft.set("fill_value", "?")
    yield draft.text(lambda text: text.replace('"?"', '"\\ud834"')).observe()


def _units(control: Case) -> Iterator[Case]:
    for what, words, unit in (
        ("surrogate", "half of a surrogate pair", 0xD834),
        ("beyond-unicode", "beyond the last code point of Unicode", 0x110000),
    ):
        draft = _fault(f"unit-is-{what}", f"A code unit is {words}.", "bytes", control)
        chunk = control.store["c/0/0"]
        yield draft.put("c/0/0", unit.to_bytes(4, "little") + chunk[4:]).observe()

"""Elements of variable length: the data types ``string`` and ``bytes``, and their codecs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec, gzip, sharding, transpose
from conformance.cases.faults import fault
from conformance.cases.model import Case

VLEN = {"string": "vlen-utf8", "bytes": "vlen-bytes"}
# Of every kind that a reader of fixed-length or zero-ended strings gets wrong.
TELLING = {
    "string": (
        "",
        "a",
        "zero\0inside",
        "zero at the end\0",
        "é",
        "e\u0301",
        "日本語",
        "𝄞🎵",
        " b ",
    ),
    "bytes": (
        *(b"", b"a", b"zero\0inside", b"zero at the end\0", b"\0\0", b"\xff\xfe\x80"),
        *(bytes(range(256)), b"\xc3\xa9", b" b "),
    ),
}
KEY = "c/0/0"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name in VLEN:
        plain = _draft(name, "plain", f"{name}: elements of many lengths.", "elements").read()
        yield plain
        yield from _values(name)
        yield from _parts(name)
        yield from _damage(name, plain)
        yield from _open(name, plain)
    yield from _string_fills()
    yield from _bytes_fills()


def _draft(name: str, what: str, title: str, *about: str, codec: bool = False) -> ArrayDraft:
    place = f"codecs/{VLEN[name]}" if codec else f"data-types/{name}"
    prefix = f"ext.codec.{VLEN[name]}" if codec else f"ext.data-type.{name}"
    draft = array(f"ext/{place}/{what}", title, *(f"{prefix}.{one}" for one in about))
    return draft.data_type(name, "").codecs({"name": VLEN[name]})


def _values(name: str) -> Iterator[Case]:
    about = ("count", "element", "order", "name") + (("utf-8",) if name == "string" else ())
    title = f"{VLEN[name]}: nothing, zeros inside and at the end, and more bytes than characters."
    yield (
        _draft(name, "values", title, *about, codec=True)
        .shape(3, 3)
        .values(*TELLING[name])
        .check("data_type")
        .read()
    )
    title = f"{VLEN[name]}: an array without dimensions."
    yield (
        _draft(name, "no-dimensions", title, "count", codec=True)
        .shape()
        .values("é".encode())
        .read()
    )
    if name != "string":
        return  # the layout is the same: what follows shows nothing new of the other codec
    title = f"{VLEN[name]}: an element of 800 bytes."
    long = "é".encode() * 400
    yield _draft(name, "long", title, "element", codec=True).shape(2).values(b"", long).read()
    title = f"{VLEN[name]}: every element is empty."
    yield _draft(name, "empty", title, "count", codec=True).values(*[b""] * 6).read()
    title = f"{VLEN[name]}: chunks overhang the edge, and hold as many elements as any other."
    draft = _draft(name, "edge-chunks", title, "count", "order", codec=True)
    yield draft.shape(3, 5, chunks=(2, 3)).read()
    vlen = {"name": VLEN[name]}
    title = f"{VLEN[name]}: after transpose, so that elements are in the order of that."
    draft = _draft(name, "transposed", title, "order", codec=True)
    yield draft.codecs(transpose(1, 0), vlen).read()
    title = f"{VLEN[name]}: compressed."
    yield _draft(name, "gzip", title, "kind", codec=True).codecs(vlen, gzip()).read()


def _parts(name: str) -> Iterator[Case]:
    vlen = {"name": VLEN[name]}
    title = f"{VLEN[name]}: a part of an array, across chunks."
    draft = _draft(name, "region", title, "order", codec=True).shape(4, 6, chunks=(2, 3))
    yield draft.region((1, 3), (2, 5)).read()
    title = f"{VLEN[name]}: inner chunks of a shard, of which one is missing."
    draft = _draft(name, "sharded", title, "kind", codec=True).shape(4, 6, chunks=(4, 6))
    draft = draft.member("fill_value", "fill" if name == "string" else "Zmls")
    fill = b"fill" if name == "string" else b"fil"
    # The last inner chunk holds nothing but the fill value, and so is left out of the shard.
    elements = [fill if i // 6 >= 2 and i % 6 >= 3 else b"x" * (i % 5) for i in range(24)]
    yield draft.codecs(sharding(2, 3, codecs=[vlen])).values(*elements).read()


def _damage(name: str, plain: Case) -> Iterator[Case]:
    chunk = plain.store[KEY]
    codec = VLEN[name]
    first = chunk.index(b"1")
    damages: list[tuple[str, str, str, bytes]] = [
        ("count-too-high", "the number of elements is one too high", "count", _count(chunk, 7)),
        ("count-too-low", "the number of elements is one too low", "count", _count(chunk, 5)),
        ("count-absurd", "the number of elements is 2^32 - 1", "count", _count(chunk, 2**32 - 1)),
        ("cut", "the last byte is missing", "element", chunk[:-1]),
        ("no-count", "the chunk is empty", "count", b""),
        ("bytes-after", "bytes follow the last element", "element", chunk + b"more"),
        (
            "length-absurd",
            "the first element has a length of 2^32 - 1",
            "element",
            chunk[:4] + struct.pack("<I", 2**32 - 1) + chunk[8:],
        ),
    ]
    if name == "string":
        damaged = chunk[:first] + b"\xff" + chunk[first + 1 :]
        damages.append(("no-utf-8", "an element is no UTF-8", "utf-8", damaged))
    for what, words, about, data in damages:
        draft = fault(
            f"ext/codecs/{codec}/damage-{what}",
            f"{codec}: {words}.",
            f"ext.codec.{codec}.{about}",
            control=plain,
        )
        yield draft.put(KEY, data).robustness()


def _count(chunk: bytes, count: int) -> bytes:
    return struct.pack("<I", count) + chunk[4:]


def _open(name: str, plain: Case) -> Iterator[Case]:
    codec = VLEN[name]
    member = fault(
        f"ext/codecs/{codec}/configuration",
        f"{codec} has a configuration, of which its document knows nothing.",
        f"ext.codec.{codec}.configuration",
        control=plain,
    )
    value = {"name": codec, "configuration": {"width": 4}}
    yield member.set("codecs", [value]).observe("zarr-specs#270")
    other = array(
        f"ext/codecs/{codec}/plain-uint8",
        f"Numbers, the control of {codec} with numbers.",
        "v3.data-type.uint8",
    ).data_type("uint8")
    yield (
        fault(
            f"ext/codecs/{codec}/other-data-type",
            f"{codec} is to encode numbers.",
            f"ext.codec.{codec}.data-type",
            control=other.read(),
        )
        .set("codecs", [{"name": codec}])
        .observe()
    )
    yield (
        fault(
            f"ext/data-types/{name}/other-codec",
            f"{name}: the codec is bytes, which has no form for it.",
            f"ext.data-type.{name}.codec",
            control=plain,
        )
        .set("codecs", [bytes_codec()])
        .observe()
    )


def _fill(name: str, what: str, words: str, about: str, fill: Any) -> Case:
    title = f"{name}: the fill value is {words}."
    draft = _draft(name, f"fill-{what}", title, "fill-value", *([about] if about else []))
    draft = draft.shape(2, 3, chunks=(1, 3)).member("fill_value", fill)
    return draft.missing((1, 0)).check("fill_value").read()


def _string_fills() -> Iterator[Case]:
    control = _fill("string", "text", "foo", "", "foo")
    yield control
    yield _fill("string", "beyond-ascii", "a text with a character beyond 16 bits", "", "é𝄞")
    yield _fill("string", "zero-at-end", "a text that ends with the character zero", "", "a\0")
    for what, words, value in (
        ("number", "the number 0", 0),
        ("null", "null", None),
        ("boolean", "false", False),
        ("array", "an array with a text", ["foo"]),
        ("object", "an object", {}),
    ):
        yield _fill_fault("string", what, words, value, control).refuse()
    draft = _fill_fault("string", "lone-surrogate", "half of a surrogate pair", "", control)
    yield draft.text(
        lambda text: text.replace('"fill_value": ""', '"fill_value": "\\ud834"')
    ).observe()


def _fill_fault(name: str, what: str, words: str, value: Any, control: Case) -> Any:
    return fault(
        f"ext/data-types/{name}/fill-is-{what}",
        f"{name}: the fill value is {words}.",
        f"ext.data-type.{name}.fill-value",
        control=control,
    ).set("fill_value", value)


def _bytes_fills() -> Iterator[Case]:
    array_form, base64 = "fill-value.array", "fill-value.base64"
    control = _fill("bytes", "base64", "in base64", base64, "AQID")
    yield control
    yield _fill("bytes", "base64-padded", "in base64 with padding", base64, "AQ==")
    yield _fill("bytes", "base64-symbols", "in base64 with + and /", base64, "+/+/")
    yield _fill("bytes", "array", "an array", array_form, [1, 2, 255, 0])
    yield _fill("bytes", "array-empty", "an empty array", array_form, [])
    for what, words, value in (
        ("number", "a number", 1),
        ("null", "null", None),
        ("boolean", "true", True),
        ("object", "an object", {}),
        ("array-above-range", "an array with 256", [1, 256]),
        ("array-below-range", "an array with -1", [1, -1]),
        ("array-of-fractions", "an array with 1.5", [1, 1.5]),
        ("array-of-strings", "an array with strings", ["1", "2"]),
        ("array-with-null", "an array with null", [1, None]),
        ("array-of-arrays", "an array in an array", [[1, 2]]),
        ("no-base64", "a string with characters that base64 has not", "%%%%"),
        ("base64-of-one-digit", "one digit of base64, which is less than a byte", "A"),
    ):
        yield _fill_fault("bytes", what, words, value, control).refuse()
    for what, words, value in (
        ("base64-unpadded", "in base64 without its padding", "AQ"),
        ("base64-url", "in the base64 of addresses, with - and _", "-_-_"),
        ("base64-with-space", "in base64 with white space", "AQ ID"),
    ):
        yield _fill_fault("bytes", what, words, value, control).observe()

"""Fill values of version 2, by data type: as missing chunks read, and how they must be spelt."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.cases.v2 import array

FILL = "v2.fill-value"
FLOAT, NAN = f"{FILL}.float", f"{FILL}.float.nan"
INFINITY, NEGATIVE = f"{FILL}.float.infinity", f"{FILL}.float.negative-infinity"
BYTES, STRUCTURED = f"{FILL}.byte-string", f"{FILL}.structured"
NUMBER, INTEGER, BOOLEAN = f"{FILL}.float.number", f"{FILL}.integer", f"{FILL}.boolean"
SCALAR, COMPLEX, OTHER = f"{FILL}.scalar", f"{FILL}.complex", f"{FILL}.other"
UNINITIALISED = "v2.chunks.uninitialised"

SPELT = "zarr-python#3079"
FIELDS = [["x", "<i2"], ["y", "<f8"]]


def _filled(name: str, title: str, dtype: Any, fill: Any, *clauses: str) -> Case:
    """An array whose second chunk is missing."""
    return (
        array(f"v2/fill-values/{name}", title, *clauses, UNINITIALISED)
        .shape(6, chunks=(3,))
        .dtype(dtype, fill)
        .missing((1,))
        .check("fill_value")
        .read()
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


FLOAT_NAN = _filled("f8-nan", "The fill value is NaN.", "<f8", "NaN", NAN, FLOAT)
FLOAT32_NAN = _filled("f4-nan", "The fill value is NaN.", "<f4", "NaN", NAN, FLOAT)
FLOAT16_NAN = _filled("f2-nan", "The fill value is NaN.", "<f2", "NaN", NAN, FLOAT)
INT32 = _filled("i4-negative", "A negative value.", "<i4", -42, INTEGER)
UINT8 = _filled("u1-greatest", "The greatest value.", "|u1", 255, INTEGER)
TRUE = _filled("b1-true", "The fill value is true.", "|b1", True, BOOLEAN)
# Both characters of the standard alphabet that others have in another form.
TEXT = _filled(
    "bytes",
    "A byte string in Base64, with + and /.",
    "|S6",
    _text(b"\xfb\xef\xbe\xff\xff\xff"),
    BYTES,
)
RECORD = _filled(
    "structured",
    "A structure in Base64, with + and /.",
    FIELDS,
    _text(b"\xfb\x0f\xff\xff\xfe\x00\x00\x00\xf8\x3f"),
    STRUCTURED,
)


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield from (FLOAT_NAN, FLOAT32_NAN, FLOAT16_NAN, INT32, UINT8, TRUE, TEXT, RECORD)
    yield from _numbers()
    yield from _base64()
    yield from _misspelt()
    yield from _not_base64()
    yield from _open_forms()
    yield from _open_numbers()


def _numbers() -> Iterator[Case]:
    for name, value, clause in (
        ("f8-infinity", "Infinity", INFINITY),
        ("f8-negative-infinity", "-Infinity", NEGATIVE),
    ):
        yield _filled(name, f"The fill value is {value}.", "<f8", value, clause, FLOAT)
    for name, title, dtype, value in (
        ("f8-big-endian-nan", "The fill value of big-endian numbers is NaN.", ">f8", "NaN"),
        ("f4-big-endian-infinity", "That of big-endian numbers is Infinity.", ">f4", "Infinity"),
    ):
        yield _filled(name, title, dtype, value, NAN if value == "NaN" else INFINITY, FLOAT)
    floats: tuple[tuple[str, str, str, Any], ...] = (
        ("f8-tenth", "A fraction that is rounded.", "<f8", 0.1),
        ("f4-tenth", "A fraction that is rounded.", "<f4", 0.1),
        ("f2-fraction", "A fraction.", "<f2", 0.5),
        ("f4-big-endian", "Big-endian numbers.", ">f4", -2.5),
        ("f8-exponent", "A number with an exponent.", "<f8", 1e-300),
    )
    for name, title, dtype, value in floats:
        yield _filled(name, title, dtype, value, NUMBER)
    integers: tuple[tuple[str, str, str, int], ...] = (
        ("i1-least", "The least value.", "|i1", -128),
        ("i2-big-endian", "Big-endian numbers.", ">i2", 258),
        ("u4-big-endian", "Big-endian numbers.", ">u4", 0xFEDCBA98),
        ("i8-beyond-double", "A value that no double holds.", "<i8", 2**53 + 1),
        ("u8-greatest", "The greatest value.", "<u8", 2**64 - 1),
    )
    for name, title, dtype, number in integers:
        yield _filled(name, title, dtype, number, INTEGER)
    yield _filled("b1-false", "The fill value is false.", "|b1", False, BOOLEAN)


def _base64() -> Iterator[Case]:
    yield _filled("bytes-one", "A byte string of one byte.", "|S1", _text(b"x"), BYTES)
    yield _filled("bytes-no-padding", "Base64 without padding.", "|S3", _text(b"ham"), BYTES)
    yield _filled(
        "structured-nested",
        "A structure that holds a structure.",
        [["foo", "<f4"], ["bar", [["baz", "|u1"], ["qux", "<i4"]]]],
        _text(b"\x00\x00\x80\x3f\x07\x01\x02\x03\x04"),
        STRUCTURED,
    )
    yield _filled("structured-zero", "All bytes are zero.", FIELDS, _text(bytes(10)), STRUCTURED)


def _misspelt() -> Iterator[Case]:
    for name, word in (
        ("nan-lower-case", "nan"),
        ("infinity-with-plus", "+Infinity"),
        ("negative-inf", "-inf"),
    ):
        yield _misspelt_as(f"f8-{name}", word)
    for token, name in (("NaN", "nan"), ("-Infinity", "minus-infinity")):
        yield (
            fault(
                f"v2/fill-values/f8-token-{name}",
                f"The fill value is {token} without quotes, which is no JSON.",
                "v2.array.object",
                FLOAT,
                control=FLOAT_NAN,
            )
            .text(_unquoted(token))
            # Libraries have written such documents for years.
            .observe("zarr-specs#141", "zarr-python#412")
        )


def _misspelt_as(name: str, word: str) -> Case:
    return (
        fault(f"v2/fill-values/{name}", f'The fill value is "{word}".', FLOAT, control=FLOAT_NAN)
        .set("fill_value", word)
        .refuse()
    )


def _unquoted(token: str) -> Callable[[str], str]:
    return lambda text: text.replace('"NaN"', token)


def _not_base64() -> Iterator[Case]:
    for what, clause, control in (("bytes", BYTES, TEXT), ("structured", STRUCTURED, RECORD)):
        right = json.loads(control.store[".zarray"])["fill_value"]
        for name, words, value in (
            ("url-alphabet", "the URL alphabet", right.replace("+", "-").replace("/", "_")),
            ("not-ascii", "characters beyond ASCII", "æøåæøåæø"),
        ):
            yield _spelt(f"{what}-{name}", f"Base64 with {words}.", clause, control, value)
        yield _spelt(f"{what}-true", "The fill value is true.", clause, control, True)
    right = json.loads(TEXT.store[".zarray"])["fill_value"]
    name, title = "v2/fill-values/bytes-with-newline", "Base64 with a line break."
    # Some forms of Base64 have line breaks, which are not of the alphabet.
    broken = fault(name, title, BYTES, control=TEXT)
    yield broken.set("fill_value", right[:4] + "\n" + right[4:]).observe()
    numbers = [251, 239, 190, 255, 255, 255]
    yield _spelt("bytes-list", "The fill value is a list of bytes.", BYTES, TEXT, numbers)
    # Arrays older than the rule have these, and readers are lenient on purpose.
    for name, title, value in (
        ("number-zero", "The fill value is the number 0.", 0),
        ("plain-text", "The fill value is the text as it is.", "ham!"),
    ):
        yield (
            fault(f"v2/fill-values/bytes-{name}", title, BYTES, control=TEXT)
            .set("fill_value", value)
            .observe("zarr-python#165", "zarr-python#176")
        )
    of_structures: tuple[tuple[str, str, Any], ...] = (
        ("structured-list", "The fill value is a list of values.", [1, 2.5]),
        ("structured-object", "The fill value is an object of values.", {"x": 1, "y": 2.5}),
        ("structured-plain-text", "The fill value is text.", "(1, 2.5)"),
    )
    for name, title, value in of_structures:
        yield _spelt(name, title, STRUCTURED, RECORD, value)
    # Arrays older than the rule have it too, and whether readers shall take it is discussed.
    name, title = "v2/fill-values/structured-number-zero", "The fill value is the number 0."
    zero = fault(name, title, STRUCTURED, control=RECORD)
    yield zero.set("fill_value", 0).observe("zarr-python#275")


def _spelt(name: str, title: str, clause: str, control: Case, value: Any) -> Case:
    draft = fault(f"v2/fill-values/{name}", title, clause, control=control)
    return draft.set("fill_value", value).refuse()


def _open_forms() -> Iterator[Case]:
    def filled(name: str, title: str, dtype: Any, fill: Any, clause: str) -> Case:
        return (
            array(f"v2/fill-values/{name}", title, clause, UNINITIALISED)
            .shape(6, chunks=(3,))
            .dtype(dtype, fill)
            .missing((1,))
            .observe(SPELT)
        )

    yield filled("complex-pair", "A complex number as a pair.", "<c16", [1.5, -2.5], COMPLEX)
    yield filled("complex-nan", "A pair of NaN and Infinity.", "<c8", ["NaN", "Infinity"], COMPLEX)
    yield filled("datetime-number", "A time as a number of units.", "<M8[ns]", 10**15, OTHER)
    yield filled("unicode-text", "A unicode string as it is.", "<U3", "é漢", OTHER)
    yield filled("void-base64", "Raw bytes in Base64.", "|V3", _text(b"\x01\x02\xff"), OTHER)
    yield filled("bytes-shorter", "A byte string shorter than an element.", "|S6", "aGFt", BYTES)
    yield filled("bytes-empty", "An empty byte string.", "|S6", "", BYTES)
    yield filled(
        "structured-big-endian",
        "A structure whose fields are big-endian.",
        [["x", ">i2"], ["y", "<u2"]],
        _text(b"\x01\x02\x03\x04"),
        STRUCTURED,
    )


# No element has such a value. The others are spellings that a reader may understand.
_SENSELESS = {
    "integer-fraction",
    "integer-nan",
    "integer-too-large",
    "integer-negative-unsigned",
    "float-list",
    "float-empty-string",
    "bytes-too-long",
    "structured-too-short",
    "structured-too-long",
}


def _open_numbers() -> Iterator[Case]:
    controls = {
        "<i4": INT32,
        "|u1": UINT8,
        "<f8": FLOAT_NAN,
        "|b1": TRUE,
        "<c16": array("v2/x", "x", COMPLEX).shape(6, chunks=(3,)).dtype("<c16").read(),
        "<M8[ns]": array("v2/x", "x", OTHER).shape(6, chunks=(3,)).dtype("<M8[ns]").read(),
        "|S6": TEXT,
        "structured": RECORD,
    }
    values: tuple[tuple[str, str, Any, str], ...] = (
        ("integer-string", "<i4", "7", INTEGER),
        ("integer-decimal-point", "<i4", 7.0, INTEGER),
        ("integer-fraction", "<i4", 7.5, INTEGER),
        ("integer-true", "<i4", True, INTEGER),
        ("integer-nan", "<i4", "NaN", INTEGER),
        ("integer-too-large", "|u1", 256, INTEGER),
        ("integer-negative-unsigned", "|u1", -1, INTEGER),
        ("float-string", "<f8", "7.5", NUMBER),
        ("float-hexadecimal", "<f8", "0x7ff8000000000001", NUMBER),
        ("float-list", "<f8", [7.5], SCALAR),
        ("float-empty-string", "<f8", "", NUMBER),
        ("boolean-zero", "|b1", 0, BOOLEAN),
        ("complex-number", "<c16", 1.5, COMPLEX),
        ("datetime-nat", "<M8[ns]", "NaT", OTHER),
        ("datetime-text", "<M8[ns]", "2001-02-03", OTHER),
        ("bytes-too-long", "|S6", _text(b"hamham!"), BYTES),
        ("bytes-padding-missing", "|S6", "aGFtaA", BYTES),
        ("structured-too-short", "structured", _text(bytes(9)), STRUCTURED),
        ("structured-too-long", "structured", _text(bytes(11)), STRUCTURED),
    )
    for name, dtype, value, clause in values:
        draft = (
            fault(
                f"v2/fill-values/{name}",
                f"The dtype is {_dtype(dtype)}, the fill value {json.dumps(value)}.",
                clause,
                control=controls[dtype],
            )
            .set("fill_value", value)
            .erase("1")
        )
        yield draft.robustness() if name in _SENSELESS else draft.observe(SPELT)


def _dtype(name: str) -> str:
    return json.dumps(FIELDS) if name == "structured" else name

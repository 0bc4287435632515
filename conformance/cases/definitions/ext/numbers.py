"""Extension data types that are numbers: integers of less than a byte, small floats, and complex.

Every bit pattern is there, and every form of a fill value that the documents give.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.cases.builder import ArrayDraft, array, bytes_codec
from conformance.cases.faults import fault
from conformance.cases.model import Case
from conformance.oracle.extension_types import FLOATS, PLAIN, clause
from conformance.oracle.extensions import slug
from conformance.oracle.metadata import ArrayMetadata
from conformance.oracle.number_forms import FloatFormat

# Patterns that packbits makes the same bytes of in either order of the bits, by their width.
EITHER_WAY = {
    2: (0, 3, 3, 0, 3, 0, 0, 3),
    4: (6, 6, 9, 9, 15, 15, 0, 0),
    6: (0, 12, 12, 0, 63, 51, 51, 63),
}

# What a fill value becomes is by the same rules for all of them: two have the whole series, of two
# and of one byte. The others have what depends on their own table of numbers.
WHOLE_SERIES = ("bfloat16", "float8_e5m2")

OVERFLOW = "v3.fill-value.float.overflow"
NAN_DISCUSSION = "zarr-specs#194"
MEMBERS_DISCUSSION = "zarr-specs#270"

# Numbers whose digits are spelt alike by all, but for those of bfloat16, spelt as the text does.
HEX = {name: "0x3fc0" if name == "bfloat16" else "0x38" for name in FLOATS} | {
    "float8_e8m0fnu": "0x82",
    "float6_e2m3fn": "0x12",
    "float6_e3m2fn": "0x12",
}


def cases() -> Iterator[Case]:
    """The cases of this module."""
    for name in ("int2", "int4", "uint2", "uint4"):
        yield from _integers(name)
    for name, form in FLOATS.items():
        yield from _floats(name, form)
        yield from _float_fills(name, form)
        yield from _open_float_fills(name, form)
    for name in PLAIN:
        if name.startswith("complex_") and not PLAIN[name].alias:
            yield from _complex(name)
    yield from _aliases()
    for name, data_type in PLAIN.items():
        if data_type.bits:
            yield _packed(name)


def _draft(name: str, what: str, title: str, *about: str) -> ArrayDraft:
    id = f"ext/data-types/{slug(name)}/{what}"
    return array(id, title, *(clause(name, one) for one in about)).data_type(name)


def _half_missing(draft: ArrayDraft, fill: Any, endian: str = "little") -> ArrayDraft:
    """A draft with a chunk that is missing, whose elements are the fill value."""
    return (
        draft.shape(2, 3, chunks=(1, 3))
        .member("fill_value", fill)
        .codecs(bytes_codec(endian))
        .missing((1, 0))
        .check("fill_value")
    )


def _garbage(bits: int) -> Any:
    """Rewrites chunks: other bits above the lower ones of each byte, no two bytes alike."""

    def rewrite(_: ArrayMetadata, __: str, data: bytes) -> bytes:
        upper = 256 >> bits
        return bytes(byte | ((37 * i + 1) % upper) << bits for i, byte in enumerate(data))

    return rewrite


def _integers(name: str) -> Iterator[Case]:
    data_type = PLAIN[name]
    count = 1 << data_type.bits
    lowest = -count // 2 if data_type.kind == "int" else 0
    numbers = range(lowest, lowest + count)
    plain = _draft(name, "values", f"{name} from its lowest to its highest value.", "range", "name")
    control = plain.shape(2, count // 2).values(*numbers).check("data_type").read()
    yield control
    yield (
        _draft(
            name, "upper-bits", f"{name}: the unused bits of each byte are set.", "bytes.upper-bits"
        )
        .shape(2, count // 2)
        .values(*numbers)
        .rechunk(_garbage(data_type.bits))
        .read()
    )
    title = f"{name}: the fill value is {lowest}, and big-endian means nothing to the chunks."
    draft = _draft(name, "fill-lowest", title, "fill-value", "bytes.endian")
    # The control of the faults: a chunk is missing, so that no reader does without the fill value.
    filled = _half_missing(draft, lowest, "big").read()
    yield filled
    if data_type.kind == "uint":
        title = f"{name}: the fill value is {lowest + count - 1}, the highest."
        draft = _draft(name, "fill-highest", title, "fill-value")
        yield _half_missing(draft, lowest + count - 1).read()
    faults: list[tuple[str, str, Any]] = [
        ("above-range", f"{lowest + count}, one too high", lowest + count),
        ("below-range", f"{lowest - 1}, one too low", lowest - 1),
    ]
    faults += [
        ("string", 'the string "1"', "1"),
        ("hex-string", "a hexadecimal string", "0x1"),
        ("boolean", "true", True),
        ("null", "null", None),
        ("fraction", "0.5", 0.5),
        ("decimal-point", "written 1.0", 1.0),
        ("array", "an array", [1]),
    ]
    for what, words, value in faults:
        yield (
            fault(
                f"ext/data-types/{slug(name)}/fill-is-{what}",
                f"{name}: the fill value is {words}.",
                clause(name, "fill-value"),
                control=filled,
            )
            .set("fill_value", value)
            .refuse()
        )
    if name == "int4":
        yield (
            fault(
                "ext/data-types/int4/configuration",
                "int4 has a configuration, of which its document knows nothing.",
                clause(name, "configuration"),
                control=control,
            )
            .set("data_type", {"name": name, "configuration": {"width": 4}})
            .observe(MEMBERS_DISCUSSION)
        )


def _is_nan(form: FloatFormat, bits: int) -> bool:
    sign = 1 << (form.width - 1)
    infinite = form.infinity is not None and bits & ~sign == form.infinity
    return not infinite and not form.is_finite(bits)


def _floats(name: str, form: FloatFormat) -> Iterator[Case]:
    data_type = PLAIN[name]
    clauses = ("exponent", "mantissa", "sign", "special", "subnormal", "bytes", "name")
    if name == "bfloat16":
        for order in ("little", "big"):
            draft = _draft(
                name,
                f"values-{order}",
                f"bfloat16: ordinary, largest, smallest and special values, {order}-endian.",
                *clauses,
                "truncated",
            )
            bits = [0x3FC0, 0xC030, 0x7F7F, 0xFF7F, 0x0080, 0x0001, 0x8001, 0x007F]
            bits += [0x7F80, 0xFF80, 0x7FC0, 0x8000, 0x0000, 0x4049, 0x1234]
            elements = [n.to_bytes(2, "little") for n in bits]
            draft = draft.shape(3, 5).codecs(bytes_codec(order)).values(*elements)
            yield draft.check("data_type").read()
    else:
        every = range(1 << form.width)
        numbers = [bits for bits in every if bits == form.nan or not _is_nan(form, bits)]
        draft = _draft(
            name, "values", f"{name}: every number, and every special value once.", *clauses
        )
        fill = 0 if form.has_zero else HEX[name]
        draft = draft.shape(len(numbers)).member("fill_value", fill).check("data_type")
        yield draft.values(*(bytes([n]) for n in numbers)).read()
    if data_type.bits:
        title = f"{name}: the unused bits of each byte are set."
        yield (
            _draft(name, "upper-bits", title, "bytes.upper-bits")
            .shape(1 << form.width)
            .values(*(bytes([n]) for n in range(1 << form.width)))
            .rechunk(_garbage(data_type.bits))
            .read()
        )
    others = [bits for bits in range(1 << form.width) if _is_nan(form, bits) and bits != form.nan]
    if others and name in WHOLE_SERIES:
        picked = [others[0], others[1], others[len(others) // 2], others[-1]]
        title = f"{name}: NaN with a sign and with payloads."
        yield (
            _draft(name, "nan-payload", title, "special")
            .tag("float:nan-payload")
            .shape(4)
            .values(*(n.to_bytes(data_type.size, "little") for n in picked))
            .observe(NAN_DISCUSSION)
        )


def _float_fills(name: str, form: FloatFormat) -> Iterator[Case]:
    endian = () if name == "bfloat16" else ("bytes.endian",)
    fills: list[tuple[str, str, Any, tuple[str, ...]]] = []
    if form.has_zero:
        one = form.bias << form.mantissa
        # Neighbours of one: the tie goes to the even bits. Their decimals are exact.
        low = (form.number(one) + form.number(one + 1)) / 2
        high = (form.number(one + 1) + form.number(one + 2)) / 2
        tiny = 1.25 * form.number(1)
        fills += [
            ("negative", "-1.5, as big-endian", -1.5, endian),
            ("tie-to-higher", f"{high}, a tie, and the even neighbour is the higher", high, ()),
        ]
        if name in WHOLE_SERIES:
            fills += [
                ("tie-to-lower", f"{low}, a tie, and the even neighbour is the lower", low, ()),
                ("subnormal", f"{tiny}, near a subnormal number", tiny, ("subnormal",)),
            ]
        # Without infinities, the highest exponent is one of numbers.
        if form.infinity is None or name in WHOLE_SERIES:
            fills.append(("largest", "the largest number", form.number(form.largest), ()))
    else:
        fills += [
            ("power", "0.25, as big-endian", 0.25, endian),
            ("nearest-lower", "1.25, nearest to 1", 1.25, ()),
            ("nearest-higher", "1.75, nearest to 2", 1.75, ()),
        ]
    if form.width > 4:
        fills.append(("hex", f'the string "{HEX[name]}"', HEX[name], ()))
    if form.nan is not None:
        fills.append(("nan", 'the string "NaN"', "NaN", ("fill-value.nan",)))
    if form.infinity is not None:
        fills.append(("infinity", 'the string "Infinity"', "Infinity", ("special",)))
        if name in WHOLE_SERIES:
            words = 'the string "-Infinity"'
            fills.append(("negative-infinity", words, "-Infinity", ("special",)))
    for what, words, value, about in fills:
        big = "big" if "big-endian" in words else "little"
        draft = _draft(
            name, f"fill-{what}", f"{name}: the fill value is {words}.", "fill-value", *about
        )
        draft = _half_missing(draft, value, big)
        draft = draft.values(*(n.to_bytes(PLAIN[name].size, "little") for n in range(3, 9)))
        yield draft.read()


def _open_float_fills(name: str, form: FloatFormat) -> Iterator[Case]:
    control = _draft(name, "fill-one", f"{name}: the fill value is 1.", "fill-value")
    plain = _half_missing(control, 1).read()
    if name == "bfloat16" or not form.has_zero:
        yield plain
    fills: list[tuple[str, str, Any, str]] = []
    if form.nan is None:
        fills.append(("is-nan", '"NaN", which it has not', "NaN", "constants"))
    elif form.infinity is None:
        fills.append(("is-infinity", '"Infinity", which it has not', "Infinity", "constants"))
    if not form.has_zero:
        fills.append(("is-zero", "0, which it has not", 0, ""))
        fills.append(("is-negative", "-1, and it has no sign", -1, ""))
        fills.append(("is-tie", "1.5, a tie, and no mantissa says which is even", 1.5, ""))
    # Each of these questions is open for several types in the same way, and asked of a few.
    if form.infinity is None and form.has_zero:
        if name in ("float8_e4m3fnuz", "float6_e2m3fn", "float4_e2m1fn"):
            beyond = 2 * form.number(form.largest)
            fills.append(("is-beyond", f"{beyond}, beyond the largest number", beyond, "overflow"))
        if name in ("float8_e4m3fnuz", "float8_e5m2fnuz"):
            fills.append(("is-minus-zero", "-0.0, and zero has no sign", -0.0, ""))
    if form.width == 4:
        # Nobody says whether four bits are written with one digit or as the byte that they take.
        fills.append(("hex-one-digit", 'the string "0x3"', "0x3", ""))
        fills.append(("hex-two-digits", 'the string "0x03"', "0x03", ""))
    for what, words, value, about in fills:
        clauses = {
            "constants": (clause(name, "fill-value.constants"),),
            "overflow": (OVERFLOW, clause(name, "fill-value")),
        }.get(about, (clause(name, "fill-value"),))
        yield (
            fault(
                f"ext/data-types/{slug(name)}/fill-{what}",
                f"{name}: the fill value is {words}.",
                *clauses,
                control=plain,
            )
            .set("fill_value", value)
            .observe()
        )


def _complex(name: str) -> Iterator[Case]:
    data_type = PLAIN[name]
    form = data_type.number
    assert form is not None
    one, two = (2, 1) if form.has_zero else (4, 2)
    fill = [one, -two] if form.signed else [one, two]
    wide = data_type.component > 1
    for order in ("little", "big") if wide else ():
        draft = _draft(
            name,
            f"values-{order}",
            f"{name}: the real part first, each part {order}-endian.",
            *("components", "bytes", "name"),
        )
        draft = draft.shape(3, 4, chunks=(2, 3)).codecs(bytes_codec(order))
        yield draft.member("fill_value", fill).check("data_type").read()
    about = () if wide else ("components", "bytes", "bytes.endian", "name")
    draft = _draft(
        name, "fill", f"{name}: the parts of the fill value differ.", "fill-value", *about
    )
    control = _half_missing(draft, fill, "little" if wide else "big").check("data_type").read()
    yield control
    faults: list[tuple[str, str, Any]] = [
        ("number", "a number", one),
        ("one-part", "an array of one part", [one]),
        ("three-parts", "an array of three parts", [one, two, one]),
        ("null", "null", None),
    ]
    if wide:
        faults += [
            ("object", "an object", {"real": one, "imag": two}),
            ("string", 'the string "1+2j"', "1+2j"),
        ]
    for what, words, value in faults:
        yield (
            fault(
                f"ext/data-types/{slug(name)}/fill-is-{what}",
                f"{name}: the fill value is {words}.",
                clause(name, "fill-value"),
                control=control,
            )
            .set("fill_value", value)
            .refuse()
        )


def _aliases() -> Iterator[Case]:
    for name, core in (("complex_float32", "complex64"), ("complex_float64", "complex128")):
        draft = _draft(name, "alias", f"{name}, which is {core} by another name.", "alias", "name")
        draft = draft.shape(2, 3, chunks=(1, 3)).codecs(bytes_codec("big"))
        yield draft.member("fill_value", [1.5, "-Infinity"]).missing((1, 0)).read()


def _packed(name: str) -> Case:
    data_type = PLAIN[name]
    size, bits = data_type.size, data_type.bits
    signed = -1 << bits if data_type.kind == "int" else 0
    patterns = EITHER_WAY[bits]
    elements = [n | signed if n >> (bits - 1) else n for n in patterns]
    draft = _draft(name, "packbits", f"{name}: packed, {bits} bits to a component.", "packbits")
    draft = draft.shape(len(elements) // size).codecs({"name": "packbits"})
    draft = draft.member("fill_value", [1, 1] if data_type.kind == "complex" else 1)
    data = bytes(n & 0xFF for n in elements)
    return draft.values(*(data[i : i + size] for i in range(0, len(data), size))).read()

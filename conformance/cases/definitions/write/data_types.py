"""Writing every core data type of version 3: at the ends of its range, in both byte orders.

Each array has the elements that the case of the same data type has for readers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.cases.builder import bytes_codec
from conformance.cases.definitions.v3.data_types import FLOATS, ORDERS, bits
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.cases.values import integers

RAW = "v3.data-type.raw"
ORDER = "v3.codec.bytes.order"


def cases() -> Iterator[Case]:
    """The cases of this module."""
    truths = [True, False, False, True, True, True]
    yield _written("bool", "Booleans.", "bool", truths, "v3.data-type.bool", "v3.codec.bytes.bool")
    yield from _integers()
    for name in FLOATS:
        yield from _floats(name)
    yield from _complex()
    yield from _raw()


def _recipe(
    name: str, title: str, data_type: str, given: Iterable[Any], *clauses: str, endian: str
) -> Recipe:
    elements = list(given)
    codec = bytes_codec(endian)
    started = recipe(f"v3/write/data-types/{name}", title, *clauses)
    fill: Any = {"bool": False, "complex64": [0, 0], "complex128": [0, 0]}.get(data_type, 0)
    if data_type[0] == "r":
        fill = [0] * (int(data_type[1:]) // 8)
    shape = (2, len(elements) // 2) if len(elements) % 2 == 0 else (len(elements),)
    return started.array(lambda a: a.shape(*shape).data_type(data_type, fill).codecs(codec)).write(
        given=elements
    )


def _written(
    name: str,
    title: str,
    data_type: str,
    given: Iterable[Any],
    *clauses: str,
    endian: str = "little",
) -> Case:
    return _recipe(name, title, data_type, given, *clauses, endian=endian).judged()


def _integers() -> Iterator[Case]:
    for width in (8, 16, 32, 64):
        signed, unsigned = integers(width)
        for name, elements in ((f"int{width}", signed), (f"uint{width}", unsigned)):
            clauses = f"v3.data-type.{name}", f"v3.codec.bytes.{name}"
            title = f"{name} from its lowest to its highest value"
            if width == 8:
                yield _written(name, f"{title}.", name, elements, *clauses)
                continue
            for order in ORDERS:
                full = f"{title}, {order}-endian."
                yield _written(f"{name}-{order}", full, name, elements, *clauses, endian=order)


def _floats(name: str) -> Iterator[Case]:
    code, mantissa = FLOATS[name]
    size = struct.calcsize(code)
    infinity = (1 << (8 * size - 1)) - (1 << mantissa)
    sign, quiet = 1 << (8 * size - 1), 1 << (mantissa - 1)
    clauses = f"v3.data-type.{name}", f"v3.codec.bytes.{name}"
    ordinary = [
        *(1.5, -2.75, 0.1, bits(size, infinity - 1), bits(size, infinity - 1 | sign)),
        *(bits(size, 1 << mantissa), bits(size, 1 << mantissa | sign), 0.0),
    ]
    for order in ORDERS:
        title = f"Ordinary numbers of {name} and its largest and smallest, {order}-endian."
        yield _written(f"{name}-{order}", title, name, ordinary, *clauses, endian=order)
    special = [bits(size, n) for n in (infinity, infinity | sign, infinity | quiet, sign, 0)]
    title = f"Infinities, not-a-number and negative zero in {name}."
    yield _written(f"{name}-special", title, name, special, *clauses)
    tiny = [bits(size, n) for n in (1, (1 << mantissa) - 1, 1 | sign, ((1 << mantissa) - 1) | sign)]
    yield _written(f"{name}-subnormal", f"Subnormal numbers of {name}.", name, tiny, *clauses)
    payloads = [infinity | quiet | sign, infinity | quiet | 0x35, infinity | 0x35]
    title = f"Not-a-numbers of {name} with a sign, with a payload, and a signalling one."
    written = _recipe(
        *(f"{name}-nan-payload", title, name, [bits(size, n) for n in payloads]),
        *clauses,
        endian="little",
    )
    yield written.tag("float:nan-payload").observe("zarr-specs#194")


def _complex() -> Iterator[Case]:
    for name, part in (("complex64", "float32"), ("complex128", "float64")):
        code, mantissa = FLOATS[part]
        size = struct.calcsize(code)
        infinity = bits(size, (1 << (8 * size - 1)) - (1 << mantissa))
        nan = bits(size, (1 << (8 * size - 1)) - (1 << (mantissa - 1)))
        minus_zero, zero = bits(size, 1 << (8 * size - 1)), bits(size, 0)
        one = struct.pack("<" + code, 1.0)
        clauses = f"v3.data-type.{name}", f"v3.codec.bytes.{name}"
        for order in ORDERS:
            title = f"Numbers of {name}, {order}-endian, the real part first."
            given = [complex(n, -n / 4) for n in range(1, 7)]
            yield _written(f"{name}-{order}", title, name, given, *clauses, endian=order)
        title = f"Infinities, not-a-number and negative zero in the parts of {name}."
        given_bytes = [
            infinity + one,
            one + infinity,
            nan + one,
            one + nan,
            minus_zero + minus_zero,
        ]
        yield _written(f"{name}-special", title, name, [*given_bytes, minus_zero + zero], *clauses)


def _raw() -> Iterator[Case]:
    for width in (8, 16, 24, 128):
        size = width // 8
        given = [bytes((i * 7 + j * 31) % 256 for j in range(size)) for i in range(6)]
        clauses = RAW, "v3.core.data-type.fixed-size"
        name = f"r{width}"
        # A library must spell a fill value, and how that of raw bits is spelt is contested.
        draft = _recipe(
            name, f"Raw elements of {width} bits.", name, given, *clauses, endian="little"
        )
        yield draft.observe()

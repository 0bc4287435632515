"""The core data types: every element exact, at the ends of its range and in both byte orders.

How data types are named, and fill values, have modules of their own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from conformance.cases.builder import array, bytes_codec
from conformance.cases.model import Case
from conformance.cases.values import integers

CORE = "v3.data-type.core"
RAW = "v3.data-type.raw"
ENDIAN = "v3.codec.bytes.endian.values"

ORDERS = ("little", "big")
# Format of `struct`, bits of the mantissa.
FLOATS = {"float16": ("e", 10), "float32": ("f", 23), "float64": ("d", 52)}


def bits(size: int, pattern: int) -> bytes:
    """The element of ``size`` bytes with a bit pattern, little-endian."""
    return pattern.to_bytes(size, "little")


def cases() -> Iterator[Case]:
    """The cases of this module."""
    yield (
        array(
            "v3/data-types/bool",
            "Booleans, false as 0 and true as 1.",
            "v3.data-type.bool",
            "v3.core.data-type.whole-bytes",
            "v3.codec.bytes.bool",
            CORE,
        )
        .shape(3, 4, chunks=(2, 3))
        .data_type("bool", False)
        .check("data_type")
        .read()
    )
    yield from _integers()
    for name in FLOATS:
        yield from _floats(name)
    yield from _complex()
    yield from _raw()


def _integers() -> Iterator[Case]:
    for width in (8, 16, 32, 64):
        signed, unsigned = integers(width)
        if width != 64:
            signed += [2, -2]
            unsigned += [2, 3]
        for name, elements in ((f"int{width}", signed), (f"uint{width}", unsigned)):
            for order in ORDERS if width > 8 else ("little",):
                yield (
                    array(
                        f"v3/data-types/{name}" + (f"-{order}" if width > 8 else ""),
                        f"{name} from its lowest to its highest value, {order}-endian."
                        if width > 8
                        else f"{name} from its lowest to its highest value.",
                        f"v3.data-type.{name}",
                        f"v3.codec.bytes.{name}",
                        ENDIAN,
                        "v3.core.data-type.fixed-size",
                    )
                    .shape(2, 5)
                    .data_type(name)
                    .codecs(bytes_codec(order))
                    .values(*elements)
                    .check("data_type")
                    .read()
                )


def _floats(name: str) -> Iterator[Case]:
    code, mantissa = FLOATS[name]
    size = struct.calcsize(code)
    infinity = (1 << (8 * size - 1)) - (1 << mantissa)
    sign = 1 << (8 * size - 1)
    quiet = 1 << (mantissa - 1)
    largest = bits(size, infinity - 1)
    for order in ORDERS:
        yield (
            array(
                f"v3/data-types/{name}-{order}",
                f"Ordinary numbers of {name} and its largest and smallest, {order}-endian.",
                f"v3.data-type.{name}",
                f"v3.codec.bytes.{name}",
                ENDIAN,
            )
            .shape(2, 4)
            .data_type(name)
            .codecs(bytes_codec(order))
            .values(
                1.5,
                -2.75,
                0.1,
                largest,
                bits(size, infinity - 1 | sign),
                bits(size, 1 << mantissa),
                bits(size, 1 << mantissa | sign),
                0.0,
            )
            .check("data_type")
            .read()
        )
    yield (
        array(
            f"v3/data-types/{name}-special",
            f"Infinities, not-a-number and negative zero in {name}.",
            f"v3.data-type.{name}",
        )
        .shape(5)
        .data_type(name, 1)
        .values(
            bits(size, infinity),
            bits(size, infinity | sign),
            bits(size, infinity | quiet),
            bits(size, sign),
            bits(size, 0),
        )
        .read()
    )
    yield (
        array(
            f"v3/data-types/{name}-subnormal",
            f"Subnormal numbers of {name}: the smallest, the largest, and their negatives.",
            f"v3.data-type.{name}",
        )
        .shape(4)
        .data_type(name)
        .values(
            bits(size, 1),
            bits(size, (1 << mantissa) - 1),
            bits(size, 1 | sign),
            bits(size, (1 << mantissa) - 1 | sign),
        )
        .read()
    )
    yield (
        array(
            f"v3/data-types/{name}-nan-payload",
            f"Quiet not-a-numbers of {name} with a sign and with payloads.",
            f"v3.data-type.{name}",
        )
        .tag("float:nan-payload")
        .shape(3)
        .data_type(name)
        .values(
            bits(size, infinity | quiet | sign),
            bits(size, infinity | quiet | 0x35),
            bits(size, infinity | quiet | sign | 0x5A),
        )
        .observe("zarr-specs#194")
    )
    yield (
        array(
            f"v3/data-types/{name}-nan-signalling",
            f"Signalling not-a-numbers of {name}.",
            f"v3.data-type.{name}",
        )
        .tag("float:nan-payload")
        .shape(2)
        .data_type(name)
        .values(bits(size, infinity | 0x35), bits(size, infinity | sign | 1))
        .observe("zarr-specs#194")
    )


def _complex() -> Iterator[Case]:
    for name, part in (("complex64", "float32"), ("complex128", "float64")):
        code, mantissa = FLOATS[part]
        size = struct.calcsize(code)
        infinity = bits(size, (1 << (8 * size - 1)) - (1 << mantissa))
        nan = bits(size, (1 << (8 * size - 1)) - (1 << (mantissa - 1)))
        minus_zero, zero = bits(size, 1 << (8 * size - 1)), bits(size, 0)
        one = struct.pack("<" + code, 1.0)
        for order in ORDERS:
            yield (
                array(
                    f"v3/data-types/{name}-{order}",
                    f"Numbers of {name}, each component {order}-endian, the real part first.",
                    f"v3.data-type.{name}",
                    f"v3.codec.bytes.{name}",
                    ENDIAN,
                )
                .shape(2, 3, chunks=(1, 3))
                .data_type(name, [0, 0])
                .codecs(bytes_codec(order))
                .check("data_type")
                .read()
            )
        yield (
            array(
                f"v3/data-types/{name}-special",
                f"Infinities, not-a-numbers and negative zeros in the components of {name}.",
                f"v3.data-type.{name}",
            )
            .shape(5)
            .data_type(name, [1, 2])
            .values(infinity + one, one + nan, minus_zero + zero, zero + minus_zero, nan + infinity)
            .read()
        )
        tenth, least = struct.pack("<" + code, 0.1), bits(size, 1)
        largest = bits(size, int.from_bytes(infinity, "little") - 1)
        yield (
            array(
                f"v3/data-types/{name}-limits",
                f"Components of {name} that a narrower type cannot hold: 0.1, the largest number "
                "and the smallest.",
                f"v3.data-type.{name}",
            )
            .shape(4)
            .data_type(name, [0, 0])
            .values(tenth + one, one + tenth, largest + least, least + largest)
            .read()
        )
        yield (
            array(
                f"v3/data-types/{name}-nan-payload",
                f"Not-a-numbers with a sign and a payload in the components of {name}.",
                f"v3.data-type.{name}",
            )
            .tag("float:nan-payload")
            .shape(2)
            .data_type(name, [1, 2])
            .values(one + bytes([0x35]) + nan[1:], bytes([0x5A]) + nan[1:-1] + b"\xff" + minus_zero)
            .observe("zarr-specs#194")
        )


def _raw() -> Iterator[Case]:
    # All of these are observed: the text leaves open how long the mandatory fill value is.
    for width in (8, 16, 24, 64):
        yield (
            array(
                f"v3/data-types/r{width}",
                f"Raw elements of {width // 8} bytes.",
                RAW,
                "v3.fill-value.raw",
                "v3.core.data-type.raw",
            )
            .shape(2, 3)
            .data_type(f"r{width}", [0] * (width // 8))
            .observe()
        )
    yield (
        array(
            "v3/data-types/r16-big",
            "Raw elements of two bytes, with a big-endian bytes codec.",
            RAW,
            "v3.fill-value.raw",
        )
        .shape(2, 3)
        .data_type("r16", [0, 0])
        .codecs(bytes_codec("big"))
        .observe()
    )

"""The registered data types against ml_dtypes, numpy and struct, none of which the oracle uses."""

from __future__ import annotations

import json
import random
import struct
from decimal import Decimal, localcontext
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from conformance.oracle import SpecError
from conformance.oracle.codecs import Representation
from conformance.oracle.codecs.bytes_ import Bytes
from conformance.oracle.codecs.vlen import VariableLength
from conformance.oracle.data_types import DataType, fill_value, parse
from conformance.oracle.extension_structs import in_byte_order
from conformance.oracle.extension_types import FLOATS, PLAIN

SECONDS = {"name": "numpy.datetime64", "configuration": {"unit": "s", "scale_factor": 1}}


def _fill(data_type: DataType, value: Any) -> bytes:
    return fill_value(data_type, json.loads(json.dumps(value), parse_float=Decimal))


def _numpy(name: str) -> np.dtype[Any]:
    found: np.dtype[Any] = np.dtype(getattr(ml_dtypes, name))
    return found


def _struct(**fields: Any) -> DataType:
    listed = [{"name": name, "data_type": one} for name, one in fields.items()]
    return parse({"name": "struct", "configuration": {"fields": listed}})


def _blames(clause: str, data_type: Any, fill: Any = None) -> None:
    with pytest.raises(SpecError) as caught:
        _fill(parse(data_type), fill)
    assert caught.value.clause == clause


def _utf32(length: Any) -> dict[str, Any]:
    return {"name": "fixed_length_utf32", "configuration": {"length_bytes": length}}


@pytest.mark.parametrize("name", FLOATS)
def test_every_number_of_a_small_float_is_its_own_fill_value(name: str) -> None:
    data_type = parse(name)
    width = FLOATS[name].width
    for bits in range(0, 1 << width, 17 if width == 16 else 1):
        element = bits.to_bytes(data_type.size, "little")
        number = float(np.frombuffer(element, _numpy(name))[0])
        if np.isfinite(number):
            assert _fill(data_type, number) == element, (hex(bits), number)


@pytest.mark.parametrize("name", FLOATS)
def test_a_decimal_becomes_the_nearest_small_float_and_a_tie_the_even_one(name: str) -> None:
    form, data_type = FLOATS[name], parse(name)
    numbers = np.arange(form.largest + 1, dtype=f"u{data_type.size}").view(_numpy(name))
    values = numbers.astype(float)
    seeded = random.Random(name)
    for place in seeded.sample(range(len(values) - 1), min(200, len(values) - 1)):
        low, high = float(values[place]), float(values[place + 1])
        for share in (0.25, 0.5, 0.75):
            wanted = place + (share > 0.5 or (share == 0.5 and place % 2 == 1))
            if share == 0.5 and not form.has_zero:
                continue  # No mantissa says which of the two is even.
            with localcontext(prec=1100):  # digits enough for every tie
                between = Decimal(low) + (Decimal(high) - Decimal(low)) * Decimal(share)
            found = fill_value(data_type, between)
            assert int.from_bytes(found, "little") == wanted, (place, share)
            if form.has_zero:
                negative = int.from_bytes(fill_value(data_type, between.copy_negate()), "little")
                sign = 1 << (form.width - 1)
                assert negative == (0 if form.nan == sign and not wanted else wanted | sign)


@pytest.mark.parametrize("name", FLOATS)
def test_special_values_are_those_of_ml_dtypes(name: str) -> None:
    data_type, form = parse(name), FLOATS[name]
    for text, number in (("NaN", np.nan), ("Infinity", np.inf), ("-Infinity", -np.inf)):
        if (form.nan if text == "NaN" else form.infinity) is None:
            with pytest.raises(SpecError):
                _fill(data_type, text)
            continue
        found = np.frombuffer(_fill(data_type, text), _numpy(name)).astype(float)
        np.testing.assert_equal(found, [number])


def test_the_nan_of_each_document_has_the_bits_that_it_gives() -> None:
    for name, bits in (
        ("bfloat16", 0x7FC0), ("float8_e3m4", 0x78), ("float8_e4m3", 0x7C), ("float8_e5m2", 0x7E),
        ("float8_e4m3b11fnuz", 0x80), ("float8_e4m3fnuz", 0x80), ("float8_e5m2fnuz", 0x80),
        ("float8_e8m0fnu", 0xFF),
    ):  # fmt: skip
        assert int.from_bytes(_fill(parse(name), "NaN"), "little") == bits, name


def test_nearest_to_what_is_not_positive_is_the_least_number_where_all_are_positive() -> None:
    for number in ("0", "-0.0", "-1", "-1.5e20", "-1e999"):
        assert fill_value(parse("float8_e8m0fnu"), Decimal(number)) == b"\0"


def test_zero_has_no_sign_where_its_bits_are_nan() -> None:
    assert fill_value(parse("float8_e4m3fnuz"), Decimal("-0.0")) == b"\0"
    assert fill_value(parse("float8_e4m3"), Decimal("-0.0")) == b"\x80"


@pytest.mark.parametrize("name", ["int2", "int4", "uint2", "uint4"])
def test_a_byte_of_a_small_integer_reads_as_its_lower_bits(name: str) -> None:
    data_type = parse(name)
    chunk = bytes(range(256))
    found = Bytes("big").decode(chunk, Representation((256,), data_type, b"\0"))
    signed = name.startswith("int")
    wanted = np.frombuffer(chunk, np.uint8) & ((1 << data_type.bits) - 1)
    numbers = wanted.astype(_numpy(name)).astype(np.int8 if signed else np.uint8)
    assert found.tobytes() == numbers.tobytes()
    for value in {int(n) for n in numbers}:
        assert _fill(data_type, value) == int(value).to_bytes(1, "little", signed=signed)


@pytest.mark.parametrize(("name", "low", "high"), [("int2", -2, 1), ("uint4", 0, 15)])
def test_a_fill_value_out_of_range_blames_the_document_of_the_type(
    name: str, low: int, high: int
) -> None:
    values: tuple[Any, ...] = (low - 1, high + 1, 0.5, "0", None, True)
    for value in values:
        _blames(f"ext.data-type.{name}.fill-value", name, value)


def test_complex_numbers_have_the_real_part_first() -> None:
    one, two = struct.pack("<e", 1.5), struct.pack("<e", -2.0)
    assert _fill(parse("complex_float16"), [1.5, -2.0]) == one + two
    assert _fill(parse("complex_float64"), [1, "NaN"])[:8] == struct.pack("<d", 1)
    _blames("ext.data-type.complex-float16.fill-value", "complex_float16", [1])


def test_every_complex_type_has_two_parts_of_its_float() -> None:
    for name, data_type in PLAIN.items():
        if data_type.kind == "complex":
            assert data_type.size == 2 * data_type.component, name


def test_times_are_integers_and_not_a_time_the_lowest() -> None:
    data_type = parse(SECONDS)
    nat = np.array(["NaT", "1970-01-02"], "<M8[s]").tobytes()
    assert _fill(data_type, "NaT") + _fill(data_type, 86400) == nat
    document = "ext.data-type.numpy-datetime64"
    _blames(f"{document}.fill-value", SECONDS, 2**63)
    _blames(f"{document}.configuration", "numpy.datetime64")
    for configuration, clause in (
        ({"scale_factor": 1}, "unit.required"),
        ({"unit": "s"}, "scale-factor.required"),
        ({"unit": "S", "scale_factor": 1}, "unit"),
        ({"unit": ["s"], "scale_factor": 1}, "unit"),
        ({"unit": "s", "scale_factor": 2**31}, "scale-factor"),
        ({"unit": "s", "scale_factor": 1, "endian": "little"}, "no-other-members"),
    ):
        name = {"name": "numpy.datetime64", "configuration": configuration}
        _blames(f"{document}.{clause}", name)


def test_texts_of_fixed_length_are_those_of_numpy() -> None:
    data_type = parse(_utf32(12))
    for text in ("", "Hi", "𝄞🎵日"):
        assert _fill(data_type, text) == np.array(text, "<U3").tobytes()
    _blames("ext.data-type.fixed-length-utf32.too-long", _utf32(12), "four")
    _blames("ext.data-type.fixed-length-utf32.fill-value", _utf32(12), 0)
    for length in (0, -4, 6, "12", None, True, 4.5):
        _blames("ext.data-type.fixed-length-utf32.length-bytes", _utf32(length), "")


def test_byte_strings_are_given_as_bytes_or_in_base64() -> None:
    data_type = parse("bytes")
    assert _fill(data_type, "AQID") == _fill(data_type, [1, 2, 3]) == b"\1\2\3"
    values: tuple[Any, ...] = ("A", "%%%%", "é", [256], [-1], [True], [1.0], 1, None, {})
    for value in values:
        _blames("ext.data-type.bytes.fill-value", "bytes", value)


def test_a_struct_is_packed_as_numpy_packs_it() -> None:
    data_type = _struct(id="int32", point=_flat_point(), flag="bool", at=SECONDS, c="complex64")
    packed = np.dtype([
        ("id", "<i4"), ("point", [("x", "<f4"), ("y", "<f4")]), ("flag", "?"), ("at", "<M8[s]"),
        ("c", "<c8"),
    ])  # fmt: skip
    element = np.array((-2, (1.5, -2.5), True, 5, 1 - 2j), packed)
    fill = {"c": [1, -2], "at": 5, "flag": True, "point": {"y": -2.5, "x": 1.5}, "id": -2}
    assert data_type.size == packed.itemsize
    assert _fill(data_type, fill) == element.tobytes()
    big = element.astype(packed.newbyteorder(">")).tobytes()
    decoded = Bytes("big").decode(big, Representation((1,), data_type, element.tobytes()))
    assert decoded.tobytes() == element.tobytes()


def _flat_point() -> dict[str, Any]:
    fields = [{"name": name, "data_type": "float32"} for name in "xy"]
    return {"name": "struct", "configuration": {"fields": fields}}


def test_a_field_of_less_than_a_byte_reads_as_its_lower_bits() -> None:
    data_type = _struct(a="uint8", b="int4")
    decoded = Bytes(None).decode(b"\xff\x78", Representation((1,), data_type, b"\0\0"))
    assert decoded.tobytes() == b"\xff\xf8"


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        (None, "fields"),
        ([], "fields.not-empty"),
        ([["x", "int8"]], "field.legacy"),
        (["x"], "field.object"),
        ([{"data_type": "int8"}], "field.name.required"),
        ([{"name": "", "data_type": "int8"}], "field.name"),
        ([{"name": "x"}], "field.data-type.required"),
        ([{"name": "x", "data_type": "string"}], "field.variable-length"),
        ([{"name": "x", "data_type": "int8"}] * 2, "field.name.unique"),
    ],
)
def test_a_struct_with_a_fault_is_refused(fields: Any, clause: str) -> None:
    value = {"name": "struct", "configuration": {"fields": fields}}
    _blames(f"ext.data-type.struct.{clause}", value)


@pytest.mark.parametrize(
    ("fill", "clause"),
    [
        (0, "fill-value"),
        ("AAAA", "fill-value"),
        ({"x": 1}, "fill-value.every-field"),
        ({"x": 1, "y": "1"}, "fill-value.field-valid"),
        ({"x": 1, "y": 1, "z": 1}, "fill-value.other-members"),
    ],
)
def test_a_struct_with_a_bad_fill_value_is_refused(fill: Any, clause: str) -> None:
    with pytest.raises(SpecError) as caught:
        _fill(_struct(x="int8", y="int16"), fill)
    assert caught.value.clause == f"ext.data-type.struct.{clause}"


def test_a_legacy_fill_value_is_in_the_byte_order_of_the_chunks() -> None:
    fields = [["x", "uint16"], ["y", "int32"]]
    data_type = parse({"name": "structured", "configuration": {"fields": fields}})
    packed = _fill(data_type, "AQIDBAUG")
    assert packed == bytes([1, 2, 3, 4, 5, 6])
    document = {"fill_value": "AQIDBAUG", "codecs": [{"name": "bytes"}]}
    assert in_byte_order(data_type, document, packed) == packed
    big = [{"name": "bytes", "configuration": {"endian": "big"}}]
    swapped = in_byte_order(data_type, {**document, "codecs": big}, packed)
    assert swapped == bytes([2, 1, 6, 5, 4, 3])


def test_elements_of_variable_length_follow_their_lengths() -> None:
    data_type = parse("string")
    chunk = np.empty((2, 1, 1), object)
    chunk[0, 0, 0], chunk[1, 0, 0] = "é".encode(), b"a\0"
    decoded = Representation((2, 1), data_type, b"")
    data = VariableLength("vlen-utf8").encode(chunk, decoded)
    assert data == b"\2\0\0\0" + b"\2\0\0\0\xc3\xa9" + b"\2\0\0\0a\0"
    assert VariableLength("vlen-utf8").decode(data, decoded).tolist() == chunk.tolist()
    for damaged in (b"", b"\3" + data[1:], data[:-1], data + b"\0", data.replace(b"\xc3", b"\xff")):
        with pytest.raises(SpecError):
            VariableLength("vlen-utf8").decode(damaged, decoded)


def test_a_missing_element_keeps_the_zeros_at_its_end() -> None:
    decoded = Representation((2,), parse("bytes"), b"a\0")
    assert decoded.filled().tolist() == [[b"a\0"], [b"a\0"]]


@pytest.mark.parametrize("name", FLOATS)
def test_the_bits_of_a_small_float_stand_for_the_number_of_ml_dtypes(name: str) -> None:
    size, width = parse(name).size, FLOATS[name].width
    for bits in range(0, 1 << width, 17 if width == 16 else 1):
        number = float(np.frombuffer(bits.to_bytes(size, "little"), _numpy(name))[0])
        np.testing.assert_equal(FLOATS[name].number(bits), number)

"""Guesses at causes: each fault is planted by hand and must be told from the others."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.cases.builder import array, bytes_codec, sharding, transpose
from conformance.cases.model import Case
from conformance.engine.explain import as_if

SHAPE = (2, 3, 4)
PLAIN = array("v3/x", "x", "v3.c").shape(*SHAPE).read()
TRANSPOSED = (
    array("v3/t", "x", "v3.c").shape(3, 3, 3).codecs(transpose(1, 2, 0), bytes_codec()).read()
)
CHAINED = (
    array("v3/t2", "x", "v3.c")
    .shape(2, 2, 2, 2)
    .codecs(transpose(1, 2, 3, 0), transpose(1, 0, 2, 3), bytes_codec())
    .read()
)


def ramp(shape: tuple[int, ...]) -> np.ndarray:
    return np.arange(1, np.prod(shape) + 1, dtype="<u2").reshape(shape)


def explained(case: Case, values: bytes) -> str | None:
    return as_if(case, case.store, values)


def test_transpose_inverted_and_ignored() -> None:
    stored = ramp((3, 3, 3)).transpose(1, 2, 0)
    inverted = stored.transpose(1, 2, 0)
    assert explained(TRANSPOSED, inverted.tobytes()) == "as if transpose were inverted"
    assert explained(TRANSPOSED, stored.tobytes()) == "as if transpose were ignored"


def test_chained_transposes() -> None:
    stored = ramp((2, 2, 2, 2)).transpose(1, 2, 3, 0).transpose(1, 0, 2, 3)
    # Undone first to last, where the text undoes last to first.
    wrong = stored.transpose(3, 0, 1, 2).transpose(1, 0, 2, 3)
    assert explained(CHAINED, wrong.tobytes()) == (
        "as if chained transposes were undone in the wrong order"
    )


def test_byte_order() -> None:
    big = array("v3/b", "x", "v3.c").codecs(bytes_codec("big")).read()
    assert explained(big, ramp((2, 3)).astype(">u2").tobytes()) == (
        "as if byte order were ignored (always little-endian)"
    )


def test_words_swapped() -> None:
    flags = array("v3/r", "x", "v3.c").shape(5).data_type("bool", False)
    case = flags.values(True, False, False, False, True).read()
    assert explained(case, b"\0\0\0\1\1") == (
        "as if bytes were swapped in words of 4, whatever the data type"
    )


def test_missing_chunks_and_the_fill_value() -> None:
    case = (
        array("v3/m", "x", "v3.c").shape(4, chunks=(2,)).data_type("uint16", 7).missing((1,)).read()
    )
    assert explained(case, np.array([1, 2, 0, 0], "<u2").tobytes()) == (
        "as if missing chunks were zero, whatever the fill value"
    )
    assert explained(case, np.array([7, 7, 7, 7], "<u2").tobytes()) == (
        "as if the fill value were used for every chunk"
    )
    assert explained(case, np.array([1, 2, 0x0700, 0x0700], "<u2").tobytes()) == (
        "as if the bytes of the fill value were swapped"
    )


@pytest.mark.parametrize(
    ("data_type", "fill", "found"),
    [("int64", 2**53 + 1, 2**53), ("uint64", 2**64 - 1, 0), ("int64", 2**63 - 1, -(2**63))],
)
def test_a_fill_value_through_a_double(data_type: str, fill: int, found: int) -> None:
    case = (
        array("v3/f", "x", "v3.c")
        .shape(2, chunks=(1,))
        .data_type(data_type, fill)
        .missing((1,))
        .read()
    )
    values = np.array([1, found], f"<{data_type[0]}8").tobytes()
    assert explained(case, values) == "as if the fill value went through a double"


def test_a_fill_value_rounded_twice() -> None:
    case = (
        array("v3/h", "x", "v3.c")
        .shape(2, chunks=(1,))
        .data_type("float16", 2049.0001)
        .missing((1,))
        .read()
    )
    values = (case.values or b"")[:2] + np.array(2048, "<f2").tobytes()
    assert explained(case, values) == "as if the fill value were rounded to float32 first"


def test_index_at_the_other_end() -> None:
    # A shard whose two ends both hold a whole index, the other one with its rows exchanged.
    def both_ends(_: object, __: str, data: bytes) -> bytes:
        return data + data[16:32] + data[:16]

    case = (
        array("v3/s", "x", "v3.c")
        .shape(2, 2)
        .codecs(sharding(1, 2, index_codecs=[bytes_codec()], location="start"))
        .rechunk(both_ends)
        .read()
    )
    values = np.array([3, 4, 1, 2], "<u2").tobytes()
    assert explained(case, values) == "as if the index were at the other end of the shard"


def test_keys_of_another_encoding() -> None:
    case = array("v3/k", "x", "v3.c").also("c.0.0", b"\x09\0" * 6).read()
    assert explained(case, b"\x09\0" * 6) == "as if chunk keys were default with the separator ."


def test_payloads_and_signs() -> None:
    case = (
        array("v3/n", "x", "v3.c")
        .shape(2)
        .data_type("float32")
        .values(b"\x01\x00\xc0\xff", -0.0)
        .read()
    )
    quiet = b"\x00\x00\xc0\x7f" + b"\x00\x00\x00\x80"
    assert explained(case, quiet) == "as if every NaN were the default NaN"
    unsigned = b"\x01\x00\xc0\xff" + bytes(4)
    assert explained(case, unsigned) == "as if negative zero were zero"


def test_a_region() -> None:
    case = (
        array("v3/r", "x", "v3.c")
        .shape(5, 6, chunks=(2, 3))
        .data_type("uint16", 7)
        .missing((0, 0))
        .codecs(bytes_codec("big"))
        .region((1, 5, 2), (2, 6))
        .read()
    )
    whole = ramp((5, 6))
    whole[:2, :3] = 7
    assert case.values == whole[1:5:2, 2:6].tobytes()
    assert explained(case, whole[1:3, 2:6].tobytes()) == "as if the step were ignored"
    assert explained(case, whole[0:4:2, 0:4].tobytes()) == (
        "as if the region began at the origin of the array"
    )
    swapped = whole.byteswap()
    swapped[:2, :3] = 7
    assert explained(case, swapped[1:5:2, 2:6].tobytes()) == (
        "as if byte order were ignored (always little-endian)"
    )
    whole[:2, :3] = 0
    assert explained(case, whole[1:5:2, 2:6].tobytes()) == (
        "as if missing chunks were zero, whatever the fill value"
    )
    assert explained(case, whole.tobytes()) is None


def test_extension_types() -> None:
    fields = [{"name": "a", "data_type": "uint16"}, {"name": "b", "data_type": "int32"}]
    struct = {"name": "struct", "configuration": {"fields": fields}}
    case = (
        array("ext/x", "x", "ext.c")
        .shape(4, chunks=(2,))
        .data_type(struct, {"a": 0x0102, "b": 0x03040506})
        .codecs(bytes_codec("big"))
        .missing((1,))
        .read()
    )
    assert case.values is not None
    stored, swapped = case.values[:12], bytes([1, 2, 3, 4, 5, 6])
    assert explained(case, stored + 2 * swapped) == (
        "as if the bytes of the fill value were swapped"
    )
    assert explained(case, stored + bytes(12)) == (
        "as if missing chunks were zero, whatever the fill value"
    )
    little = case.store["c/0"] + case.values[12:]
    assert explained(case, little) == "as if byte order were ignored (always little-endian)"


def test_elements_of_variable_length() -> None:
    case = (
        array("ext/s", "x", "ext.c")
        .shape(4, chunks=(2,))
        .data_type("string", "fill")
        .codecs({"name": "vlen-utf8"})
        .missing((1,))
        .read()
    )
    assert case.values is not None
    stored = case.store["c/0"][4:]
    assert explained(case, stored + bytes(8)) == (
        "as if missing chunks were empty, whatever the fill value"
    )


def test_nothing_is_guessed_half() -> None:
    values = bytearray(PLAIN.values or b"")
    values[0] ^= 1
    assert explained(PLAIN, bytes(values)) is None
    assert explained(PLAIN, b"") is None

"""Open points of elements, fill values and attributes."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import strategies as st

from conformance.cases.builder import ArrayDraft
from conformance.oracle.data_types import CORE
from conformance.properties.breadth import ready
from conformance.properties.mutations.model import set_to
from conformance.properties.open_points.model import Change, Draw, Json, OpenPoint
from conformance.properties.small import Needs

FILL = "v3.fill-value"
_MANTISSA = {2: 10, 4: 23, 8: 52}
_MISSING = Needs(codecs="plain", missing=True)
# Decimals that are a tie only when they were rounded to a wider type before.
_TWICE = {"float16": ("2049.0001", "4098.0001"), "float32": ("1.0000000596046448",)}
_BEYOND = {
    "float16": ("65520", "-0.0", "-0", "1e6"),
    "float32": ("3.5e38", "-0.0", "-0", "1e-60"),
    "float64": ("1e400", "-0.0", "-0", "1e-400"),
}


def _nan(size: int, which: int) -> int:
    """A NaN with other bits than the canonical one: negative, with a payload, signalling."""
    infinity = (1 << (8 * size - 1)) - (1 << _MANTISSA[size])
    quiet, sign = 1 << (_MANTISSA[size] - 1), 1 << (8 * size - 1)
    return infinity | (quiet | sign, quiet | 0x35, quiet | sign | 0x5A, 0x35, sign | 1)[which]


def _nan_elements(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    data_type = CORE[draft.document["data_type"]]
    which = draw(st.sampled_from(range(5)))
    part = _nan(data_type.component, which).to_bytes(data_type.component, "little")
    count = math.prod(draft.document["shape"])
    return draft.values(*[part * (data_type.size // data_type.component)] * count)


def _nan_fill(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    size = CORE[draft.document["data_type"]].size
    bits = _nan(size, draw(st.sampled_from(range(3))))
    return draft.member("fill_value", f"0x{bits:0{2 * size}x}").check("fill_value")


def _bool_bytes(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    values = draw(st.sampled_from([(2, 0, 1), (0x80, 0xFF), (0, 3)]))
    count = math.prod(draft.document["shape"])
    return draft.values(*(bytes([values[i % len(values)]]) for i in range(count)))


def _spelt(*tokens: str) -> Change:
    """A fill value that is written exactly as one of the tokens."""
    one_of = ready(tokens)

    def change(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
        token = draw(one_of)
        plain = draft.member("fill_value", 0).check("fill_value")
        return plain.spelt(lambda t: t.replace('"fill_value": 0', f'"fill_value": {token}'))

    return change


def _upper_case(_: Draw, draft: ArrayDraft) -> ArrayDraft:
    size = CORE[draft.document["data_type"]].size
    digits = {2: "0x4ABC", 4: "0x40490FDB", 8: "0x400921FB54442D18"}[size]
    return draft.member("fill_value", digits).check("fill_value")


def _raw(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    size = draw(st.sampled_from([1, 2, 3, 8]))
    return draft.data_type(f"r{8 * size}", [0] * size)


def _integers(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    number = draw(st.sampled_from([2**53 + 1, -(2**63) + 1, 2**64 - 1]))
    return draft.member("attributes", {"integer": number}).check("attributes")


def _bare_word(draw: Draw, draft: Any, document: Json) -> Any:
    word = draw(st.sampled_from([float("nan"), float("inf"), float("-inf")]))
    text = json.dumps({**document, "attributes": {"fraction": word}})
    return draft.text(lambda _: text)


POINTS = (
    OpenPoint(
        "NaN with other bits",
        ("v3.data-type.{data_type}",),
        ("zarr-specs#194",),
        Needs(codecs="plain", kinds="float complex"),
        change=_nan_elements,
        tags=("float:nan-payload",),
    ),
    OpenPoint(
        "a fill value that is NaN with other bits",
        (f"{FILL}.float.nan-payload",),
        ("zarr-specs#194",),
        Needs(codecs="plain", kinds="float", missing=True),
        change=_nan_fill,
        tags=("float:nan-payload",),
    ),
    OpenPoint(
        "bytes of bool other than 0 and 1",
        ("v3.codec.bytes.bool.other-values",),
        needs=Needs(codecs="plain", kinds="bool"),
        change=_bool_bytes,
    ),
    *(
        OpenPoint(
            f"a decimal that {name} may round twice",
            (f"{FILL}.float.rounding",),
            needs=Needs(codecs="plain", kinds=name, missing=True),
            change=_spelt(*tokens),
        )
        for name, tokens in _TWICE.items()
    ),
    *(
        OpenPoint(
            f"a decimal of {name} that is -0 or out of range",
            (f"{FILL}.float.overflow",),
            needs=Needs(codecs="plain", kinds=name, missing=True),
            change=_spelt(*tokens),
        )
        for name, tokens in _BEYOND.items()
    ),
    OpenPoint(
        "an integer fill value that is -0",
        (f"{FILL}.int.number",),
        needs=Needs(codecs="plain", kinds="int", missing=True),
        change=_spelt("-0"),
    ),
    OpenPoint(
        "hexadecimal digits in upper case",
        (f"{FILL}.float.hex.form",),
        needs=Needs(codecs="plain", kinds="float", missing=True),
        change=_upper_case,
    ),
    OpenPoint(
        "a hexadecimal fill value of another width",
        (f"{FILL}.float.hex.form",),
        needs=Needs(codecs="plain", kinds="float", missing=True),
        alter=set_to("fill_value", "0x1", "0X4248", "0x00000000000000004248", "0x40490f"),
    ),
    OpenPoint(
        "a fill value that no form of floats is",
        (f"{FILL}.float.form",),
        needs=Needs(codecs="plain", kinds="float", missing=True),
        alter=set_to("fill_value", "nan", "1.5", "inf", "+Infinity", True, None, {}, "0x"),
    ),
    OpenPoint(
        "raw bits",
        ("v3.data-type.raw", f"{FILL}.raw"),
        needs=Needs(codecs="plain"),
        change=_raw,
        tags=("dtype:r*",),
    ),
    OpenPoint(
        "integers that no double holds, in attributes",
        ("v3.core.array.attributes.object",),
        change=_integers,
    ),
    OpenPoint(
        "a bare word in attributes",
        ("v3.core.metadata.json",),
        ("zarr-specs#141", "zarr-python#412", "zarr-python#3280"),
        alter=_bare_word,
    ),
)

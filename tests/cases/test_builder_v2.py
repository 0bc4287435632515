"""The builder of version 2, its feature tags, and what a case of it needs of a reader."""

from __future__ import annotations

import json

import numpy as np
import pytest

from conformance import schemas
from conformance.cases.builder import DefinitionError
from conformance.cases.faults import fault
from conformance.cases.features import subjects
from conformance.cases.model import from_document
from conformance.cases.v2 import array, delta, group, zlib

CLAUSE = "v2.some.clause"


def test_a_plain_array_is_its_ramp() -> None:
    case = array("v2/x", "A plain array.", CLAUSE).read()
    assert (case.kind, case.format) == ("read", "zarr_v2")
    assert case.store["0.0"] == case.values == np.arange(1, 7, dtype="<u2").tobytes()
    assert case.classes == ("v2-core-reader",)
    assert case.features == ("format:v2", "v2-dtype:uint16")
    assert schemas.problem("case", case.document()) is None
    assert from_document(case.document(), case.values, case.store) == case


def test_what_is_stored_is_not_what_is_expected() -> None:
    draft = array("v2/x", "x", CLAUSE).shape(2, 3).dtype(">i4", 0).order("F")
    case = draft.at("foo").read()
    whole = np.frombuffer(case.values or b"", "<i4").reshape(2, 3)
    assert case.store["foo/0.0"] == whole.astype(">i4").tobytes(order="F")
    assert ".zgroup" in case.store
    assert set(case.features) >= {"v2-byte-order:big", "v2-order:F", "v2-dtype:int32"}


def test_a_missing_chunk_reads_as_the_fill_value_if_there_is_one() -> None:
    draft = array("v2/x", "x", CLAUSE).shape(4, chunks=(2,)).missing((1,))
    assert draft.dtype("|u1", 9).read().values == bytes([1, 2, 9, 9])
    undefined = draft.dtype("|u1", None)
    with pytest.raises(DefinitionError, match="undefined"):
        undefined.read()
    case = undefined.observe("zarr-specs#133")
    assert case.values is None
    assert case.expect == {"shape": ["4"], "data_type": "uint8", "attributes": {}}


def test_attributes_lie_beside_the_document() -> None:
    case = array("v2/x", "x", CLAUSE).attributes({"a": 1}).at("foo").read()
    assert json.loads(case.store["foo/.zattrs"]) == {"a": 1}
    assert case.classes == ("v2-attributes-reader", "v2-core-reader")
    of_group = group("v2/x", "x", CLAUSE).attributes({"b": []}).read()
    assert of_group.expect == {"attributes": {"b": []}}
    assert of_group.classes == ("v2-attributes-reader", "v2-group-reader")


def test_each_codec_has_a_class() -> None:
    draft = array("v2/x", "x", CLAUSE).filters(delta("<u2"), zlib()).compressor({"id": "bz2"})
    assert draft.read().classes == (
        "v2-bz2-reader",
        "v2-core-reader",
        "v2-delta-reader",
        "v2-zlib-filter-reader",
    )


@pytest.mark.parametrize(
    ("dtype", "name", "needed"),
    [
        ("|S3", "S", "v2-string-reader"),
        ("<U3", "U", "v2-unicode-reader"),
        ("|V3", "V", "v2-void-reader"),
        ("<M8[ns]", "M8", "v2-datetime-reader"),
        (">c8", "complex64", "v2-complex-reader"),
        ([["x", "<i2"], ["y", [["z", "|S2"]]]], "structured", "v2-structured-reader"),
    ],
    ids=str,
)
def test_data_types_beyond_the_core(dtype: object, name: str, needed: str) -> None:
    case = array("v2/x", "x", CLAUSE).dtype(dtype).read()
    assert f"v2-dtype:{name}" in case.features
    assert case.classes == tuple(sorted(["v2-core-reader", needed]))


def test_faults_are_put_into_the_documents_of_version_2() -> None:
    control = array("v2/x", "x", CLAUSE).at("foo").read()
    broken = fault("v2/y", "y", "v2.array.order.required", control=control).drop("order").refuse()
    assert broken.format == "zarr_v2"
    assert "order" not in json.loads(broken.store["foo/.zarray"])
    with pytest.raises(DefinitionError, match=r"v2\.array\.order\.values"):
        fault("v2/y", "y", CLAUSE, control=control).set("order", "K").refuse()


def test_a_region_is_that_of_the_array() -> None:
    draft = array("v2/x", "x", CLAUSE).shape(4, 6, chunks=(2, 3)).order("F")
    case = draft.region((1, 3), (2, 6, 2)).read()
    whole = np.arange(1, 25, dtype="<u2").reshape(4, 6)
    assert case.values == whole[1:3, 2:6:2].tobytes()
    assert "v2-strided-region-reader" in case.classes


def test_a_case_is_about_what_its_clauses_name() -> None:
    carried = ["format:v2", "v2-dtype:uint16", "v2-compressor:zlib"]
    assert subjects(["v2.chunks.compressed"], carried) == {"format:v2", "v2-compressor:zlib"}
    assert subjects(["v2.dtype.kind.unsigned"], carried) == {"format:v2", "v2-dtype:uint16"}

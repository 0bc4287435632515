"""Open points of documents, of the hierarchy, and of groups."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.cases.builder import ArrayDraft
from conformance.cases.faults import FaultDraft
from conformance.properties.decoration import INVENTED
from conformance.properties.mutations.documents import text_of
from conformance.properties.mutations.model import set_to
from conformance.properties.open_points.model import Draw, Json, OpenPoint
from conformance.properties.small import Needs

CORE = "v3.core.array"
EXTENSION = "v3.core.extension"
UNKNOWN = f"{EXTENSION}.unknown-field"
CONSOLIDATED = "v3.core.group.consolidated-metadata"
_NAMELESS = ("zarr-specs#371", "zarr-specs#317", "zarr-java#94")
_CONSOLIDATED = ("zarr-specs#373", "zarr-specs#383")
_INLINE: Json = {"must_understand": False, "kind": "inline", "metadata": {}}


def _empty_names(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    count = len(draft.document["shape"])
    names = draw(st.sampled_from([["", "y", "z"], ["", "", ""]]))
    return draft.member("dimension_names", names[:count]).check("dimension_names")


def _nameless_field(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    fields = [(INVENTED, {"must_understand": False}), ("consolidated_metadata", _INLINE)]
    return draft.member(*draw(st.sampled_from(fields)))


def _decimal_shape(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    return draft.set("shape", [float(n) for n in document["shape"]])


def _object_type(draw: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    more = draw(st.sampled_from([{}, {"configuration": {}}]))
    return draft.set("data_type", {"name": document["data_type"], **more})


def _implicit_groups(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    draft = draft.erase("run/zarr.json")
    return draft.erase("zarr.json") if draw(st.booleans()) else draft


POINTS = (
    OpenPoint(
        "empty names of dimensions",
        (f"{CORE}.dimension-names.type",),
        ("icechunk#706",),
        Needs(least=1),
        change=_empty_names,
    ),
    OpenPoint(
        "dimension_names that is null",
        (f"{CORE}.dimension-names.type",),
        ("zarrita(py)#10",),
        alter=set_to("dimension_names", None),
    ),
    OpenPoint(
        "an ignorable field without a name",
        (f"{EXTENSION}.must-understand.without-name", UNKNOWN),
        _NAMELESS,
        change=_nameless_field,
        tags=("form:must_understand",),
    ),
    OpenPoint(
        "a shape with decimal points",
        (f"{CORE}.shape.integers",),
        needs=Needs(least=1),
        alter=_decimal_shape,
    ),
    OpenPoint(
        "a shape that is no array of integers",
        (f"{CORE}.shape.integers", f"{CORE}.single-object"),
        needs=Needs(least=1),
        alter=set_to("shape", 6, "2x3", None, ["2", "3"], [2, None], [2, -3]),
    ),
    OpenPoint(
        "zarr_format with a decimal point",
        (f"{CORE}.zarr-format.value",),
        alter=set_to("zarr_format", 3.0),
    ),
    OpenPoint(
        "storage_transformers that is no list",
        (f"{CORE}.storage-transformers.list",),
        alter=set_to("storage_transformers", None, {}, ""),
    ),
    OpenPoint(
        "a storage transformer that need not be understood",
        (f"{EXTENSION}.must-understand.explicit", UNKNOWN),
        ("zarr-specs#354",),
        alter=set_to("storage_transformers", [{"name": INVENTED, "must_understand": False}]),
    ),
    OpenPoint(
        "a grid that need not be understood",
        (f"{EXTENSION}.must-understand.not-supported",),
        alter=set_to("chunk_grid.must_understand", False),
    ),
    OpenPoint(
        "a core data type that is an object", (f"{CORE}.data-type.identifier",), alter=_object_type
    ),
    OpenPoint(
        "a byte order mark, or a member twice",
        ("v3.core.metadata.encoding",),
        alter=text_of(
            lambda text: "\ufeff" + text,
            lambda text: text.replace('"zarr_format": 3,', '"zarr_format": 3, "zarr_format": 3,'),
        ),
    ),
    OpenPoint(
        "a trailing comma, or a comment",
        ("v3.core.metadata.json",),
        alter=text_of(
            lambda text: text.rstrip()[:-1] + ",}",
            lambda text: text.replace(",", ", // core", 1),
        ),
    ),
    OpenPoint(
        "groups without documents",
        ("v3.core.group.implicit",),
        needs=Needs(path="run/a"),
        alter=_implicit_groups,
    ),
    OpenPoint(
        "an ignorable field of a group without a name",
        (f"{EXTENSION}.must-understand.without-name", UNKNOWN),
        _NAMELESS,
        alter=set_to(INVENTED, {"must_understand": False}),
        node="group",
    ),
    OpenPoint(
        "consolidated_metadata that is null",
        (f"{CONSOLIDATED}.open",),
        _CONSOLIDATED,
        alter=set_to("consolidated_metadata", None),
        node="group",
    ),
    OpenPoint(
        "consolidated_metadata of another structure",
        (f"{CONSOLIDATED}.structure",),
        _CONSOLIDATED,
        alter=set_to(
            "consolidated_metadata",
            _INLINE | {"kind": "external"},
            _INLINE | {"metadata": []},
            _INLINE | {"metadata": None},
        ),
        node="group",
    ),
)

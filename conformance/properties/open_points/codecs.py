"""Open points of codecs: what may stand where, and what a stream or an index may say."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.cases import builder
from conformance.cases.builder import CRC32C, ArrayDraft, bytes_codec, transpose
from conformance.cases.faults import FaultDraft
from conformance.cases.streams import gzip_stored
from conformance.oracle.codecs.sharding_indexed import EMPTY
from conformance.oracle.metadata import ArrayMetadata
from conformance.properties.mutations.model import drop, set_to
from conformance.properties.open_points.model import Draw, Json, OpenPoint
from conformance.properties.small import Needs

SHARDING = "v3.codec.sharding"
UNKNOWN_MEMBER = "v3.core.extension.configuration.unknown-member"
EXPLICIT = "v3.core.extension.must-understand.explicit"
_SHARD = "codecs.0.configuration"
_INVENTED = "zarr-conformance-invented"
_NARROW = Needs(codecs="plain", kinds="narrow")
_BLOSC = "codecs.1.configuration"


def _followed(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    codecs = draft.document["codecs"]
    return draft.codecs(*codecs, draw(st.sampled_from([CRC32C, builder.gzip()])))


def _two_members(_: Draw, draft: ArrayDraft) -> ArrayDraft:
    def members(metadata: ArrayMetadata, _: str, data: bytes) -> bytes:
        plain = metadata.codecs.bytes_to_bytes[-1].decode(data)
        half = len(plain) // 2
        return gzip_stored(plain[:half]) + gzip_stored(plain[half:])

    return draft.rechunk(members)


def _entry(draw: Draw, draft: FaultDraft, _: Json) -> FaultDraft:
    key = min(key for key in draft.store if not key.endswith("zarr.json"))
    entries = st.sampled_from([(EMPTY, 12), (0, EMPTY)])
    return draft.index_entry(key, 0, *draw(entries))


def _does_not_divide(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    shape = document["codecs"][0]["configuration"]["chunk_shape"]
    outer = document["chunk_grid"]["configuration"]["chunk_shape"]
    return draft.set(f"{_SHARD}.chunk_shape", [outer[0] + 1, *shape[1:]])


def _trailing(_: Draw, draft: FaultDraft, __: Json) -> FaultDraft:
    key = min(key for key in draft.store if not key.endswith("zarr.json"))
    return draft.put(key, draft.store[key] + b"garbage")


def _without_endian(draw: Draw, draft: ArrayDraft) -> ArrayDraft:
    return draft.codecs(
        draw(st.sampled_from([bytes_codec(None), {"name": "bytes", "configuration": {}}]))
    )


def _decimal_order(_: Draw, draft: FaultDraft, document: Json) -> FaultDraft:
    order = document["codecs"][0]["configuration"]["order"]
    return draft.set("codecs.0.configuration.order", [float(i) for i in order])


POINTS = (
    OpenPoint(
        "no endian for elements of one byte",
        ("v3.codec.bytes.endian.single-byte",),
        needs=_NARROW,
        change=_without_endian,
    ),
    OpenPoint(
        "bytes as a name alone",
        ("v3.core.extension.short-hand.equivalent",),
        needs=_NARROW,
        change=lambda _, draft: draft.codecs("bytes"),
        tags=("form:short-hand",),
    ),
    OpenPoint(
        "transpose of no dimensions",
        ("v3.codec.transpose.definition",),
        needs=Needs(codecs="plain"),
        change=lambda _, draft: draft.shape().codecs(transpose(), bytes_codec()),
        tags=("codec:transpose",),
    ),
    OpenPoint(
        "a codec after sharding",
        (f"{SHARDING}.format",),
        needs=Needs(codecs="sharded"),
        change=_followed,
        tags=("codec:crc32c", "codec:gzip"),
    ),
    OpenPoint(
        "a known codec that need not be understood",
        (EXPLICIT,),
        ("zarr-specs#354",),
        Needs(codecs="checked"),
        change=lambda _, draft: draft.codecs(
            *draft.document["codecs"][:-1], CRC32C | {"must_understand": False}
        ),
        tags=("form:must_understand",),
    ),
    OpenPoint(
        "a gzip stream of two members",
        ("v3.codec.gzip.members",),
        needs=Needs(codecs="gzip"),
        change=_two_members,
    ),
    OpenPoint(
        "bytes after a gzip stream",
        ("v3.codec.gzip.format",),
        needs=Needs(codecs="gzip"),
        alter=_trailing,
    ),
    OpenPoint(
        "an unknown codec that need not be understood",
        (EXPLICIT, "v3.core.extension.unknown-field"),
        ("zarr-specs#354",),
        Needs(codecs="plain"),
        alter=set_to("codecs", [bytes_codec(), {"name": _INVENTED, "must_understand": False}]),
    ),
    OpenPoint(
        "an unknown parameter",
        (UNKNOWN_MEMBER,),
        ("zarr-specs#270",),
        Needs(codecs="gzip"),
        alter=set_to(f"codecs.1.configuration.{_INVENTED}", 1, None),
    ),
    OpenPoint(
        "an unknown parameter of sharding",
        (UNKNOWN_MEMBER,),
        ("zarr-specs#270",),
        Needs(codecs="sharded"),
        alter=set_to(f"{_SHARD}.{_INVENTED}", 1, None),
    ),
    OpenPoint(
        "another level of gzip",
        ("v3.codec.gzip.level",),
        needs=Needs(codecs="gzip"),
        alter=set_to("codecs.1.configuration.level", 10, -1, "5"),
    ),
    OpenPoint(
        "an order with decimal points",
        ("v3.codec.transpose.order.permutation",),
        needs=Needs(codecs="turned", least=1),
        alter=_decimal_order,
    ),
    *(
        OpenPoint(
            f"no {member} of blosc",
            (f"v3.codec.blosc.{member}",),
            ("ngff-zarr#633",),
            Needs(codecs="blosc"),
            alter=drop(f"{_BLOSC}.{member}"),
        )
        for member in ("cname", "clevel", "shuffle", "typesize", "blocksize")
    ),
    *(
        OpenPoint(
            f"another {member} of blosc",
            (f"v3.codec.blosc.{member}",),
            discussion,
            Needs(codecs="blosc"),
            alter=set_to(f"{_BLOSC}.{member}", *values),
        )
        for member, discussion, values in (
            ("cname", (), (_INVENTED,)),
            ("clevel", (), (10,)),
            ("blocksize", (), (-1,)),
            ("typesize", ("ngff-zarr#633",), (0, 256)),
            ("shuffle", ("ngff-zarr#633",), ("bitshuffle", None)),
        )
    ),
    OpenPoint(
        "inner chunks that do not divide the shard",
        (f"{SHARDING}.chunk-shape.divides",),
        ("zarr-specs#370", "zarrs#233"),
        Needs(codecs="sharded", least=1),
        alter=_does_not_divide,
    ),
    *(
        OpenPoint(
            f"bytes twice among the {member} of sharding",
            (f"{SHARDING}.{member.replace('_', '-')}.one",),
            ("zarr-specs#358",),
            Needs(codecs="sharded"),
            alter=set_to(f"{_SHARD}.{member}", [bytes_codec(), bytes_codec()]),
        )
        for member in ("codecs", "index_codecs")
    ),
    OpenPoint(
        "names alone in the index codecs of sharding",
        (f"{SHARDING}.index-codecs.objects",),
        needs=Needs(codecs="sharded"),
        alter=set_to(f"{_SHARD}.index_codecs", [bytes_codec(), "crc32c"]),
    ),
    OpenPoint(
        "an index of variable size",
        (f"{SHARDING}.index-codecs.fixed-size",),
        needs=Needs(codecs="sharded"),
        alter=set_to(f"{_SHARD}.index_codecs", [bytes_codec(), builder.gzip()]),
    ),
    OpenPoint(
        "an entry of an index that is half empty",
        (f"{SHARDING}.index.entries.invalid",),
        needs=Needs(codecs="sharded"),
        alter=_entry,
    ),
)

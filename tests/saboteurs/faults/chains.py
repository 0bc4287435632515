"""Faults in chains of codecs: their order, their kinds, and names that nobody knows."""

from __future__ import annotations

from typing import Any, NoReturn

from conformance.oracle import codecs
from conformance.oracle.codecs import CODECS, Chain, Elements
from conformance.oracle.extensions import slug
from tests.saboteurs.faults.registry import fault, rewrite, wrap

BYTES = {"name": "bytes", "configuration": {"endian": "little"}}
ARRAY_TO_BYTES = ("bytes", "sharding_indexed")


def _name(item: Any) -> Any:
    return item.get("name") if isinstance(item, dict) else item


def _rewrite_lists(change: Any) -> None:
    """Change every list of codecs, those inside sharding too."""
    rewrite(codecs, "parse_chain", lambda items: change(items) if type(items) is list else items)


@fault("chained-transposes-undone-forwards", blames="v3.core.codecs.sequence", symptom="wrong")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        transposes = [item for item in items if _name(item) == "transpose"]
        return [transposes.pop() if _name(item) == "transpose" else item for item in items]

    _rewrite_lists(change)


@fault("only-the-first-transpose-undone", blames="v3.core.codecs.sequence", symptom="wrong")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        first = next((item for item in items if _name(item) == "transpose"), None)
        return [item for item in items if item is first or _name(item) != "transpose"]

    _rewrite_lists(change)


@fault("bytes-codecs-undone-forwards", blames="v3.core.codecs.sequence", symptom="refused")
def _() -> None:
    def decode(chain: Chain, data: bytes) -> Elements:
        for step in chain.bytes_to_bytes:
            data = step.decode(data)
        chunk = chain.array_to_bytes.decode(data, chain.inner)
        for codec, _ in reversed(chain.array_to_array):
            chunk = codec.decode(chunk)
        return chunk

    wrap(Chain, "decode", lambda _: decode)


@fault("unknown-codec-ignored", blames="v3.core.extension.unknown-field", symptom="accepted")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        return [
            item for item in items if not isinstance(_name(item), str) or _name(item) in CODECS
        ] or items

    _rewrite_lists(change)


@fault("codec-names-in-any-case", blames="v3.core.extension.unknown-field", symptom="accepted")
def _() -> None:
    def change(item: Any) -> Any:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            return {**item, "name": item["name"].lower()}
        return item

    _rewrite_lists(lambda items: [change(item) for item in items])


def _known_by_another_name(name: str, other: str, clause: str) -> None:
    @fault(f"{slug(name)}-known-as-{other}", blames=clause, symptom="refused")
    def _() -> None:
        # As if the name of a draft, or of another registry, were the name.
        def refuse(*_: Any) -> NoReturn:
            raise ValueError(f"{name} is unknown, and {other} is not")

        wrap(CODECS, name, lambda _: refuse)


for _codec, _other in (
    ("blosc", "numcodecs.blosc"),
    ("bytes", "endian"),
    ("crc32c", "numcodecs.crc32c"),
    ("gzip", "numcodecs.gzip"),
    ("sharding_indexed", "sharding"),
    ("transpose", "permute"),
):
    _known_by_another_name(_codec, _other, f"v3.codec.{_codec.removesuffix('_indexed')}.name")
for _codec, _other in (
    ("bitround", "numcodecs.bitround"),
    ("cast_value", "numcodecs.astype"),
    ("packbits", "numcodecs.packbits"),
    ("reshape", "flatten"),
    ("scale_offset", "numcodecs.fixedscaleoffset"),
    ("vlen-bytes", "numcodecs.vlen-bytes"),
    ("vlen-utf8", "numcodecs.vlen-utf8"),
    ("zstd", "numcodecs.zstd"),
):
    _known_by_another_name(_codec, _other, f"ext.codec.{slug(_codec)}.name")


@fault("unknown-codecs-are-bytes", blames="v3.core.extension.unknown-field", symptom="accepted")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        known = [item for item in items if _name(item) in CODECS]
        return known or ([BYTES] if items else items)

    _rewrite_lists(change)


@fault("no-codecs-is-bytes", blames="v3.core.array.codecs.not-empty", symptom="accepted")
def _() -> None:
    _rewrite_lists(lambda items: items or [BYTES])


@fault("bytes-added-when-missing", blames="v3.core.codecs.one-array-to-bytes", symptom="accepted")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        if items and not any(_name(item) in ARRAY_TO_BYTES for item in items):
            return [*items, BYTES]
        return items

    _rewrite_lists(change)


@fault("bytes-put-before-bytes-to-bytes", blames="v3.core.codecs.order", symptom="accepted")
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        makes_bytes = any(_name(item) in ARRAY_TO_BYTES for item in items)
        return [BYTES, *items] if items and not makes_bytes else items

    _rewrite_lists(change)


@fault("codecs-sorted-by-kind", blames="v3.core.codecs.order", symptom="accepted")
def _() -> None:
    def kind(item: Any) -> int:
        return 0 if _name(item) == "transpose" else 1 if _name(item) in ARRAY_TO_BYTES else 2

    _rewrite_lists(lambda items: sorted(items, key=kind))


@fault(
    "second-array-to-bytes-ignored", blames="v3.core.codecs.one-array-to-bytes", symptom="accepted"
)
def _() -> None:
    def change(items: list[Any]) -> list[Any]:
        first = next((item for item in items if _name(item) in ARRAY_TO_BYTES), None)
        return [item for item in items if item is first or _name(item) not in ARRAY_TO_BYTES]

    _rewrite_lists(change)


@fault("codecs-of-one-object-accepted", blames="v3.core.array.codecs.list", symptom="accepted")
def _() -> None:
    rewrite(codecs, "parse_chain", lambda items: [items] if isinstance(items, dict) else items)


@fault("shape-of-transposed-forgotten", blames="v3.core.codecs.representations", symptom="refused")
def _() -> None:
    # As if every codec of the chain were given the chunk as the array has it.
    wrap(Chain, "inner", lambda _: property(lambda chain: chain.decoded))

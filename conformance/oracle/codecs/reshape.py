"""The reshape codec, a registered extension: the same elements in the same order, another shape."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.oracle.codecs.common import (
    ArrayToArray,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand

Shape = tuple[int, ...]
CLAUSE = "ext.codec.reshape"


@dataclass(frozen=True)
class Reshape(ArrayToArray):
    """From chunks of ``decoded_shape`` to chunks of ``encoded_shape``."""

    decoded_shape: Shape
    encoded_shape: Shape

    def encoded(self, decoded: Representation) -> Representation:
        return replace(decoded, shape=self.encoded_shape)

    def encode(self, chunk: Elements) -> Elements:
        # The last axis holds the bytes of one element and stays where it is.
        return chunk.reshape(*self.encoded_shape, chunk.shape[-1])

    def decode(self, chunk: Elements) -> Elements:
        return chunk.reshape(*self.decoded_shape, chunk.shape[-1])


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Reshape:
    """Read the configuration, for chunks of ``decoded``."""
    known_members("reshape", configuration, {"shape"})
    items: Any = configuration.get("shape")
    demand(isinstance(items, list), f"{CLAUSE}.shape", "shape is missing or no array")
    demand(all(map(_is_item, items)), f"{CLAUSE}.shape.items", f"an item of {items!r} is no size")
    demand(items.count(-1) <= 1, f"{CLAUSE}.shape.rest-once", "-1 occurs more than once")
    named = [dim for item in items if isinstance(item, list) for dim in item]
    demand(
        all(later > earlier for earlier, later in itertools.pairwise(named)),
        f"{CLAUSE}.input-dims.increasing",
        f"the input dimensions {named} do not increase",
    )
    demand(
        all(0 <= dim < len(decoded.shape) for dim in named),
        f"{CLAUSE}.input-dims",
        f"{named} are not all dimensions of a chunk with {len(decoded.shape)}",
    )
    shape = _shape(items, decoded.shape)
    for i, item in enumerate(items):
        if isinstance(item, list) and item:
            demand(
                math.prod(shape[:i]) == math.prod(decoded.shape[: item[0]])
                and math.prod(shape[i + 1 :]) == math.prod(decoded.shape[item[-1] + 1 :]),
                f"{CLAUSE}.input-dims.aligned",
                f"what is before or after dimension {i} is not what is around {item}",
            )
    return Reshape(decoded.shape, shape)


def _is_item(item: Any) -> bool:
    if isinstance(item, list):
        return all(map(is_integer, item))
    return is_integer(item) and (item > 0 or item == -1)


def _shape(items: list[Any], decoded: Shape) -> Shape:
    """The shape of the encoded chunk: as many elements as the decoded one."""
    sizes = [
        math.prod(decoded[dim] for dim in item) if isinstance(item, list) else item
        for item in items
    ]
    total, known = math.prod(decoded), math.prod(size for size in sizes if size != -1)
    rest = total // known if -1 in sizes else 1
    demand(
        known * rest == total,
        f"{CLAUSE}.invariant",
        f"no shape of {items!r} has the {total} elements of the chunk",
    )
    return tuple(rest if size == -1 else size for size in sizes)

"""The transpose codec: dimension ``i`` of the encoded array is dimension ``order[i]`` decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from conformance.oracle.codecs.common import (
    ArrayToArray,
    Elements,
    Representation,
    known_members,
)
from conformance.oracle.documents import is_integer
from conformance.oracle.errors import demand


@dataclass(frozen=True)
class Transpose(ArrayToArray):
    """A permutation of the dimensions."""

    order: tuple[int, ...]

    def encoded(self, decoded: Representation) -> Representation:
        return replace(decoded, shape=tuple(decoded.shape[i] for i in self.order))

    def encode(self, chunk: Elements) -> Elements:
        # The last axis holds the bytes of one element and stays where it is.
        return chunk.transpose(*self.order, len(self.order))

    def decode(self, chunk: Elements) -> Elements:
        return chunk.transpose(*np.argsort(self.order), len(self.order))


def parse(configuration: Mapping[str, Any], decoded: Representation, /) -> Transpose:
    """Read the configuration; ``order`` is a permutation of the dimensions of ``decoded``."""
    known_members("transpose", configuration, {"order"})
    demand("order" in configuration, "v3.codec.transpose.order.required", "order is missing")
    order = configuration["order"]
    demand(
        isinstance(order, list)
        and all(map(is_integer, order))
        and sorted(order) == list(range(len(decoded.shape))),
        "v3.codec.transpose.order.permutation",
        f"order {order!r} is no permutation of {len(decoded.shape)} dimensions",
    )
    return Transpose(tuple(order))

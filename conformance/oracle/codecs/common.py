"""What codecs have in common: the representation of a chunk, and the three kinds of codec."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from conformance.oracle.data_types import DataType
from conformance.oracle.elements import Elements, filled
from conformance.oracle.errors import demand

__all__ = [
    "ArrayToArray",
    "ArrayToBytes",
    "BytesToBytes",
    "Codec",
    "Elements",
    "Representation",
    "filled",
    "known_members",
]


@dataclass(frozen=True)
class Representation:
    """A decoded chunk: its shape and data type, and the fill value of its array."""

    shape: tuple[int, ...]
    data_type: DataType
    fill_value: bytes

    def filled(self) -> Elements:
        """A chunk in which every element is the fill value."""
        return filled(self.shape, self.fill_value, variable=self.data_type.variable)


class ArrayToArray(ABC):
    """A codec from arrays to arrays."""

    @abstractmethod
    def encoded(self, decoded: Representation) -> Representation:
        """The representation that `encode` makes of a chunk of ``decoded``."""

    @abstractmethod
    def encode(self, chunk: Elements) -> Elements:
        """Encode a chunk, ``(*shape, size)``."""

    @abstractmethod
    def decode(self, chunk: Elements) -> Elements:
        """Undo `encode`."""


class ArrayToBytes(ABC):
    """A codec from arrays to bytes."""

    @abstractmethod
    def encode(self, chunk: Elements, decoded: Representation) -> bytes:
        """Encode a chunk of ``decoded``."""

    @abstractmethod
    def decode(self, data: bytes, decoded: Representation) -> Elements:
        """Undo `encode`; raises `SpecError` for data that no chunk encodes to."""

    @abstractmethod
    def encoded_size(self, decoded: Representation) -> int | None:
        """The number of bytes, or None where it depends on the values."""


class BytesToBytes(ABC):
    """A codec from bytes to bytes."""

    @abstractmethod
    def encode(self, data: bytes) -> bytes:
        """Encode ``data``."""

    @abstractmethod
    def decode(self, data: bytes) -> bytes:
        """Undo `encode`; raises `SpecError` for data that nothing encodes to."""

    def encoded_size(self, size: int) -> int | None:  # noqa: ARG002
        """The number of bytes that ``size`` bytes become; None where it depends on them."""
        return None


Codec = ArrayToArray | ArrayToBytes | BytesToBytes


def known_members(codec: str, configuration: Mapping[str, Any], known: Set[str]) -> None:
    """Refuse a configuration with members that the codec's document does not name."""
    unknown = sorted(configuration.keys() - known)
    demand(
        not unknown,
        "v3.core.extension.configuration.unknown-member",
        f"the configuration of {codec} has unknown members {unknown}",
    )

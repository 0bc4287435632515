"""What a data type is: the bytes of an element, and what they are made of.

Which data types there are is the business of ``data_types`` and ``extension_types``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.oracle.number_forms import FloatFormat

Kind = Literal[
    "bool",
    "int",
    "uint",
    "float",
    "complex",
    "raw",
    "time",
    "text",
    "struct",
    "string",
    "bytes",
]


@dataclass(frozen=True)
class DataType:
    """A data type with elements of ``size`` bytes, made of components of ``component`` bytes.

    The component is what has a byte order: the element itself, half of a complex number, a
    character, or a single byte where byte order means nothing.
    """

    name: str
    kind: Kind
    size: int
    component: int
    variable: bool = False
    """Whether elements have no fixed size; see `conformance.oracle.elements`."""
    bits: int = 0
    """The bits of a component that leaves the upper ones of its byte unused; 0: it uses all."""
    number: FloatFormat | None = None
    """The format of the components of ``float`` and ``complex`` that are not of the core."""
    parts: tuple[int, ...] = ()
    """The bytes of each component where they are not all alike; ``component`` is 1 then."""
    fields: tuple[tuple[str, DataType], ...] = ()
    """The names and data types of the fields of a ``struct``."""
    legacy: bool = False
    """Whether it is read by the rules of a name that is no longer written."""
    alias: bool = False
    """Whether the name is another one for a data type, which readers may present by either."""

    @property
    def components(self) -> tuple[int, ...]:
        """The bytes of each component of an element, in order."""
        return self.parts or (self.component,) * (self.size // self.component)

    @property
    def has_byte_order(self) -> bool:
        """Whether the order of bytes means anything."""
        return any(size > 1 for size in self.components)

    @property
    def reversed(self) -> tuple[int, ...]:
        """For each byte of an element in one byte order, where it is in the other one."""
        places: list[int] = []
        for size in self.components:
            start = len(places)
            places += range(start + size - 1, start - 1, -1)
        return tuple(places)

"""The formats that the oracle reads, by their names in cases and messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.oracle import nodes, v2
from conformance.oracle.data_types import DataType
from conformance.oracle.elements import Elements
from conformance.oracle.nodes import Store


class Metadata(Protocol):
    """What every format says of an array; ``fill_value`` is None where it leaves that undefined."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def data_type(self) -> DataType: ...
    @property
    def fill_value(self) -> bytes | None: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...
    @property
    def dimension_names(self) -> tuple[str | None, ...]: ...


class Array(Protocol):
    """An array with all its elements."""

    @property
    def metadata(self) -> Metadata: ...
    @property
    def values(self) -> Elements: ...


class Group(Protocol):
    """A group."""

    @property
    def attributes(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Format:
    """How the nodes of one format are read; each function takes a store and a path."""

    array_document: str
    group_document: str
    read_array: Callable[[Store, str], Array]
    read_group: Callable[[Store, str], Group]


FORMATS: Mapping[str, Format] = {
    "zarr_v3": Format("zarr.json", "zarr.json", nodes.read_array, nodes.read_group),
    "zarr_v2": Format(".zarray", ".zgroup", v2.read_array, v2.read_group),
}

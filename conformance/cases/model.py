"""One golden dataset as a value. How it is made, and its files, are the business of others."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["read", "refuse", "write", "observe"]
Format = Literal["zarr_v3", "zarr_v2"]
Axis = Literal["conformance", "robustness"]
NodeType = Literal["array", "group"]
Region = tuple[tuple[int, int, int], ...]
"""Start, stop and step along each dimension, as those of a slice."""


@dataclass(frozen=True)
class Node:
    """The node that the case is about; ``path`` is without its leading slash.

    ``selection`` is the part of an array that is read; None is all of it.
    """

    node_type: NodeType
    path: str
    selection: Region | None = None

    def document(self) -> dict[str, Any]:
        """The member ``node`` of ``case.json``."""
        document: dict[str, Any] = {"node_type": self.node_type, "path": self.path}
        if self.selection is not None:
            document["selection"] = [[str(n) for n in part] for part in self.selection]
        return document


@dataclass(frozen=True)
class Case:
    """What ``case.json`` says (see ``case.schema.json``), with the store and the expected values.

    ``values`` are all elements of the array or of its region, little-endian and in C order; None
    where the case expects none. ``links`` are the symbolic links that a copy of the store has, from
    a key to a place in the case's folder: ``store/...``, or ``outside/...`` for a file beside it.

    A case with ``steps`` (messages of the protocol without id, format and store) is written: they
    are carried out on a copy of the store, if there is one, and ``expect``, ``values`` and
    ``hierarchy`` (the nodes that somebody made, by path) are what the store says afterwards. The
    last step of one that ``refuses`` asks for what must not be stored.
    """

    id: str
    kind: Kind
    title: str
    clauses: tuple[str, ...]
    classes: tuple[str, ...]
    features: tuple[str, ...]
    node: Node
    format: Format = "zarr_v3"
    checks: tuple[str, ...] = ()
    expect: Mapping[str, Any] | None = None
    values: bytes | None = None
    control: str | None = None
    axis: Axis = "conformance"
    discussion: tuple[str, ...] = ()
    confirmation: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    store: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    outside: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    steps: tuple[Mapping[str, Any], ...] = ()
    hierarchy: Mapping[str, NodeType] = field(default_factory=dict)
    refuses: bool = False

    def document(self) -> dict[str, Any]:
        """The content of ``case.json``."""
        document: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "format": self.format,
            "title": self.title,
            "clauses": list(self.clauses),
            "classes": list(self.classes),
            "features": list(self.features),
            "node": self.node.document(),
        }
        if self.steps:
            document["steps"] = [dict(step) for step in self.steps]
            document["hierarchy"] = dict(self.hierarchy)
        elif self.kind != "refuse":
            document["checks"] = list(self.checks)
        for name in ("expect", "control", "confirmation"):
            if getattr(self, name) is not None:
                document[name] = getattr(self, name)
        if self.axis != "conformance":
            document["axis"] = self.axis
        if self.discussion:
            document["discussion"] = list(self.discussion)
        if self.refuses:
            document["refuses"] = True
        if self.links:
            document["links"] = dict(self.links)
        return document


def from_document(
    document: Mapping[str, Any], values: bytes | None, store: Mapping[str, bytes] | None = None
) -> Case:
    """The case of a ``case.json`` that its schema accepts."""
    return Case(
        id=document["id"],
        kind=document["kind"],
        title=document["title"],
        clauses=tuple(document["clauses"]),
        classes=tuple(document["classes"]),
        features=tuple(document["features"]),
        node=_node(document["node"]),
        format=document["format"],
        checks=tuple(document.get("checks", ())),
        expect=document.get("expect"),
        values=values,
        control=document.get("control"),
        axis=document.get("axis", "conformance"),
        discussion=tuple(document.get("discussion", ())),
        confirmation=document.get("confirmation"),
        links=document.get("links", {}),
        steps=tuple(document.get("steps", ())),
        hierarchy=document.get("hierarchy", {}),
        refuses=document.get("refuses", False),
        store=store or {},
    )


def _node(document: Mapping[str, Any]) -> Node:
    selection: Region | None = None
    if "selection" in document:
        selection = tuple((int(a), int(b), int(step)) for a, b, step in document["selection"])
    return Node(document["node_type"], document["path"], selection)


def base64_of(data: bytes) -> str:
    """Bytes as they travel in JSON."""
    return base64.b64encode(data).decode("ascii")

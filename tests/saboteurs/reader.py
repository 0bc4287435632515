"""The oracle as a reader that is tested: what it answers to a case, in this process.

``adapter.py`` lets the same reader answer over the protocol, as a library's adapter does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from conformance import oracle
from conformance.adapters.messages import Outcome
from conformance.cases.model import Case
from conformance.oracle.elements import Elements, flat
from conformance.oracle.formats import Group, Metadata
from tests.saboteurs import region

Store = Mapping[str, bytes]


def read_array(
    format: str, store: Store, path: str, selection: tuple[slice, ...] | None = None
) -> tuple[Metadata, Elements]:
    """An array, or the part of it that ``selection`` names."""
    node = oracle.FORMATS[format].read_array(store, path)
    return node.metadata, node.values if selection is None else region.cut(node, selection)


def read_group(format: str, store: Store, path: str) -> Group:
    """A group."""
    return oracle.FORMATS[format].read_group(store, path)


def answer(case: Case, store: Store) -> Outcome:
    """What an adapter would have answered; what is raised is a refusal."""
    try:
        if case.node.node_type == "group":
            group = read_group(case.format, store, case.node.path)
            return Outcome("ok", _attributes(group.attributes))
        selection = case.node.selection
        slices = None if selection is None else tuple(slice(*part) for part in selection)
        metadata, values = read_array(case.format, store, case.node.path, slices)
    except NameError:
        raise  # A mistake in the lines of a fault, which nobody may take for a refusal.
    except Exception as error:
        return Outcome("refused", message=f"{type(error).__name__}: {error}")
    body = {
        "shape": [str(length) for length in values.shape[:-1]],
        "data_type": metadata.data_type.name,
        "dimension_names": list(metadata.dimension_names),
        **_attributes(metadata.attributes),
    }
    if metadata.fill_value is not None:
        body["fill_value"] = base64.b64encode(metadata.fill_value).decode("ascii")
    return Outcome("ok", body, flat(values))


def _attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(attributes, allow_nan=False)
    except (ValueError, RecursionError):
        return {}  # The protocol has no word for what is no JSON.
    return {"attributes": dict(attributes)}

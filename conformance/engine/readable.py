"""Documents as the oracle can read them: without what the text, or the community, leaves open.

The oracle decides open points strictly. What somebody wrote must not be called broken for one of
them, and it must not hide the rest: it is taken out or put in the plain form, and noted.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from conformance.oracle.metadata import ARRAY_MEMBERS, ARRAY_OPTIONAL
from conformance.oracle.v2.metadata import ARRAY_KEYS

Json = Any
Note = Callable[[str, str], None]
"""Is told a clause and what there is to say."""

UNKNOWN = "v3.core.extension.unknown-field"
_GROUP_MEMBERS = {"zarr_format", "node_type", "attributes", "consolidated_metadata"}
_CONSOLIDATED = "v3.core.group.consolidated-metadata"
# Members whose numbers are the user's, or have rules of their own.
_NUMBERS = {"attributes", "fill_value", "consolidated_metadata"}
_DIGITS = 20


class Number(str):
    """A number as it is spelt, so that the document can be spelt again with every digit."""

    __slots__ = ()


def v3_document(data: bytes, note: Note) -> bytes:
    """``zarr.json`` without members that it may or may not have, and with plain integers."""

    def change(document: dict[str, Json]) -> dict[str, Json]:
        group = document.get("node_type") == "group"
        known = _GROUP_MEMBERS if group else set(ARRAY_MEMBERS) | ARRAY_OPTIONAL
        for name in sorted(document.keys() - known):
            note(UNKNOWN, f"has the member {name}")
        kept = {name: value for name, value in document.items() if name in known}
        if group and _is_open(kept.get("consolidated_metadata", ...)):
            note(f"{_CONSOLIDATED}.structure", "consolidated_metadata is of an open form")
            del kept["consolidated_metadata"]
        if not group and kept.get("dimension_names", ...) is None:
            note("v3.core.array.dimension-names.null-whole", "dimension_names is null")
            del kept["dimension_names"]
        return _plain_integers(kept, "v3.core.metadata.integers", note)

    return _changed(data, "v3.core.metadata.encoding", change, note)


def v2_document(data: bytes, note: Note) -> bytes:
    """``.zarray`` with plain integers. Readers leave other keys alone, so they stay."""

    def change(document: dict[str, Json]) -> dict[str, Json]:
        others = sorted(document.keys() - ARRAY_KEYS.keys() - {"dimension_separator"})
        if others:
            note("v2.array.other-keys.absent", f"has the keys {', '.join(others)}")
        return _plain_integers(document, "v2.array.shape.integers", note)

    return _changed(data, "v2.array.object", change, note)


def v2_group(data: bytes, note: Note) -> bytes:
    """``.zgroup`` without other keys."""

    def change(document: dict[str, Json]) -> dict[str, Json]:
        others = sorted(document.keys() - {"zarr_format"})
        if others:
            note("v2.group.other-keys", f"has the keys {', '.join(others)}")
        kept = {name: value for name, value in document.items() if name not in others}
        return _plain_integers(kept, "v2.group.zarr-format.integer", note)

    return _changed(data, "v2.group.object", change, note)


def _is_open(consolidated: Json) -> bool:
    """Whether it is null, or an object with the members that it must have, in other forms."""
    if not isinstance(consolidated, dict):
        return consolidated is None
    if consolidated.get("must_understand") is not False:
        return False
    if not consolidated.keys() >= {"kind", "metadata"}:
        return False
    return consolidated["kind"] != "inline" or not isinstance(consolidated["metadata"], dict)


def _plain_integers(document: dict[str, Json], clause: str, note: Note) -> dict[str, Json]:
    """Integers that are spelt ``4.0`` or ``1e1``, as whether they may be is not settled."""
    plain = {k: v if k in _NUMBERS else _plain(v) for k, v in document.items()}
    if plain != document:
        note(clause, "integers are spelt with a fraction or an exponent")
    return plain


def _plain(value: Json) -> Json:
    if isinstance(value, Number):
        if value.lstrip("-").isdigit() or not value.lstrip("-")[:1].isdigit():
            return value
        number = Decimal(value)
        if number.adjusted() < _DIGITS and number == number.to_integral_value():
            return Number(int(number))
        return value
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _changed(
    data: bytes,
    encoding: str,
    change: Callable[[dict[str, Json]], dict[str, Json]],
    note: Note,
) -> bytes:
    """A document, changed; the very same bytes where there is nothing to change, or to read."""
    if data.startswith(codecs.BOM_UTF8):
        note(encoding, "begins with a byte order mark")
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        document = json.loads(data, parse_float=Number, parse_int=Number, parse_constant=Number)
        if not isinstance(document, dict):
            return data
        changed = change(document)
        return data if changed == document else _spelt(changed).encode()
    # What is no JSON is for the oracle to say.
    except (ValueError, RecursionError, ArithmeticError):
        return data


def _spelt(value: Json) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{json.dumps(k)}: {_spelt(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_spelt, value))}]"
    return json.dumps(value)

"""Metadata documents as JSON (RFC 8259), with their numbers kept exact.

Numbers with a fraction or an exponent stay `decimal.Decimal`, because fill values are rounded from
the decimal text itself, and because ``1`` and ``1.0`` are different where the specification asks
for an integer.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from conformance.oracle.errors import SpecError, demand


def _no_constant(token: str) -> NoReturn:
    raise ValueError(f"{token} is no JSON value")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # An exponent that no Decimal holds, and far beyond every data type either way.
        mantissa, exponent = text.lower().split("e")
        return Decimal(f"{mantissa}e{exponent[:1].strip('0123456789')}{10**9}")


def _integer(text: str) -> int | Decimal:
    return Decimal(text) if text == "-0" else int(text)


def parse(data: bytes, single_object: str) -> dict[str, Any]:
    """The object in a document; ``single_object`` is the clause that asks for one object."""
    try:
        document = json.loads(
            data.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    # Bytes that are no UTF-8, and text that is no JSON, raise subclasses of ValueError.
    except (ValueError, RecursionError) as error:
        raise SpecError(single_object, f"not a JSON document: {error}") from error
    demand(isinstance(document, dict), single_object, "the document is not a single object")
    return dict(document)


def is_integer(value: Any) -> bool:
    """Whether a parsed JSON value is a number without fraction and exponent."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether a parsed JSON value is a number."""
    return is_integer(value) or isinstance(value, Decimal)

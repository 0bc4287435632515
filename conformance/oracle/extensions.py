"""Extension definitions: the form of data types, grids, key encodings, codecs and transformers.

Section "Extension definition" of the core specification: an object with a ``name`` and an optional
``configuration``, or, since version 3.1, the name alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.errors import SpecError, demand

MEMBERS = {"name", "configuration", "must_understand"}


@dataclass(frozen=True)
class Extension:
    """A name with its configuration; ``must_understand`` is True unless set to false."""

    name: str
    configuration: Mapping[str, Any]
    must_understand: bool = True


def parse(value: Any, member: str, where: str | None = None) -> Extension:
    """Read one extension definition.

    ``member`` is the member of the metadata document that it comes from; ``where`` says for
    messages which item of it, if that is not the member itself.
    """
    where = where or member
    if isinstance(value, str):
        return Extension(value, {})
    demand(
        isinstance(value, dict),
        f"v3.core.array.{member.replace('_', '-')}.definition",
        f"{where} is neither a name nor an object",
    )
    name = value.get("name")
    demand(isinstance(name, str), "v3.core.extension.name.string", f"{where} has no name string")
    configuration = value.get("configuration", {})
    demand(
        isinstance(configuration, dict),
        "v3.core.extension.configuration.object",
        f"the configuration of {where} is not an object",
    )
    must_understand = value.get("must_understand", True)
    unknown = set(value) - MEMBERS
    demand(not unknown, "v3.core.extension.unknown-field", f"{where} has unknown members {unknown}")
    demand(
        isinstance(must_understand, bool),
        "v3.core.extension.must-understand.implicit",
        f"must_understand of {where} is not a boolean",
    )
    return Extension(name, configuration, must_understand)


def slug(name: str) -> str:
    """A registered name as it stands in the ids of clauses and cases."""
    return re.sub(r"[^a-z0-9]", "-", name)


def is_ignorable(value: Any) -> bool:
    """Whether an unknown field says of itself that a reader may ignore it."""
    return isinstance(value, dict) and value.get("must_understand") is False


def unknown(extension: Extension, where: str) -> SpecError:
    """The error for a name that this reader does not know."""
    return SpecError("v3.core.extension.unknown-field", f"{where} {extension.name!r} is unknown")

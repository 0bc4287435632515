"""All faults, by name. Each module holds those of one area of the specification."""

from tests.saboteurs.faults import (
    arrays,
    chains,
    codecs,
    extensions,
    fill_values,
    keys,
    lenient,
    metadata,
    regions,
    sharding,
)
from tests.saboteurs.faults.registry import FAULTS, Fault, planted

HONEST = "honest"
"""The adapter without a fault."""

__all__ = [
    "FAULTS",
    "HONEST",
    "Fault",
    "arrays",
    "chains",
    "codecs",
    "extensions",
    "fill_values",
    "keys",
    "lenient",
    "metadata",
    "planted",
    "regions",
    "sharding",
]

"""All faults, by name. Each module holds those of one area of the specification."""

from tests.saboteurs.faults import (
    arrays,
    chains,
    codecs,
    data_types,
    extensions,
    fill_values,
    keys,
    lenient,
    metadata,
    places,
    regions,
    sharding,
    strict,
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
    "data_types",
    "extensions",
    "fill_values",
    "keys",
    "lenient",
    "metadata",
    "places",
    "planted",
    "regions",
    "sharding",
    "strict",
]

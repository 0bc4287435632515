"""All faults, by name. Each module holds those of one area of the specification."""

from tests.saboteurs.faults import (
    arrays,
    broken_chunks,
    chains,
    codecs,
    data_types,
    ext_codecs,
    ext_grids,
    ext_types,
    extensions,
    fill_values,
    keys,
    lenient,
    lenient_documents,
    metadata,
    places,
    regions,
    sharding,
    strict,
    v2_arrays,
    v2_documents,
    v2_fill_values,
    v2_keys,
)
from tests.saboteurs.faults.registry import FAULTS, Fault, planted

HONEST = "honest"
"""The adapter without a fault."""

__all__ = [
    "FAULTS",
    "HONEST",
    "Fault",
    "arrays",
    "broken_chunks",
    "chains",
    "codecs",
    "data_types",
    "ext_codecs",
    "ext_grids",
    "ext_types",
    "extensions",
    "fill_values",
    "keys",
    "lenient",
    "lenient_documents",
    "metadata",
    "places",
    "planted",
    "regions",
    "sharding",
    "strict",
    "v2_arrays",
    "v2_documents",
    "v2_fill_values",
    "v2_keys",
]

"""What golden datasets there are of the specification of version 2."""

from conformance.cases.definitions.v2 import (
    arrays,
    attributes,
    compressors,
    damage,
    data_types,
    documents,
    fill_values,
    filters,
    hierarchy,
    keys,
    practice,
    structured,
)

MODULES = (
    arrays,
    attributes,
    compressors,
    damage,
    data_types,
    documents,
    fill_values,
    filters,
    hierarchy,
    keys,
    practice,
    structured,
)

"""What golden datasets there are. Each module defines those of one part of the specification."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import (
    absurd,
    array_documents,
    array_members,
    arrays,
    chains,
    chunk_keys,
    codecs,
    compression,
    damage,
    damage_shards,
    data_type_names,
    data_types,
    ext_codecs_bitround,
    ext_codecs_cast_faults,
    ext_codecs_cast_maps,
    ext_codecs_cast_value,
    ext_codecs_packbits,
    ext_codecs_regions,
    ext_codecs_reshape,
    ext_codecs_scale_faults,
    ext_codecs_scale_offset,
    ext_codecs_zstd,
    ext_grid_rectilinear,
    ext_types_numbers,
    ext_types_struct_faults,
    ext_types_structs,
    ext_types_texts,
    ext_types_times,
    ext_types_utf32,
    extension_forms,
    fill_value_faults,
    fill_values,
    found,
    grid_faults,
    group_documents,
    hierarchy,
    regions,
    sharding,
    sharding_chains,
    sharding_faults,
    stores,
    v2_arrays,
    v2_codecs,
    v2_damage,
    v2_data_types,
    v2_documents,
    v2_fill_values,
    v2_hierarchy,
    v2_keys,
    v2_structured,
)
from conformance.cases.model import Case

MODULES = (
    absurd,
    array_documents,
    array_members,
    arrays,
    chains,
    chunk_keys,
    codecs,
    compression,
    damage,
    damage_shards,
    data_type_names,
    data_types,
    ext_codecs_bitround,
    ext_codecs_cast_faults,
    ext_codecs_cast_maps,
    ext_codecs_cast_value,
    ext_codecs_packbits,
    ext_codecs_regions,
    ext_codecs_reshape,
    ext_codecs_scale_faults,
    ext_codecs_scale_offset,
    ext_codecs_zstd,
    ext_grid_rectilinear,
    ext_types_numbers,
    ext_types_struct_faults,
    ext_types_structs,
    ext_types_texts,
    ext_types_times,
    ext_types_utf32,
    extension_forms,
    fill_value_faults,
    fill_values,
    found,
    grid_faults,
    group_documents,
    hierarchy,
    regions,
    sharding,
    sharding_chains,
    sharding_faults,
    stores,
    v2_arrays,
    v2_codecs,
    v2_damage,
    v2_data_types,
    v2_documents,
    v2_fill_values,
    v2_hierarchy,
    v2_keys,
    v2_structured,
)


def all_cases() -> Iterator[Case]:
    """Every case, each id once. Raises `DefinitionError`."""
    seen: set[str] = set()
    for module in MODULES:
        for case in module.cases():
            if case.id in seen:
                raise DefinitionError(f"{case.id}: defined twice")
            seen.add(case.id)
            yield case

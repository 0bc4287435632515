"""Feature tags, classes, and what a dataset is about."""

from __future__ import annotations

import pytest

from conformance.cases.features import subjects

CARRIED = ["codec:bytes", "dtype:float16", "grid:regular", "keys:default"]


@pytest.mark.parametrize(
    ("clauses", "features", "about"),
    [
        (["v3.fill-value.float.rounding"], CARRIED, {"dtype:float16"}),
        (["v3.codec.bytes.float16"], CARRIED, {"codec:bytes", "dtype:float16"}),
        (["v3.codec.bytes.elements"], CARRIED, {"codec:bytes"}),
        (["v3.keys.default.prefix", "v3.grid.regular.grid-shape"], CARRIED, set(CARRIED[2:])),
        (["v3.keys.v2.prefix"], CARRIED, set()),
        (
            ["v3.codec.sharding.format"],
            ["codec:sharding_indexed", "codec:crc32c"],
            {"codec:sharding_indexed"},
        ),
        (["v3.core.metadata.json"], [*CARRIED, "form:short-hand"], {"form:short-hand"}),
        (["v3.grid.regular.origin"], [*CARRIED, "read:region"], {"read:region"}),
        (
            ["v3.grid.regular.origin"],
            [*CARRIED, "read:region", "read:strided-region"],
            {"read:strided-region"},
        ),
    ],
)
def test_a_dataset_is_about_what_its_clauses_name(
    clauses: list[str], features: list[str], about: set[str]
) -> None:
    assert subjects(clauses, features) == about

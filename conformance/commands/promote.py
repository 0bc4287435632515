"""``zarr-conformance promote``: make a golden case of a find."""

from __future__ import annotations

import argparse

from conformance import ledger, locations
from conformance.cases import files
from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import all_cases
from conformance.cases.editions import EditionError
from conformance.commands import Refusal, selections
from conformance.properties import promotion
from conformance.results import FindError, read_find


def main(options: argparse.Namespace) -> int:
    """Check the find once more, write its definition, and build the fixtures."""
    if locations.CHECKOUT is None:
        raise Refusal("golden cases live in a checkout of the project; run promote in one")
    try:
        find = read_find(options.find)
        golden = {case.id: case for case in all_cases()}
        cases = promotion.promoted(
            find, options.id, options.title, options.clause or (), golden, ledger.load()
        )
        asked = selections([options.implementation or find.implementation])[0]
        message = promotion.still_fails(find, asked)
    except (FindError, promotion.PromotionError, DefinitionError, ledger.LedgerError) as error:
        raise Refusal(str(error)) from error
    try:
        paths = promotion.keep(find, cases)
        files.write([*golden.values(), *cases], locations.FIXTURES)
    except (OSError, EditionError) as error:
        raise Refusal(f"the case cannot be written: {error}") from error
    print(f"{find.implementation} {find.version}: {find.verdict}: {message}")
    for path, case in zip(paths, cases, strict=True):
        print(f"{case.id}: kept in {path.relative_to(locations.CHECKOUT)}")
    print("next: run it on all implementations, and list the known failure with its reason:")
    print("    zarr-conformance run --update-expectations")
    return 0

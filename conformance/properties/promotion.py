"""Makes golden cases of finds: the dataset stays in the suite for ever, under an id and clauses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance import schemas
from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.cases.builder import DefinitionError
from conformance.cases.definitions import found
from conformance.cases.files import contents, digest
from conformance.cases.model import Case, from_document
from conformance.ledger import Ledger
from conformance.properties.asking import Asking
from conformance.properties.drawing import SearchError, Workspace
from conformance.results import Find

CONTROL = "control/"


class PromotionError(Exception):
    """A find that cannot become a golden case: says why, and what to do."""


def found_case(dataset: Mapping[str, bytes], prefix: str = "") -> Case:
    """The case in a find's files below ``prefix``. Raises `PromotionError`."""
    try:
        document: Any = json.loads(dataset[f"{prefix}case.json"])
    except (KeyError, ValueError, RecursionError) as error:
        raise PromotionError(f"the find has no usable {prefix}case.json; search again") from error
    problem = schemas.problem("case", document)
    if problem:
        raise PromotionError(f"the find's {prefix}case.json: {problem}; search again")
    under = f"{prefix}store/"
    store = {key[len(under) :]: data for key, data in dataset.items() if key.startswith(under)}
    return from_document(document, dataset.get(f"{prefix}values.bin"), store)


def promoted(
    find: Find,
    id: str,
    title: str | None,
    clauses: Sequence[str],
    golden: Mapping[str, Case],
    ledger: Ledger,
) -> list[Case]:
    """The golden case of a find, and before it its control where no golden case is the same.

    ``clauses`` come first, where any are given. Raises `PromotionError` for an id that exists or
    is none, a clause that does not exist or cannot fail anybody, and for what the oracle denies.
    """
    case = found_case(find.dataset)
    cited = tuple(dict.fromkeys((*clauses, *case.clauses)))
    for clause in cited:
        if clause not in ledger.clauses:
            raise PromotionError(f"{clause}: no such clause; see: zarr-conformance list clauses")
    first = ledger.clauses[cited[0]]
    if case.kind == "refuse" and (
        first.level not in ("must", "must-not") or first.state == "contested"
    ):
        raise PromotionError(
            f"{first.id}: is {first.level}, {first.state}: nobody must refuse for it; name the "
            "must that is broken with --clause"
        )
    words = f"{find.verdict} by {find.implementation} {find.version}"
    case = replace(
        case, id=id, title=title or f"A dataset that a search found: {words}.", clauses=cited
    )
    cases = [case]
    if case.kind == "refuse":
        control = found_case(find.dataset, CONTROL)
        same = next((old for old in golden.values() if _same(old, control)), None)
        if same is None:
            named = f"The same as {id} without the fault."
            same = replace(control, id=f"{id}-control", title=named)
            cases.insert(0, same)
        cases[-1] = replace(case, control=same.id)
    for new in cases:
        if new.id in golden:
            raise PromotionError(f"{new.id}: exists already, and ids are for ever; choose another")
        problem = schemas.problem("case", new.document())
        if problem:
            raise PromotionError(f"{new.id}: {problem}")
        try:
            found.verify(new)
        except DefinitionError as error:
            raise PromotionError(str(error)) from error
    return cases


def still_fails(find: Find, pinned: Selection) -> str:
    """What the version that failed does with the dataset now, in its words.

    ``pinned`` is asked where that is the version, else the version is set up. Raises
    `PromotionError` when it does not fail like that any more.
    """
    case = replace(found_case(find.dataset), id="v3/found")
    selection, workspace = pinned, Workspace(lambda _: None)
    try:
        with Asking(selection, workspace, Limits()) as asking:
            answer = asking.ask_one(case) if asking.hello.version == find.version else None
        if answer is None and pinned.version is None and pinned.manifest.environment.kind != "none":
            selection = replace(pinned, version=find.version)
            with Asking(selection, workspace, Limits()) as asking:
                answer = asking.ask_one(case)
    except SearchError as error:
        raise PromotionError(
            f"{selection} cannot be asked whether it still fails: {error}"
        ) from error
    finally:
        workspace.remove()
    if answer is None:
        raise PromotionError(f"{pinned} is not {find.version}, which failed; name that version")
    verdict = answer.judgement.verdict
    if verdict != find.verdict:
        raise PromotionError(
            f"{selection} no longer fails like that: it was {find.verdict}, now it is {verdict}; "
            "a golden case shows a fault that is there"
        )
    return answer.judgement.message


def keep(find: Find, cases: Sequence[Case]) -> list[Path]:
    """Write the definitions of promoted cases. Raises `OSError`."""
    origin = {
        "implementation": find.implementation,
        "version": find.version,
        "property": find.property,
        "seed": find.draw.seed,
    }
    return [found.write(case, origin) for case in cases]


def _same(golden: Case, control: Case) -> bool:
    """Whether a golden read case has the dataset of a control; its store is not loaded."""
    return (
        golden.kind == "read"
        and golden.values == control.values
        and golden.store != {}
        and digest(contents(replace(golden, id=""))) == digest(contents(replace(control, id="")))
    )

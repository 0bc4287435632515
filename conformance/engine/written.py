"""The verdict on what an implementation wrote: by the store alone, read by the oracle.

A store that breaks a clause beyond dispute is `invalid`, one that says something else than the
recipe is `wrong`. Everything else that is worth knowing goes into notes, which fail nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from conformance.cases.model import Case, Node, base64_of
from conformance.engine.carry_out import CarriedOut, Done
from conformance.engine.compare import as_elements, mismatch
from conformance.engine.examine import Examined, examine
from conformance.engine.judge import Judgement, describe
from conformance.engine.outline import declared
from conformance.ledger import Ledger
from conformance.oracle import FORMATS, SpecError
from conformance.oracle.elements import flat
from conformance.oracle.nodes import key_prefix
from conformance.results import Mismatch

NOTES = 20
"""How many notes are kept."""


@dataclass(frozen=True)
class Reading:
    """A node as the oracle reads it: the body of an answer, and all elements of an array."""

    body: Mapping[str, Any]
    values: bytes | None = None


def read(store: Mapping[str, bytes], case: Case) -> Reading:
    """What the node of a case holds. Raises `SpecError`."""
    form = FORMATS[case.format]
    if case.node.node_type == "group":
        return Reading({"attributes": dict(form.read_group(store, case.node.path).attributes)})
    array = form.read_array(store, case.node.path)
    metadata = array.metadata
    body: dict[str, Any] = {
        "shape": [str(n) for n in metadata.shape],
        "data_type": metadata.data_type.name,
        "attributes": dict(metadata.attributes),
        "dimension_names": list(metadata.dimension_names),
    }
    if metadata.fill_value is not None:
        body["fill_value"] = base64_of(metadata.fill_value)
    return Reading(body, flat(array.values))


def judge(
    case: Case,
    done: CarriedOut,
    claims: frozenset[str],
    ledger: Ledger,
    adds: Set[str] = frozenset(),
) -> Judgement:
    """The verdict on a case that was carried out.

    ``adds`` are names of attributes that the library says it adds of its own. Of a case that
    `refuses` and was refused it only says that (``pass``); whether that proves anything depends on
    its control.
    """
    outcome, observed = done.last, case.kind == "observe"
    where = f"step {len(done.steps)} of {len(case.steps)}, {case.steps[len(done.steps) - 1]['op']}"
    if outcome.kind == "no-answer":
        return Judgement("not-run", f"{where}: {outcome.message}")
    if done.trouble:
        return Judgement("observed" if observed else "invalid", done.trouble)
    examined = examine(done.store, case.format, ledger)
    notes = tuple(map(str, examined.observed)) + tuple(
        f"wrote {name} beside the store, where nothing may be written" for name in done.strays
    )
    found = _found(case, done, examined, where, claims, adds)
    if observed:
        found = replace(found, verdict="observed")
    return replace(found, notes=_bounded((*found.notes, *notes)))


def _found(
    case: Case,
    done: CarriedOut,
    examined: Examined,
    where: str,
    claims: frozenset[str],
    adds: Set[str],
) -> Judgement:
    outcome = done.last
    if outcome.kind in ("crashed", "memory"):
        return Judgement("crashed", f"{where}: {outcome.message}")
    if outcome.kind == "hung":
        return Judgement("hung", f"{where}: {outcome.message}")
    if examined.broken:
        first = examined.broken[0]
        more = tuple(map(str, examined.broken[1:]))
        return Judgement("invalid", str(first), notes=more, clause=first.clause)
    if outcome.kind != "ok":
        asked_for = case.refuses and len(done.steps) == len(case.steps)
        if asked_for and outcome.kind == "refused":
            return Judgement("pass", outcome.message)
        claimed = claims.issuperset(case.classes) and not asked_for
        return Judgement("refused" if claimed else "unsupported", f"{where}: {outcome.message}")
    if case.refuses:
        return Judgement("pass", "carried out, and nothing in the store breaks the text")
    return _said(case, done, examined, adds)


def _said(case: Case, done: CarriedOut, examined: Examined, adds: Set[str]) -> Judgement:
    """Whether the store says what the recipe says."""
    here = set(examined.nodes.items())
    missing = [
        f"the {kind} {path!r}" for path, kind in case.hierarchy.items() if (path, kind) not in here
    ]
    if missing:
        unread = examined.observed
        if unread and any(f.clause for f in unread):
            # A document that our own reading is too strict for is nobody's fault.
            return Judgement("observed", f"not judged: {unread[0]}")
        return _wrong("hierarchy", ", ".join(missing), "no such node")
    left = [path for path in examined.nodes if not _known(path, case.hierarchy)]
    if left:
        return _wrong("hierarchy", "no other node", f"a node at {left[0]!r}")
    for number, step in enumerate(done.steps):
        wrong = _answered(case, number, step)
        if wrong is not None:
            return _wrong(*wrong)
    if case.expect is None:
        return Judgement("pass", "what was asked for is done")
    try:
        reading = read(examined.readable, case)
    except SpecError as error:
        return Judgement("observed", f"not judged: {error}")
    expected = (case.expect or {}).get("attributes", {})
    own = {k: v for k, v in reading.body["attributes"].items() if k in expected or k not in adds}
    body = {**reading.body, "attributes": own}
    found = mismatch(case, body, _as_specified(case, reading.values))
    if found is not None:
        return Judgement("wrong", f"the store says {describe(found)}", found)
    other = declared(case, examined.readable) if case.node.node_type == "array" else None
    if other is not None:
        return _wrong(*other)
    return Judgement("pass", "the store is valid and says what the recipe says")


def _wrong(member: str, expected: str, found: str) -> Judgement:
    mismatched = Mismatch(member, expected, found)
    return Judgement("wrong", describe(mismatched), mismatched)


def _known(path: str, hierarchy: Mapping[str, str]) -> bool:
    """Whether a node was made, or is a group above one."""
    return any(made == path or not path or made.startswith(f"{path}/") for made in hierarchy)


def _as_specified(case: Case, values: bytes | None) -> bytes | None:
    """The elements of a store, with those that no clause gives a value as the case has them."""
    expect = case.expect or {}
    if values is None or case.values is None or "unspecified" not in expect:
        return values
    wanted = as_elements(case.values, expect, case.values)
    found = as_elements(values, expect, case.values)
    if wanted is None or found is None:
        return values
    found = found.copy().reshape(-1, found.shape[-1])
    wanted = wanted.reshape(found.shape)
    for first, end in expect["unspecified"]:
        found[int(first) : int(end)] = wanted[int(first) : int(end)]
    return flat(found)


def _answered(case: Case, number: int, step: Done) -> tuple[str, str, str] | None:
    """What is wrong with the answer of a step that only looks: member, expected, found."""
    asked, body = case.steps[number], step.outcome.body
    match asked["op"]:
        case "list_members":
            return _listed(case.format, asked["path"], step)
        case "read_consolidated":
            path = key_prefix(asked["path"]) + asked["below"]
            looked_at = replace(case, node=Node("array", path), expect=None)
            try:
                reading = read(step.before, looked_at)
            except SpecError:
                return None
            expected = replace(looked_at, expect=reading.body, values=reading.values)
            found = mismatch(expected, body, step.outcome.values)
            if found is not None:
                return f"read by consolidated metadata: {found.member}", found.expected, found.found
    return None


def _listed(format: str, path: str, step: Done) -> tuple[str, str, str] | None:
    """Whether the members are those whose documents lie in the store."""
    prefix = key_prefix(path)
    below = [key.removeprefix(prefix).split("/") for key in step.before if key.startswith(prefix)]
    names = ("zarr.json",) if format == "zarr_v3" else (".zarray", ".zgroup")
    there = {parts[0] for parts in below if len(parts) == 2 and parts[1] in names}
    listed = {member["name"] for member in step.outcome.body["members"]}
    perhaps = {parts[0] for parts in below if len(parts) > 1}
    if there - listed or listed - perhaps:
        return "members", ", ".join(sorted(there)), ", ".join(sorted(listed))
    return None


def _bounded(notes: tuple[str, ...]) -> tuple[str, ...]:
    left = len(notes) - NOTES
    return (*notes[:NOTES], f"and {left} more") if left > 0 else notes

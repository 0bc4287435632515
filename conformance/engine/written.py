"""The verdict on what an implementation wrote: by the store alone, read by the oracle.

A store that breaks a clause beyond dispute is `invalid`, one that says something else than the
recipe is `wrong`. Everything else that is worth knowing goes into notes, which fail nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from conformance.adapters.messages import Outcome
from conformance.cases.files import DOCUMENTS
from conformance.cases.model import Case, Node, base64_of
from conformance.engine.carry_out import CarriedOut, Done
from conformance.engine.compare import as_elements, mismatch
from conformance.engine.examine import Examined, Finding, examine, groups_above
from conformance.engine.judge import Judgement, describe
from conformance.engine.outline import declared
from conformance.ledger import Ledger
from conformance.oracle import FORMATS, SpecError
from conformance.oracle.elements import flat
from conformance.oracle.formats import Array
from conformance.oracle.nodes import key_prefix
from conformance.results import Mismatch

LOOKING = ("list_members", "read_consolidated", "write_read_only")
"""Steps that leave a store as it is."""
NOTES = 20
"""How many notes are kept."""


@dataclass(frozen=True)
class Reading:
    """A node as the oracle reads it: the body of an answer, and all elements of an array."""

    body: Mapping[str, Any]
    values: bytes | None = None
    array: Array | None = None


def read(store: Mapping[str, bytes], case: Case) -> Reading:
    """What the node of a case holds. Raises `SpecError`."""
    form = FORMATS[case.format]
    if case.node.node_type == "group":
        return Reading({"attributes": dict(form.read_group(store, case.node.path).attributes)})
    array = form.read_array(store, case.node.path)
    metadata = array.metadata
    body: dict[str, Any] = {
        "shape": [str(n) for n in metadata.shape],
        "attributes": dict(metadata.attributes),
        "dimension_names": list(metadata.dimension_names),
    }
    if not metadata.data_type.alias:
        body["data_type"] = metadata.data_type.name
    if metadata.data_type.variable:
        body["variable_length"] = True
    if metadata.fill_value is not None:
        body["fill_value"] = base64_of(metadata.fill_value)
    return Reading(body, flat(array.values), array)


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
    # No clause says what else may lie in a folder, so a store that we cannot take is not judged.
    asked = {step["path"] for step in case.steps} | set(case.hierarchy)
    examined = Examined() if done.trouble else examine(done.store, case.format, ledger, asked)
    examined.findings += _legacy(case, examined)
    notes = tuple(map(str, examined.observed)) + tuple(
        f"wrote {name} beside the store, where nothing may be written" for name in done.strays
    )
    notes += tuple(_changed_by_looking(case, done))
    found = _died(outcome, where)
    if found is None and done.trouble:
        found = Judgement("observed", f"not judged: {done.trouble}")
    if found is None:
        found = _found(case, done, examined, where, claims, adds)
    if observed:
        found = replace(found, verdict="observed")
    return replace(found, notes=_bounded((*found.notes, *notes)))


def _legacy(case: Case, examined: Examined) -> list[Finding]:
    """Arrays that were made anew with a data type that is for old ones alone."""
    made = {step["path"] for step in case.steps if step["op"] == "create_array"}
    found = []
    for path in sorted(made & examined.nodes.keys()):
        key = key_prefix(path) + "zarr.json"
        if case.format == "zarr_v3" and b'"structured"' in examined.readable[key]:
            named = json.loads(examined.readable[key]).get("data_type")
            if named == "structured" or (isinstance(named, dict) and named["name"] == "structured"):
                message = "the data type of a new array is named structured"
                found.append(Finding(key, "ext.data-type.structured.written", message, broken=True))
    return found


def _died(outcome: Outcome, where: str) -> Judgement | None:
    if outcome.kind in ("crashed", "memory"):
        return Judgement("crashed", f"{where}: {outcome.message}")
    if outcome.kind == "hung":
        return Judgement("hung", f"{where}: {outcome.message}")
    return None


def _found(
    case: Case,
    done: CarriedOut,
    examined: Examined,
    where: str,
    claims: frozenset[str],
    adds: Set[str],
) -> Judgement:
    outcome = done.last
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
    for path, kind in case.hierarchy.items():
        if examined.nodes.get(path) == kind:
            continue
        unread = [
            finding
            for finding in examined.observed
            if finding.key in examined.readable and _document_of(finding.key, path)
        ]
        if path not in examined.nodes and unread:
            # A document that our own reading is too strict for is nobody's fault.
            return Judgement("observed", f"not judged: {unread[-1]}")
        there = examined.nodes.get(path)
        return _wrong(
            "hierarchy", f"the {kind} {path!r}", f"the {there} {path!r}" if there else "no node"
        )
    begun = done.steps[0].before
    left = sorted(examined.nodes.keys() - case.hierarchy.keys() - _left_over(case, begun))
    if left:
        return _wrong("hierarchy", "no other node", f"a node at {left[0]!r}")
    for number, step in enumerate(done.steps):
        wrong = _answered(case, number, step, adds)
        if wrong is not None:
            return _wrong(*wrong)
    if case.expect is None:
        return Judgement("pass", "what was asked for is done")
    other = None
    if case.node.node_type == "array":
        shape = _shape(case, examined.readable)
        if shape != case.expect["shape"]:
            return _wrong("shape", json.dumps(case.expect["shape"]), json.dumps(shape))
        other = declared(replace(case, store=begun), examined.readable)
    if case.node.path in examined.too_large:
        # Its chunks are not those of any recipe.
        why = "not judged: the array is too large to be looked into"
        return Judgement("observed", why) if other is None else _wrong(*other)
    try:
        reading = read(examined.readable, case)
    except SpecError as error:
        return Judgement("observed", f"not judged: {error}")
    body = _without(reading.body, adds - case.expect["attributes"].keys())
    found = mismatch(case, body, as_specified(case, reading.values))
    if found is not None:
        return Judgement("wrong", f"the store says {describe(found)}", found)
    if "fill_value" in case.expect and "fill_value" not in body:
        return _wrong("fill_value", case.expect["fill_value"], "null")
    if other is not None:
        return _wrong(*other)
    return Judgement("pass", "the store is valid and says what the recipe says")


def _changed_by_looking(case: Case, done: CarriedOut) -> Iterator[str]:
    """What steps that have nothing to write did to the store all the same."""
    after = [step.before for step in done.steps[1:]] + [done.store]
    for asked, step, now in zip(case.steps, done.steps, after, strict=False):
        op = asked["op"]
        changed = {key for key, _ in step.before.items() ^ now.items()}
        if op in LOOKING and changed:
            yield f"{op} changed the store, where it only looks: {', '.join(sorted(changed)[:3])}"


def _wrong(member: str, expected: str, found: str) -> Judgement:
    mismatched = Mismatch(member, expected, found)
    return Judgement("wrong", describe(mismatched), mismatched)


def _without(body: Mapping[str, Any], names: Set[str]) -> dict[str, Any]:
    """What a node says, without attributes of some names."""
    kept = {k: v for k, v in body.get("attributes", {}).items() if k not in names}
    return {**body, "attributes": kept} if "attributes" in body else dict(body)


def _document_of(key: str, path: str) -> bool:
    """Whether a key is that of a document of a node."""
    return key in {key_prefix(path) + name for name in DOCUMENTS}


def _shape(case: Case, store: Mapping[str, bytes]) -> list[str]:
    key = key_prefix(case.node.path) + FORMATS[case.format].array_document
    return [str(n) for n in json.loads(store[key])["shape"]]


def _left_over(case: Case, begun: Mapping[str, bytes]) -> set[str]:
    """Where nodes may be that nobody asked for: those that were there, and groups above others."""
    there = {key.rpartition("/")[0] for key in begun if key.rpartition("/")[2] in DOCUMENTS}
    for step in case.steps:
        path = step["path"]
        if step["op"] == "delete_node" or "overwrite" in step:
            there -= {known for known in there if known == path or _below(known, path)}
        if step["op"].startswith("create"):
            there.update(groups_above(path))
    return there


def _below(path: str, above: str) -> bool:
    return path != above and path.startswith(key_prefix(above))


def as_specified(case: Case, values: bytes | None) -> bytes | None:
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


def _answered(case: Case, number: int, step: Done, adds: Set[str]) -> tuple[str, str, str] | None:
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
            expect = _without(reading.body, adds)
            expected = replace(looked_at, expect=expect, values=reading.values)
            found = mismatch(expected, _without(body, adds), step.outcome.values)
            if found is not None:
                return f"read by consolidated metadata: {found.member}", found.expected, found.found
    return None


def _listed(format: str, path: str, step: Done) -> tuple[str, str, str] | None:
    """Whether the members are those whose documents lie in the store, of the type that they say."""
    prefix = key_prefix(path)
    below = [key.removeprefix(prefix).split("/") for key in step.before if key.startswith(prefix)]
    names = ("zarr.json",) if format == "zarr_v3" else (".zarray", ".zgroup")
    there = {parts[0] for parts in below if len(parts) == 2 and parts[1] in names}
    listed = {member["name"] for member in step.outcome.body["members"]}
    perhaps = {parts[0] for parts in below if len(parts) > 1}
    if there - listed or listed - perhaps:
        return "members", ", ".join(sorted(there)), ", ".join(sorted(listed))
    for member in step.outcome.body["members"]:
        name, told = member["name"], member.get("node_type")
        types = _node_types(format, step.before, prefix + name)
        if told is not None and types and told not in types:
            return f"type of {name}", " or ".join(sorted(types)), told
    return None


def _node_types(format: str, store: Mapping[str, bytes], path: str) -> set[str]:
    """What the documents at a path say it is."""
    if format == "zarr_v2":
        by_name = {".zarray": "array", ".zgroup": "group"}
        return {kind for name, kind in by_name.items() if f"{path}/{name}" in store}
    try:
        return {str(json.loads(store[f"{path}/zarr.json"])["node_type"])}
    except (LookupError, TypeError, ValueError, RecursionError):
        return set()


def _bounded(notes: tuple[str, ...]) -> tuple[str, ...]:
    left = len(notes) - NOTES
    return (*notes[:NOTES], f"and {left} more") if left > 0 else notes

"""The verdict on what was written: each way in which a store may differ, and what fails nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance import ledger
from conformance.adapters.messages import Kind, Outcome
from conformance.cases.builder import array, bytes_codec, gzip
from conformance.cases.model import Case
from conformance.cases.recipes import Recipe, recipe
from conformance.engine.carry_out import CarriedOut, Done
from conformance.engine.judge import Judgement
from conformance.engine.written import NOTES, judge
from conformance.ledger import Ledger
from tests.saboteurs.writing import carried_out

NAME = "v3.core.node-name"
Store = dict[str, bytes]


@pytest.fixture(scope="module")
def clauses() -> Ledger:
    return ledger.load()


@pytest.fixture(scope="module")
def verdict(clauses: Ledger) -> Callable[..., Judgement]:
    def judged(case: Case, done: CarriedOut, *, claimed: bool = True, adds: Any = ()) -> Judgement:
        claims = frozenset(case.classes if claimed else ())
        return judge(case, done, claims, clauses, frozenset(adds))

    return judged


def draft(a: Any) -> Any:
    names = a.shape(4, 5, chunks=(2, 3)).data_type("uint16", 7)
    return names.member("dimension_names", ["y", None]).member(
        "attributes", {"k": [1, {"a": None}]}
    )


PLAIN = recipe("v3/write/x", "x", "v3.core.array.document").array(draft).write().judged()
GROUPS = (
    recipe("v3/write/g", "x", "x").group().group("a").array(path="a/b").write("a/b").judged("a/b")
)
VERSION_2 = (
    recipe("v2/write/x", "x", "x")
    .array(lambda a: a.shape(4, 5, chunks=(2, 3)).dtype("<u2", 7))
    .region((0, 2), (0, 3))
    .judged()
)


def done(case: Case) -> CarriedOut:
    return carried_out(case, case.store)


def changed(case: Case, change: Callable[[Store], None]) -> CarriedOut:
    """What the honest writer left behind, changed by somebody."""
    right = done(case)
    store = dict(right.store)
    change(store)
    return replace(right, store=store)


def saying(case: Case, key: str = "zarr.json", **members: Any) -> CarriedOut:
    """The same, with other members of a document; those that are ``...`` are left out."""

    def change(store: Store) -> None:
        document = {**json.loads(store[key]), **members}
        store[key] = json.dumps({k: v for k, v in document.items() if v is not ...}).encode()

    return changed(case, change)


def ending(case: Case, kind: Kind, message: str = "E: no", steps: int | None = None) -> CarriedOut:
    """The same, but the last step that was asked for ends like that."""
    right = done(case)
    kept = right.steps[: steps or len(right.steps)]
    last = replace(kept[-1], outcome=Outcome(kind, message=message))
    return replace(right, steps=(*kept[:-1], last))


def member(found: Judgement) -> str | None:
    return found.mismatch.member if found.mismatch else None


@pytest.mark.parametrize("case", [PLAIN, GROUPS, VERSION_2])
def test_what_is_right_passes(verdict: Any, case: Case) -> None:
    found = verdict(case, done(case))
    assert found == Judgement("pass", "the store is valid and says what the recipe says")


def _zero(key: str) -> Callable[[Store], None]:
    return lambda store: store.update({key: bytes(len(store[key]))})


@pytest.mark.parametrize(
    ("it", "what"),
    [
        (saying(PLAIN, attributes={}), "attributes"),
        (saying(PLAIN, attributes={"k": [1, {"a": 0}]}), "attributes"),
        (saying(PLAIN, dimension_names=["y", ""]), "dimension_names"),
        (saying(PLAIN, dimension_names=...), "dimension_names"),
        (saying(PLAIN, fill_value=8), "fill_value"),
        (saying(PLAIN, shape=[4, 6]), "shape"),
        (saying(PLAIN, shape=[2**60, 2**60]), "shape"),
        (saying(PLAIN, data_type="int16"), "data_type"),
        (changed(PLAIN, _zero("c/1/1")), "values"),
        (changed(PLAIN, lambda store: store.pop("c/0/0")), "values"),
        (saying(PLAIN, chunk_key_encoding={"name": "v2"}), "values"),
        (saying(VERSION_2, ".zarray", fill_value=None), "values"),
    ],
)
def test_each_member_that_the_store_says_otherwise(verdict: Any, it: CarriedOut, what: str) -> None:
    case = PLAIN if "zarr.json" in it.store else VERSION_2
    found = verdict(case, it)
    assert (found.verdict, member(found)) == ("wrong", what)
    assert found.mismatch.expected != found.mismatch.found


def test_a_fill_value_that_is_not_there_is_wrong_where_every_chunk_is(verdict: Any) -> None:
    case = recipe("v2/write/x", "x", "x").array(lambda a: a.dtype("<u2", 0)).write().judged()
    assert verdict(case, done(case)).verdict == "pass"
    found = verdict(case, saying(case, ".zarray", fill_value=None))
    assert (found.verdict, member(found)) == ("wrong", "fill_value")


def test_the_layout_is_compared_last(verdict: Any) -> None:
    """The same elements in another layout: nobody loses data, and it is not what was asked."""

    def change(store: Store) -> None:
        other = recipe("v3/write/x", "x", "x").array(
            lambda a: draft(a).codecs(bytes_codec(), gzip())
        )
        store.clear()
        store.update(done(other.write().judged()).store)

    found = verdict(PLAIN, changed(PLAIN, change))
    assert (found.verdict, member(found)) == ("wrong", "codecs")


def test_chunks_beyond_measure_are_wrong_by_their_shape(verdict: Any) -> None:
    grid = {"name": "regular", "configuration": {"chunk_shape": [2**40, 2**40]}}
    found = verdict(PLAIN, saying(PLAIN, chunk_grid=grid))
    assert (found.verdict, member(found)) == ("wrong", "chunk_shape")


def test_chunks_beyond_measure_that_nobody_asked_for_are_not_judged(verdict: Any) -> None:
    grid = {"name": "regular", "configuration": {"chunk_shape": [2**40, 2**40]}}
    begun = recipe("v3/write/x", "x", "x").begin(array("v3/x", "x", "x")).write().judged()
    it = saying(begun, chunk_grid=grid)
    first = replace(it.steps[0], before={})
    found = verdict(begun, replace(it, steps=(first,)))
    assert (found.verdict, found.message[:10]) == ("observed", "not judged")


def test_elements_that_nobody_can_know_are_not_compared(verdict: Any) -> None:
    case = recipe("v3/write/x", "x", "x").array(draft).write().resize(3, 5).resize(4, 5).judged()
    assert case.expect is not None
    assert case.expect["unspecified"]

    def last_row(store: Store, value: int) -> None:
        chunk = bytearray(store["c/1/0"])
        chunk[6:12] = bytes([value]) * 6
        store["c/1/0"] = bytes(chunk)

    for value in (0, 1, 255):
        it = changed(case, lambda store, value=value: last_row(store, value))
        assert verdict(case, it).verdict == "pass"
    it = changed(case, _zero("c/1/0"))
    assert verdict(case, it).verdict == "wrong"


def test_the_shape_is_compared_before_elements_that_nobody_can_know(verdict: Any) -> None:
    case = recipe("v3/write/x", "x", "x").array(draft).write().resize(3, 5).resize(4, 5).judged()
    found = verdict(case, saying(case, shape=[5, 4]))
    assert member(found) == "shape"


@pytest.mark.parametrize("case", [PLAIN, VERSION_2])
def test_an_empty_array_can_be_judged(verdict: Any, case: Case) -> None:
    version = "v2" if case is VERSION_2 else "v3"
    empty = recipe(f"{version}/write/x", "x", "x").array(lambda a: a.shape(4, chunks=(2,)))
    empty = empty.write().resize(0)
    assert verdict(empty.judged(), done(empty.judged())).verdict == "pass"


def test_what_breaks_a_clause_is_invalid_and_names_it(verdict: Any) -> None:
    it = changed(PLAIN, lambda store: store.update({"c/0/0": b"", "c/1/1": b"", "x": b""}))
    found = verdict(PLAIN, it)
    assert (found.verdict, found.clause) == ("invalid", "v3.codec.bytes.elements")
    assert found.message.startswith("c/0/0: ")
    assert found.notes[0].startswith("c/1/1: ")
    assert found.notes[1].startswith("x: belongs to no node")


def test_invalid_weighs_more_than_wrong(verdict: Any) -> None:
    it = saying(PLAIN, attributes={}, fill_value=-1)
    assert verdict(PLAIN, it).verdict == "invalid"


def test_a_structure_made_anew_under_its_old_name(verdict: Any) -> None:
    kind = {"name": "struct", "configuration": {"fields": [{"name": "x", "data_type": "uint8"}]}}
    made = recipe("ext/write/x", "x", "x").array(lambda a: a.data_type(kind, {"x": 0}))
    case = made.write(given=[{"x": 1}] * 6).judged()
    old = {**kind, "name": "structured"}
    found = verdict(case, saying(case, data_type=old))
    assert (found.verdict, found.clause) == ("invalid", "ext.data-type.structured.written")
    begun = array("v3/x", "x", "x").data_type(old, {"x": 0})
    kept = recipe("ext/write/x", "x", "x").begin(begun).attributes({"a": 1}).judged()
    assert verdict(kept, done(kept)).verdict == "pass"


@pytest.mark.parametrize(
    ("change", "expected", "found"),
    [
        (lambda store: store.pop("a/b/zarr.json"), "the array 'a/b'", "no node"),
        (
            lambda store: store.update({"a/b/zarr.json": store["a/zarr.json"]}),
            "the array 'a/b'",
            "the group 'a/b'",
        ),
        (lambda store: store.pop("zarr.json"), "the group ''", "no node"),
        (
            lambda store: store.update({"c/zarr.json": store["zarr.json"]}),
            "no other node",
            "a node at 'c'",
        ),
        (
            lambda store: store.update({"a/c/zarr.json": store["a/b/zarr.json"]}),
            "no other node",
            "a node at 'a/c'",
        ),
    ],
)
def test_nodes_that_are_not_there_and_that_nobody_made(
    verdict: Any, change: Any, expected: str, found: str
) -> None:
    judged = verdict(GROUPS, changed(GROUPS, change))
    assert (judged.verdict, member(judged)) == ("wrong", "hierarchy")
    assert (judged.mismatch.expected, judged.mismatch.found) == (expected, found)


def test_groups_above_may_be_there_and_may_not(verdict: Any) -> None:
    """Whether they are made is open in version 3."""
    case = recipe("v3/write/x", "x", "x").array(path="a/b/c").write("a/b/c").judged("a/b/c")
    it = done(case)
    assert {"zarr.json", "a/zarr.json"} <= it.store.keys()
    assert verdict(case, it).verdict == "pass"
    bare = changed(case, lambda store: [store.pop(k) for k in ("zarr.json", "a/zarr.json")])
    found = verdict(case, bare)
    assert found.verdict == "pass"
    assert {note.partition(":")[0] for note in found.notes} == {"zarr.json", "a/zarr.json"}


def test_groups_above_what_was_deleted_may_stay(verdict: Any) -> None:
    case = recipe("v3/write/x", "x", "x").array(path="a/b").step("delete_node", "a/b").judged("a")
    it = done(case)
    assert it.store.keys() == {"zarr.json", "a/zarr.json"}
    assert verdict(case, it).verdict == "pass"
    kept = changed(case, lambda store: store.update({"a/b/zarr.json": store["a/zarr.json"]}))
    assert verdict(case, kept).verdict == "wrong"


def test_what_was_deleted_or_replaced_does_not_stay(verdict: Any) -> None:
    grouped = recipe("v3/write/x", "x", "x").group().group("a").array(path="a/b/c")
    deleted = grouped.step("delete_node", "a").judged()
    replaced = grouped.array(path="a", overwrite=True).judged()
    for case in (deleted, replaced):
        assert verdict(case, done(case)).verdict == "pass"
        kept = changed(case, lambda s: s.update({"a/b/zarr.json": s["zarr.json"]}))
        found = verdict(case, kept)
        assert (found.verdict, member(found)) == ("wrong", "hierarchy"), case.steps


def test_a_deleted_group_may_come_back_above_what_is_made_later(verdict: Any) -> None:
    made = recipe("v3/write/x", "x", "x").group().group("a").step("delete_node", "a")
    case = made.group("a/b").step("delete_node", "a/b").judged()
    assert done(case).store.keys() == {"zarr.json", "a/zarr.json"}
    assert verdict(case, done(case)).verdict == "pass"


def test_nodes_that_were_there_before_may_stay(verdict: Any) -> None:
    begun = recipe("v3/write/x", "x", "x").begin(array("v3/x", "x", "x").at("a"))
    case = begun.write("a").judged("a")
    store = {**case.store, "zarr.json": done(GROUPS).store["zarr.json"]}
    case = replace(case, store=store)
    assert verdict(case, done(case)).verdict == "pass"


def test_a_document_that_we_are_too_strict_for_is_nobodys_fault(verdict: Any) -> None:
    found = verdict(PLAIN, saying(PLAIN, data_type="invented"))
    assert found.verdict == "observed"
    assert found.message.startswith("not judged: zarr.json: ")
    assert "v3.core.extension.unknown-field" in found.message


def test_a_note_elsewhere_is_no_excuse(verdict: Any) -> None:
    def change(store: Store) -> None:
        document = {**json.loads(store["zarr.json"]), "invented": 1}
        store["zarr.json"] = json.dumps(document).encode()
        del store["a/b/zarr.json"]

    assert verdict(GROUPS, changed(GROUPS, change)).verdict == "wrong"


def test_an_unknown_member_does_not_hide_what_is_wrong(verdict: Any) -> None:
    assert verdict(PLAIN, saying(PLAIN, invented=1)).verdict == "pass"
    assert verdict(PLAIN, saying(PLAIN, invented=1)).notes[0].endswith("unknown-field]")
    assert verdict(PLAIN, saying(PLAIN, invented=1, attributes={})).verdict == "wrong"


@pytest.mark.parametrize("kind", ["refused", "unsupported"])
def test_what_is_not_done_fails_where_it_is_claimed(verdict: Any, kind: Kind) -> None:
    found = verdict(PLAIN, ending(PLAIN, kind))
    assert found == Judgement("refused", "step 2 of 2, write_array: E: no")
    assert verdict(PLAIN, ending(PLAIN, kind), claimed=False).verdict == "unsupported"
    assert verdict(PLAIN, ending(PLAIN, kind, steps=1)).message.startswith("step 1 of 2, create")


@pytest.mark.parametrize(
    ("kind", "expected"), [("crashed", "crashed"), ("memory", "crashed"), ("hung", "hung")]
)
def test_what_dies_is_told_before_anything_else(verdict: Any, kind: Kind, expected: str) -> None:
    it = replace(ending(PLAIN, kind, "signal 9"), store={"zarr.json": b"torn"})
    assert verdict(PLAIN, it).verdict == expected
    assert verdict(PLAIN, it).message == "step 2 of 2, write_array: signal 9"
    assert verdict(PLAIN, replace(it, trouble="links")).verdict == expected
    assert verdict(replace(PLAIN, kind="observe"), it).verdict == "observed"


def test_no_answer_is_no_verdict(verdict: Any) -> None:
    assert verdict(PLAIN, ending(PLAIN, "no-answer")).verdict == "not-run"
    assert verdict(replace(PLAIN, kind="observe"), ending(PLAIN, "no-answer")).verdict == "not-run"


def test_a_store_that_cannot_be_taken_is_not_judged(verdict: Any) -> None:
    it = replace(done(PLAIN), trouble="x is no plain file", strays=("y",))
    found = verdict(PLAIN, it)
    assert (found.verdict, found.message) == ("observed", "not judged: x is no plain file")
    assert found.notes == ("wrote y beside the store, where nothing may be written",)


def forbidden(name: str = "__x") -> Recipe:
    return recipe("v3/write/r", "x", NAME).group().array(path=name)


def test_a_refusal_that_was_asked_for(verdict: Any) -> None:
    case = forbidden().refuses("v3/write/x")
    assert verdict(case, done(case)).verdict == "pass"
    assert verdict(case, ending(case, "unsupported")).verdict == "unsupported"
    # Of a step before the last nobody asked for a refusal.
    assert verdict(case, ending(case, "refused", steps=1)).verdict == "refused"


def test_what_had_to_be_refused_and_breaks_the_text(verdict: Any) -> None:
    case = forbidden().refuses("v3/write/x")
    made = dict(done(recipe("v3/write/r", "x", NAME).group().array(path="y").judged("y")).store)
    made["__x/zarr.json"] = made.pop("y/zarr.json")
    ok = ending(case, "ok")
    found = verdict(case, replace(ok, store=made))
    assert (found.verdict, found.clause) == ("invalid", f"{NAME}.not-reserved-prefix")
    # Refused, and there all the same.
    refused = ending(case, "refused")
    assert verdict(case, replace(refused, store=made)).verdict == "invalid"


def test_what_had_to_be_refused_and_came_to_something_right(verdict: Any) -> None:
    case = forbidden().refuses("v3/write/x")
    found = verdict(case, ending(case, "ok"))
    assert found.verdict == "pass"
    assert "nothing in the store breaks the text" in found.message


def test_an_observed_case_fails_nobody_and_keeps_what_was_seen(verdict: Any) -> None:
    case = replace(PLAIN, kind="observe")
    found = verdict(case, saying(case, attributes={}))
    assert (found.verdict, member(found)) == ("observed", "attributes")
    found = verdict(case, saying(case, shape=["4"]))
    assert (found.verdict, found.clause) == ("observed", "v3.core.array.shape.integers")


def test_a_group_says_its_attributes(verdict: Any) -> None:
    case = recipe("v3/write/g", "x", "x").group(attributes={"a": 1}).judged()
    assert verdict(case, done(case)).verdict == "pass"
    assert member(verdict(case, saying(case, attributes={"a": 2}))) == "attributes"


def test_attributes_that_a_library_says_it_adds(verdict: Any) -> None:
    own = {"k": [1, {"a": None}], "_lib": {"v": 1}}
    assert verdict(PLAIN, saying(PLAIN, attributes=own)).verdict == "wrong"
    assert verdict(PLAIN, saying(PLAIN, attributes=own), adds=["_lib"]).verdict == "pass"
    # What was asked for is compared, whoever else adds it.
    assert verdict(PLAIN, saying(PLAIN, attributes={}), adds=["k"]).verdict == "wrong"


LISTED = recipe("v3/write/l", "x", "x").group().group("g").array(path="a").step("list_members")


def listing(*members: tuple[str, str | None]) -> CarriedOut:
    right = done(LISTED.judged())
    body = {"members": [{"name": n} | ({"node_type": t} if t else {}) for n, t in members]}
    return replace(
        right, steps=(*right.steps[:-1], Done(right.steps[-1].before, Outcome("ok", body)))
    )


@pytest.mark.parametrize(
    ("it", "expected"),
    [
        (listing(("a", "array"), ("g", "group")), "pass"),
        (listing(("g", None), ("a", None)), "pass"),
        (listing(("a", None)), "wrong"),
        (listing(("a", "group"), ("g", "group")), "wrong"),
        (listing(("a", None), ("g", None), ("h", None)), "wrong"),
        (listing(), "wrong"),
    ],
)
def test_members_that_are_listed(verdict: Any, it: CarriedOut, expected: str) -> None:
    assert verdict(LISTED.judged(), it).verdict == expected


def test_a_folder_that_is_no_node_may_be_listed(verdict: Any) -> None:
    """A group that only its descendants imply is contested."""
    it = listing(("a", None), ("g", None), ("implied", None))
    last = it.steps[-1]
    before = {**last.before, "implied/x/zarr.json": b"{}"}
    it = replace(it, steps=(*it.steps[:-1], replace(last, before=before)))
    assert verdict(LISTED.judged(), it).verdict == "pass"


CONSOLIDATED = (
    recipe("v3/write/c", "x", "x")
    .group()
    .array(path="a")
    .write("a")
    .step("consolidate")
    .step("read_consolidated", below="a")
    .judged()
)


def test_an_array_that_is_read_by_consolidated_metadata(verdict: Any) -> None:
    right = done(CONSOLIDATED)
    assert verdict(CONSOLIDATED, right).verdict == "pass"
    last = right.steps[-1]
    for body, values, what in (
        ({"shape": ["2"], "data_type": "uint16"}, b"", "shape"),
        ({}, bytes(12), "values"),
    ):
        outcome = Outcome("ok", {**last.outcome.body, **body}, values)
        it = replace(right, steps=(*right.steps[:-1], replace(last, outcome=outcome)))
        found = verdict(CONSOLIDATED, it)
        assert found.verdict == "wrong"
        assert member(found) == f"read by consolidated metadata: {what}"


def test_texts_that_are_read_by_consolidated_metadata(verdict: Any) -> None:
    case = (
        recipe("ext/write/c", "x", "x")
        .group()
        .array(lambda a: a.data_type("string", "").codecs({"name": "vlen-utf8"}), path="a")
        .write("a", given=["a", "", "bc", "d", "e", "f"])
        .step("consolidate")
        .step("read_consolidated", below="a")
        .judged()
    )
    right = done(case)
    assert verdict(case, right).verdict == "pass"
    last = right.steps[-1]
    outcome = replace(last.outcome, values=b"\0\0\0\0" * 6)
    it = replace(right, steps=(*right.steps[:-1], replace(last, outcome=outcome)))
    assert verdict(case, it).verdict == "wrong"


def test_notes_are_bounded(verdict: Any) -> None:
    it = changed(PLAIN, lambda store: store.update({f"n{n:03}": b"" for n in range(100)}))
    found = verdict(PLAIN, it)
    assert found.verdict == "pass"
    assert len(found.notes) == NOTES + 1
    assert found.notes[-1] == "and 80 more"


@pytest.mark.parametrize("op", ["list_members", "write_read_only"])
def test_looking_that_changes_the_store_is_noted(verdict: Any, op: str) -> None:
    started = recipe("v3/write/x", "x", "x").group().array(path="a").write("a")
    looked = (
        started.region((0, 1), (0, 1), path="a", op=op)
        if op == "write_read_only"
        else started.step(op)
    )
    case = looked.judged("a")
    it = done(case)
    assert verdict(case, it).notes == ()
    touched = replace(it, store={**it.store, "a/c/0/0": bytes(12)})
    [note] = verdict(case, touched).notes
    assert note == f"{op} changed the store, where it only looks: a/c/0/0"

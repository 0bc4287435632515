"""The rules of the verdicts, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.adapters.messages import Outcome
from conformance.cases.builder import (
    array,
    bytes_codec,
    group,
)
from conformance.cases.faults import fault
from conformance.engine.judge import judge, unproven

CLAIMED = frozenset({"v3-core-reader", "v3-attributes-reader"})
READ = array("v3/x", "x", "v3.c").member("attributes", {"a": 1}).read()
REFUSE = (
    fault("v3/y", "x", "v3.core.array.zarr-format.value", control=READ)
    .set("zarr_format", 4)
    .refuse()
)


def answer(values: bytes | None = READ.values, **changes: Any) -> Outcome:
    """The right answer to READ, changed; a member set to ... is left out."""
    assert READ.expect is not None
    body = {k: v for k, v in READ.expect.items() if k != "values_sha256"} | changes
    return Outcome("ok", {k: v for k, v in body.items() if v is not ...}, values)


def test_a_right_answer_passes() -> None:
    assert judge(READ, answer(), CLAIMED).verdict == "pass"


def test_names_that_are_null_are_no_names() -> None:
    assert judge(READ, answer(dimension_names=None), CLAIMED).verdict == "pass"


def test_what_the_api_cannot_tell_is_not_compared() -> None:
    assert judge(READ, answer(fill_value=..., attributes=...), CLAIMED).verdict == "pass"


@pytest.mark.parametrize(
    ("changes", "member", "text"),
    [
        ({"shape": ["3", "2"]}, "shape", 'shape: expected ["2", "3"], found ["3", "2"]'),
        ({"data_type": "int16"}, "data_type", 'expected "uint16", found "int16"'),
        ({"fill_value": "AQA="}, "fill_value", "fill_value: expected 0, found 1"),
        ({"fill_value": "AQ=="}, "fill_value", "fill_value: expected 0, found 1 bytes: 01"),
        ({"fill_value": "?"}, "fill_value", "found 0 bytes"),
        ({"dimension_names": ["a", None]}, "dimension_names", '["a", null]'),
        ({"attributes": {"a": True}}, "attributes", '{"a": true}'),
        ({"attributes": {"a": 1, "b": 2}}, "attributes", '"b"'),
    ],
)
def test_metadata_that_differs_is_wrong(changes: dict[str, Any], member: str, text: str) -> None:
    judgement = judge(READ, answer(**changes), CLAIMED)
    assert judgement.verdict == "wrong"
    assert judgement.mismatch is not None
    assert judgement.mismatch.member == member
    assert text in judgement.message


def test_numbers_in_attributes_are_compared_as_numbers() -> None:
    assert judge(READ, answer(attributes={"a": 1.0}), CLAIMED).verdict == "pass"


def test_numbers_are_the_same_when_their_double_is() -> None:
    case = array("v3/x", "x", "v3.c").member("attributes", {"a": 4.46728862842951e16}).read()
    for found, verdict in ((44672886284295100, "pass"), (44672886284295200, "wrong")):
        found_by_some = answer(attributes={"a": found})
        assert judge(case, found_by_some, CLAIMED).verdict == verdict
    huge = answer(attributes={"a": 10**400})
    assert judge(case, huge, CLAIMED).verdict == "wrong"


def test_the_first_differing_element_is_named() -> None:
    assert READ.values is not None
    values = bytearray(READ.values)
    values[8] = 0x63
    judgement = judge(READ, answer(values=bytes(values)), CLAIMED)
    assert judgement.verdict == "wrong"
    assert judgement.message == ("values at [1, 1]: expected 5, found 99; 1 of 6 elements differ")
    assert judgement.mismatch is not None
    assert judgement.mismatch.index == (1, 1)


def test_too_few_bytes_are_wrong() -> None:
    judgement = judge(READ, answer(values=b"\0"), CLAIMED)
    assert (judgement.verdict, judgement.message) == (
        "wrong",
        "values: expected 12 bytes, found 1 bytes",
    )


def test_nan_payloads_are_compared_bit_by_bit() -> None:
    case = (
        array("v3/n", "x", "v3.c")
        .shape(1)
        .data_type("float32", "NaN")
        .codecs(bytes_codec())
        .values(b"\x01\x00\xc0\x7f")
        .read()
    )
    quiet = Outcome("ok", {"shape": ["1"], "data_type": "float32"}, b"\0\0\xc0\x7f")
    judgement = judge(case, quiet, CLAIMED)
    assert judgement.verdict == "wrong"
    assert "expected nan (0x7fc00001), found nan (0x7fc00000)" in judgement.message


@pytest.mark.parametrize("kind", ["refused", "unsupported"])
def test_a_refusal_of_valid_data_fails_only_inside_the_claims(kind: Any) -> None:
    outcome = Outcome(kind, message="cannot")
    assert judge(READ, outcome, CLAIMED).verdict == "refused"
    assert judge(READ, outcome, frozenset()).verdict == "unsupported"


def test_an_answer_without_what_the_case_is_about_is_no_pass() -> None:
    case = array("v3/x", "x", "v3.c").member("attributes", {"a": 1}).check("attributes").read()
    silent = answer(attributes=...)
    assert judge(case, silent, frozenset({"v3-core-reader"})).verdict == "unsupported"
    assert judge(case, silent, CLAIMED).verdict == "refused"


@pytest.mark.parametrize("kind", ["crashed", "hung"])
@pytest.mark.parametrize("case", [READ, REFUSE])
def test_crashes_and_hangs_are_what_they_are(kind: Any, case: Any) -> None:
    assert judge(case, Outcome(kind, message="exit status 139"), CLAIMED).verdict == kind


def test_a_case_that_must_be_refused() -> None:
    refused = Outcome("refused", message="ValueError: zarr_format")
    assert judge(REFUSE, refused, CLAIMED).verdict == "pass"
    assert judge(REFUSE, Outcome("unsupported"), CLAIMED).verdict == "unsupported"
    accepted = judge(REFUSE, answer(), CLAIMED)
    assert accepted.verdict == "accepted"
    assert "uint16 of shape [2, 3], first bytes 01 00" in accepted.message
    assert "proves nothing" in unproven(READ).message


def test_an_observed_case_is_never_scored() -> None:
    case = array("v3/o", "x", "v3.c").observe("zarr-specs#1")
    kinds: list[Any] = ["refused", "crashed", "hung", "unsupported"]
    for outcome in (answer(attributes={}), *(Outcome(kind, message="m") for kind in kinds)):
        assert judge(case, outcome, CLAIMED).verdict == "observed"
    other = judge(case, answer(values=bytes(12), attributes={}), CLAIMED)
    assert other.verdict == "observed"
    assert "read otherwise" in other.message


def test_no_answer_is_no_verdict_on_the_library() -> None:
    assert judge(READ, Outcome("no-answer", message="broken reply"), CLAIMED).verdict == "not-run"


def test_a_group_is_its_attributes() -> None:
    case = group("v3/g", "x", "v3.c").member("attributes", {"a": "b"}).check("attributes").read()
    claims = frozenset({"v3-group-reader", "v3-attributes-reader"})
    assert judge(case, Outcome("ok", {"attributes": {"a": "b"}}), claims).verdict == "pass"
    assert judge(case, Outcome("ok", {"attributes": {}}), claims).verdict == "wrong"

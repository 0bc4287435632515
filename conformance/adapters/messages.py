"""The messages between engine and adapter: their types, and how one line becomes one of them.

The contract is ``conformance/schemas/protocol``. The checks written out here accept a subset of
what the schemas accept, because a full validation of every reply costs more than all the rest of
the transport; what they are unsure of goes to the schema. This module does no input or output.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, NoReturn

from conformance import schemas

PROTOCOL = 1
"""The version of the protocol that this engine speaks."""

Kind = Literal["ok", "refused", "unsupported", "crashed", "hung", "memory", "no-answer"]

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One question. ``key`` is the engine's name for it, unique in a run; the rest is sent.

    ``selection`` is start, stop and step of each dimension, ``arguments`` are the other members of
    the message that the operation has, as JSON values. One that is ``measured`` is asked while no
    other is open, and its memory is measured. ``prepare`` is called each time just before it is
    asked: a request that changes a store is asked again, after a crash, of the store as it was.
    """

    key: str
    op: str
    store: str
    path: str
    selection: tuple[tuple[int, int, int], ...] | None = None
    format: str = "zarr_v3"
    measured: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[], None] | None = field(default=None, compare=False, repr=False)

    def line(self, number: int) -> bytes:
        """The request as the adapter gets it, under the id ``number``."""
        message: dict[str, Any] = {
            "id": number,
            "op": self.op,
            "format": self.format,
            "store": self.store,
            "path": self.path,
        }
        if self.selection is not None:
            message["selection"] = [[str(n) for n in part] for part in self.selection]
        message |= self.arguments
        return json.dumps(message).encode("ascii") + b"\n"


@dataclass(frozen=True)
class Hello:
    """Who answers, in its own words: the body of ok for hello."""

    protocol: int
    name: str
    version: str
    language: str
    runtime: str
    operations: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one request.

    ``body`` is the body of ok without its values, else empty. ``values`` are the decoded values of
    an array. ``message`` is one line: ``ErrorKind: message`` of a refusal, the reason of an
    unsupported request, how the process died. ``seconds`` run from when the request became the
    oldest open one, so that waiting behind another one does not count; 0 when it was answered
    before its turn. The time that the engine spends on earlier outcomes does not count either.
    ``peak_bytes`` is how much memory a measured request took at most beyond what the process had
    in use before; None where that is not known. ``memory`` is the kind of one that took more than
    its limit, and was ended for it.
    """

    kind: Kind
    body: Mapping[str, Any] = field(default_factory=dict)
    values: bytes | None = None
    message: str = ""
    seconds: float = 0.0
    peak_bytes: int | None = None


@dataclass(frozen=True)
class Limits:
    """How much of our time and memory an adapter gets. ``faults`` are breaches of the protocol.

    ``measured_seconds`` and ``memory_bytes`` are for measured requests, which may well hang or take
    all there is: bytes beyond what the process had in use before, where the system tells.
    """

    request_seconds: float = 10
    measured_seconds: float = 5
    memory_bytes: int = 2 * 1024 * _MIB
    start_seconds: float = 60
    reply_bytes: int = 64 * _MIB
    values_bytes: int = 256 * _MIB
    log_bytes: int = 64 * 1024
    in_flight: int = 16
    faults: int = 100


class AdapterError(Exception):
    """An adapter could not be started or spoken to. Says what happened, why, and what to do."""


class Reply(NamedTuple):
    """A line that names a request. ``problem`` says how a broken one breaks the contract."""

    id: int
    kind: Literal["ok", "refused", "unsupported", "broken"]
    body: dict[str, Any]
    problem: str = ""


class NoReply(NamedTuple):
    """A line that answers no request. ``fault`` says what to do about it."""

    fault: str


def hello_line(scratch: str) -> bytes:
    """The first request of every process. Its id is 0."""
    message = {"id": 0, "op": "hello", "protocol": PROTOCOL, "scratch": scratch}
    return json.dumps(message).encode("ascii") + b"\n"


def one_line(text: str, limit: int = 500) -> str:
    """``text`` from an adapter, safe to print: one line, no control characters, bounded."""
    text = " ".join(text[: 4 * limit].split())
    if not text.isprintable():
        text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= limit else text[: limit - 4] + " ..."


def _refuse_constant(token: str) -> NoReturn:
    raise ValueError(f"{token} is not a JSON value")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
_LEADING_ID = re.compile(r'\s*\{\s*"id"\s*:\s*(0|[1-9][0-9]{0,15})\s*[,}]')


def parse(line: bytes) -> Reply | NoReply:
    """Read one line of an adapter's standard output. The body of ok is not checked yet."""
    try:
        document = _decode(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return _unreadable(line.decode("utf-8", "replace"), error)
    if type(document) is not dict:
        return _garbage(line.decode("utf-8"))
    number = _identity(document)
    if number is None:
        return NoReply(
            f"sent a reply without a usable id: {one_line(repr(document), 120)}. "
            "Copy the id of the request, a whole number, into its reply."
        )
    if len(document) == 2:
        if type(body := document.get("ok")) is dict:
            return Reply(number, "ok", body)
        if type(body := document.get("refused")) is dict and _are_strings(body, _REFUSED):
            return Reply(number, "refused", body)
        if type(body := document.get("unsupported")) is dict and _are_strings(body, _UNSUPPORTED):
            return Reply(number, "unsupported", body)
    # Every valid reply was returned above, so the schema's part here is to say what is wrong.
    found = _schema_problem(document, None) or "not one of ok, refused, unsupported"
    return Reply(number, "broken", {}, found)


def body_problem(op: str, body: Mapping[str, Any]) -> str | None:
    """How ``body`` breaks the contract of the body of ok for ``op``; None when it does not."""
    if op in ("read_array", "read_region", "read_consolidated"):
        if _is_array(body):
            return None
        if ("values" in body) == ("values_file" in body):
            # The schema says so too, but jsonschema words a oneOf badly.
            return "exactly one of values and values_file is needed"
        return _schema_problem(body, "array")
    if op == "read_group":
        return None if _is_group(body) else _schema_problem(body, "group")
    if op == "list_members":
        return _schema_problem(body, "members")
    if op == "hello":
        return _schema_problem(body, op)
    return None if not body else _schema_problem(body, "done")


def read_hello(body: Mapping[str, Any]) -> Hello:
    """The body of ok for hello. Raises AdapterError for another version or a broken body."""
    protocol = body.get("protocol")
    # The version first: another version may well have another body.
    if type(protocol) is int and protocol != PROTOCOL:
        raise AdapterError(
            f"it speaks version {protocol} of the protocol, this engine speaks {PROTOCOL}: "
            "use an adapter and an engine that were made for the same version"
        )
    found = body_problem("hello", body)
    if found is not None:
        raise AdapterError(
            f"its answer to hello breaks protocol/reply.schema.json#/$defs/hello: {found}. "
            "Correct the adapter's hello"
        )
    return Hello(
        protocol=int(body["protocol"]),
        name=body["name"],
        version=body["version"],
        language=body["language"],
        runtime=body["runtime"],
        operations=tuple(body["operations"]),
        formats=tuple(body["formats"]),
    )


def _unreadable(text: str, error: Exception) -> Reply | NoReply:
    """A line that is no JSON is still a request's reply when it says which."""
    why = one_line(str(error), 200) if isinstance(error, ValueError) else "nested too deeply"
    number: int | None = None
    try:
        number = _identity(json.loads(text))
    except (ValueError, RecursionError):
        if match := _LEADING_ID.match(text):
            number = int(match[1])
    if number is None:
        return _garbage(text)
    return Reply(number, "broken", {}, f"not JSON: {why}")


def _garbage(text: str) -> NoReply:
    return NoReply(
        f"printed on standard output what is not a reply: {one_line(text, 120)!r}. "
        "Print to stderr; stdout is the protocol's."
    )


def _identity(document: Any) -> int | None:
    number = document.get("id") if type(document) is dict else None
    if type(number) is float and number.is_integer():  # 3.0 is an integer to JSON Schema
        number = int(number)
    return number if type(number) is int and number >= 0 else None


_REFUSED = frozenset({"error", "message"})
_UNSUPPORTED = frozenset({"reason"})
_ARRAY = frozenset(
    {
        "shape",
        "data_type",
        "fill_value",
        "dimension_names",
        "attributes",
        "values",
        "values_file",
    }
)
_is_length = re.compile("0|[1-9][0-9]*").fullmatch
_is_file_name = re.compile(r"[A-Za-z0-9_-]{1,64}\.bin").fullmatch


def _are_strings(body: Mapping[str, Any], keys: frozenset[str]) -> bool:
    return body.keys() == keys and all(type(value) is str for value in body.values())


def _is_array(body: Mapping[str, Any]) -> bool:
    get = body.get
    names = get("dimension_names")
    return (
        body.keys() <= _ARRAY
        and type(get("shape")) is list
        and all(type(length) is str and _is_length(length) for length in body["shape"])
        and type(get("data_type")) is str
        and type(get("fill_value", "")) is str
        and (names is None or _are_names(names))
        and type(get("attributes", {})) is dict
        and (
            (type(get("values")) is str and "values_file" not in body)
            or (
                "values" not in body
                and type(name := get("values_file")) is str
                and _is_file_name(name) is not None
            )
        )
    )


def _are_names(names: Any) -> bool:
    return type(names) is list and all(name is None or type(name) is str for name in names)


def _is_group(body: Mapping[str, Any]) -> bool:
    return not body or (len(body) == 1 and type(body.get("attributes")) is dict)


def _schema_problem(document: Any, definition: str | None) -> str | None:
    try:
        found = schemas.problem("protocol/reply", document, definition)
    except RecursionError:
        return "nested too deeply"
    return None if found is None else one_line(found)

"""What the adapters of Python libraries share: the talk with the engine, and nothing else.

Its first act, on import, is to keep the real standard output for the protocol and to send whatever
anybody else prints, libraries in C included, to standard error. Import it before the library.
The messages are described in ``conformance/schemas/protocol/``. Only the standard library is used.

A library's refusal is what it raises inside ``with library():``, and nothing else is: a mistake in
an adapter's own lines ends the process with its traceback, so that nobody takes it for a refusal.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROTOCOL = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.stdout = sys.stderr

VERSION = 1
_JSON = json.JSONEncoder(allow_nan=False)
INLINE_BYTES = 1024 * 1024
DEFAULT: Any = ...
MESSAGE_CHARACTERS = 2000


class Unsupported(Exception):
    """The library's API cannot express the request."""


class _Refused(Exception):
    """The library raised its own error: its kind, and what it says."""


@contextmanager
def library() -> Iterator[None]:
    """Around the calls of the library, and only those: what they raise is its refusal."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        raise _Refused(type(error).__name__, str(error)[:MESSAGE_CHARACTERS]) from error


@dataclass(frozen=True)
class Array:
    """An array, or a region of one, as the library presents it; what its API cannot tell is None.

    ``shape`` and ``values`` are those of what was read, the rest is the array's.
    ``values`` and ``fill_value`` are little-endian bytes, ``values`` in C order. Dimensions
    without a name are None in ``dimension_names``.
    """

    shape: Sequence[int]
    data_type: str
    values: bytes
    fill_value: bytes | None = None
    dimension_names: Sequence[str | None] | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Group:
    """A group as the library presents it; what its API cannot tell is None."""

    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Members:
    """The nodes right below a group by name, with ``array``, ``group``, or None where untold."""

    members: Mapping[str, str | None]


@dataclass(frozen=True)
class Recipe:
    """An array to be made; see ``array`` in the schema of requests. What is `DEFAULT` or None is
    left to the library: None is a value of ``compressor`` and ``filters`` alone.
    """

    shape: tuple[int, ...]
    chunk_shape: tuple[int, ...]
    data_type: Any
    shard_shape: tuple[int, ...] | None = None
    index_location: str | None = None
    fill_value: bytes | None = None
    codecs: list[Any] | None = None
    chunk_key_encoding: dict[str, Any] | None = None
    dimension_names: list[str | None] | None = None
    compressor: Any = DEFAULT
    filters: Any = DEFAULT
    order: str | None = None
    dimension_separator: str | None = None
    attributes: dict[str, Any] | None = None


Handler = Callable[..., Array | Group | Members | None]
"""Called with the store and the path, then by name with the other members of the request.

Shapes and lengths are tuples of int, ``selection`` has a slice for each dimension, ``values`` are
bytes, ``array`` is a `Recipe`; ``numbers`` are among the ``attributes``. An operation that changes
the store answers None.
"""


def little_endian(array: Any) -> bytes:
    """The bytes of a numpy array in C order, every component little-endian.

    Elements of variable length (strings in UTF-8) are each preceded by their length.
    Raises Unsupported for elements that have no bytes, such as objects of any kind.
    """
    if array.dtype.kind in "OT":
        return b"".join(_with_length(item) for item in array.ravel(order="C").tolist())
    if array.dtype.kind not in "biufcSUMmV" or array.dtype.hasobject or not array.dtype.itemsize:
        raise Unsupported(f"the adapter has no bytes for elements of {array.dtype}")
    data: bytes = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes(order="C")
    return data


def from_little_endian(values: bytes, shape: Sequence[int], dtype: Any) -> Any:
    """Undo `little_endian`: a numpy array of a fixed size of element, in the machine's order.

    ``dtype`` is anything that numpy takes for one.
    """
    import numpy as np

    dtype = np.dtype(dtype)
    return np.frombuffer(values, dtype.newbyteorder("<")).astype(dtype).reshape(shape)


def items(values: bytes) -> list[bytes]:
    """The elements of variable length in ``values``, each as its bytes."""
    found, at = [], 0
    while at < len(values):
        end = at + 4 + int.from_bytes(values[at : at + 4], "little")
        found.append(values[at + 4 : end])
        at = end
    return found


def one_element(array: Any) -> bytes | None:
    """The bytes of an array without dimensions, such as a fill value; None where it has none."""
    try:
        data = little_endian(array)
    except Unsupported:
        return None
    return data[4:] if array.dtype.kind in "OT" else data


def _with_length(item: Any) -> bytes:
    if isinstance(item, str):
        item = item.encode("utf-8", "surrogatepass")
    if not isinstance(item, bytes):
        raise Unsupported(f"the adapter has no bytes for an element of {type(item).__name__}")
    return len(item).to_bytes(4, "little") + item


_SUB_BYTE = re.compile(r"(?:complex_)?(int|uint|float)([246])(?:_|$)")


def low_bits(data_type: str, data: bytes) -> bytes:
    """Elements of less than a byte as the protocol has them, the others as they are.

    Libraries keep such an element in a byte of its own, where the upper bits mean nothing.
    """
    small = _SUB_BYTE.match(data_type)
    if small is None:
        return data
    bits, signed = int(small[2]), small[1] == "int"
    values = [byte & ((1 << bits) - 1) for byte in range(256)]
    upper = 256 - (1 << bits)
    return data.translate(bytes(v | upper if signed and v >> (bits - 1) else v for v in values))


_CORE = {
    "b1": "bool",
    "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
    "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64",
    "f2": "float16", "f4": "float32", "f8": "float64", "c8": "complex64", "c16": "complex128",
}  # fmt: skip


def v2_data_type(dtype: Any) -> str:
    """The protocol's name of a data type of version 2: of a string or list as .zarray has it."""
    if isinstance(dtype, str):
        return _CORE.get(dtype[1:], dtype.replace(">", "<", 1))
    return json.dumps(_v2_fields(dtype), separators=(",", ":"), ensure_ascii=False)


def _v2_fields(fields: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [
        [name, kind.replace(">", "<", 1) if isinstance(kind, str) else _v2_fields(kind), *shape]
        for name, kind, *shape in fields
    ]


def serve(
    name: str,
    version: str,
    language: str,
    formats: Mapping[str, Mapping[str, Handler]],
    runtime: str = "",
) -> None:
    """Answer requests until the end of input.

    ``formats`` holds, for each format that the library reads, a `Handler` for each operation that
    its API has.
    ``runtime`` is told after the version of Python: what else the answers come from.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    hello = {
        "protocol": VERSION,
        "name": name,
        "version": version,
        "language": language,
        "runtime": f"{python}, {runtime}" if runtime else python,
        "operations": sorted({name for handlers in formats.values() for name in handlers}),
        "formats": sorted(formats),
    }
    scratch, given = Path(), {}
    for line in sys.stdin.buffer:
        try:
            request = json.loads(line)
            number, operation = request["id"], request["op"]
            if operation == "hello":
                scratch, handler = Path(request["scratch"]), None
            else:
                given = arguments(request)
                handler = formats.get(request["format"], {}).get(operation)
        except (ValueError, TypeError, KeyError) as error:
            sys.exit(f"{name}: no request of the protocol ({error!r}): {line[:200]!r}")
        if operation == "hello":
            answer = {"ok": hello}
        elif handler is not None:
            answer = _answer(handler, given, scratch / f"{number}.bin")
        else:
            answer = {
                "unsupported": {"reason": f"the library has no {operation} for {request['format']}"}
            }
        text = _JSON.encode({"id": number, **answer})
        _PROTOCOL.write(text.encode("ascii") + b"\n")
        _PROTOCOL.flush()


_FORMS: dict[str, Callable[[Any], Any]] = {
    "selection": lambda parts: tuple(slice(*map(int, part)) for part in parts),
    "values": base64.b64decode,
    "fill_value": base64.b64decode,
    **dict.fromkeys(("shape", "chunk_shape", "shard_shape"), lambda n: tuple(map(int, n))),
}
_ENVELOPE = ("id", "op", "format")


def arguments(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the handler of a request is called with, by name."""
    given = _formed({k: v for k, v in request.items() if k not in _ENVELOPE})
    if isinstance(given.get("array"), dict):
        given["array"] = Recipe(**_formed(given["array"]))
    for name, number in given.pop("numbers", {}).items():
        given["attributes"] = {**given["attributes"], name: float(number)}
    return given


def _formed(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _FORMS.get(name, lambda v: v)(value) for name, value in members.items()}


def _answer(handler: Handler, given: Mapping[str, Any], large: Path) -> dict[str, Any]:
    try:
        node = handler(**given)
    except Unsupported as error:
        return {"unsupported": {"reason": str(error)}}
    except _Refused as error:
        return {"refused": dict(zip(("error", "message"), error.args, strict=True))}
    if node is None:
        return {"ok": {}}
    if isinstance(node, Members):
        told = node.members.items()
        return {"ok": {"members": [{"name": n} | ({"node_type": t} if t else {}) for n, t in told]}}
    if isinstance(node, Group):
        return {"ok": _attributes(node.attributes)}
    body: dict[str, Any] = {
        "shape": [str(length) for length in node.shape],
        "data_type": node.data_type,
        **_attributes(node.attributes),
    }
    if node.fill_value is not None:
        body["fill_value"] = base64.b64encode(node.fill_value).decode("ascii")
    if node.dimension_names is not None:
        body["dimension_names"] = list(node.dimension_names)
    if len(node.values) <= INLINE_BYTES:
        body["values"] = base64.b64encode(node.values).decode("ascii")
    else:
        body["values_file"] = large.name
        large.write_bytes(node.values)
    return {"ok": body}


def _attributes(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    if attributes is None:
        return {}
    try:
        _JSON.encode(attributes)
    except (ValueError, RecursionError) as error:
        # NaN and Infinity are no JSON: the protocol has no word for them, and what the library
        # did is no refusal either.
        print(f"attributes left out, they are no JSON: {error}", file=sys.stderr)
        return {}
    return {"attributes": dict(attributes)}

"""What the adapters of Python libraries share: the talk with the engine, and nothing else.

Its first act, on import, is to keep the real standard output for the protocol and to send whatever
anybody else prints, libraries in C included, to standard error. Import it before the library.
The messages are described in ``conformance/schemas/protocol/``. Only the standard library is used.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROTOCOL = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
sys.stdout = sys.stderr

VERSION = 1
INLINE_BYTES = 1024 * 1024


class Unsupported(Exception):
    """The library's API cannot express the request."""


@dataclass(frozen=True)
class Array:
    """An array as the library presents it; what its API cannot tell is None.

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


Handler = Callable[[str, str], Array | Group]


def little_endian(array: Any) -> bytes:
    """The bytes of a numpy array in C order, every component little-endian."""
    swapped = array.dtype.newbyteorder("<")
    data: bytes = array.astype(swapped, order="C", copy=False).tobytes()
    return data


def serve(name: str, version: str, language: str, operations: Mapping[str, Handler]) -> None:
    """Answer requests until the end of input.

    ``operations`` holds a handler (store, path) for each operation that the library's API has.
    What a handler raises is the library's refusal, panics included, unless the adapter's own lines
    misuse a name: such a mistake must not look like a refusal, and ends the process.
    """
    scratch = Path()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["op"] == "hello":
            scratch = Path(request["scratch"])
            answer = {"ok": _hello(name, version, language, operations)}
        elif request["op"] in operations:
            answer = _answer(operations[request["op"]], request, scratch)
        else:
            answer = {"unsupported": {"reason": f"no operation {request['op']}"}}
        text = json.dumps({"id": request["id"], **answer}, allow_nan=False)
        _PROTOCOL.write(text.encode() + b"\n")
        _PROTOCOL.flush()


def _hello(
    name: str, version: str, language: str, operations: Mapping[str, Handler]
) -> dict[str, Any]:
    return {
        "protocol": VERSION,
        "name": name,
        "version": version,
        "language": language,
        "runtime": f"{platform.python_implementation()} {platform.python_version()}",
        "operations": sorted(operations),
        "formats": ["zarr_v3"],
    }


def _answer(handler: Handler, request: Mapping[str, Any], scratch: Path) -> dict[str, Any]:
    try:
        node = handler(request["store"], request["path"])
    except Unsupported as error:
        return {"unsupported": {"reason": str(error)}}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        if _own_mistake(error):
            raise
        return {"refused": {"error": type(error).__name__, "message": str(error)[:2000]}}
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
        body["values_file"] = f"{request['id']}.bin"
        (scratch / body["values_file"]).write_bytes(node.values)
    return {"ok": body}


def _own_mistake(error: BaseException) -> bool:
    """Whether a line outside of every library asked for a name or an attribute that is not there."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    own = {__file__, getattr(sys.modules["__main__"], "__file__", None)}
    return (
        isinstance(error, AttributeError | NameError)
        and traceback is not None
        and traceback.tb_frame.f_code.co_filename in own
    )


def _attributes(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    if attributes is None:
        return {}
    try:
        json.dumps(attributes, allow_nan=False)
    except ValueError:
        # NaN and Infinity are no JSON, so the protocol has no word for them.
        print("attributes hold numbers that JSON does not have; left out", file=sys.stderr)
        return {}
    return {"attributes": dict(attributes)}

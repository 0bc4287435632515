"""A real adapter, driven by hand: what it is asked, and what lies in the store afterwards.

Every step is carried out by the adapter and by `Hierarchy`; `Driven.check` holds the store that
the library wrote, as the oracle reads it, against what the steps leave behind.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.adapters import environments
from conformance.adapters.environments import EnvironmentFailure
from conformance.adapters.manifest import discover, select
from conformance.adapters.messages import Hello
from conformance.adapters.process import Adapter, Outcome, Request
from conformance.cases.hierarchy import ArrayState, Hierarchy
from conformance.cases.model import Format
from conformance.locations import IMPLEMENTATIONS
from conformance.oracle import FORMATS


@dataclass
class Driven:
    """A live adapter, and one store after the other."""

    adapter: Adapter
    hello: Hello
    store: Path
    format: Format = "zarr_v3"
    expected: Hierarchy = field(init=False)

    def __post_init__(self) -> None:
        self.expected = Hierarchy(self.format)

    def at(self, store: Path, format: Format = "zarr_v3") -> Driven:
        """The same adapter, at an empty hierarchy of this format."""
        return Driven(self.adapter, self.hello, store, format)

    def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Place a document in the store behind the adapter's back."""
        file = self.store / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document))

    def ask(self, op: str, path: str = "", **arguments: Any) -> Outcome:
        """What becomes of one request. ``selection`` is of slices, bytes become base64."""
        selection = arguments.pop("selection", None)
        if selection is not None:
            selection = tuple((p.start, p.stop, p.step or 1) for p in selection)
        request = Request(
            "asked", op, str(self.store), path, selection, self.format, arguments=_json(arguments)
        )
        outcomes: list[Outcome] = []
        self.adapter.run([request], lambda _, outcome: outcomes.append(outcome), threading.Event())
        return outcomes[0]

    def do(self, op: str, path: str = "", **arguments: Any) -> None:
        """Carry out one step, in the store and in mind."""
        outcome = self.ask(op, path, **arguments)
        assert outcome.kind == "ok", f"{op} {path!r}: {outcome.kind}, {outcome.message}"
        self.imagine(op, path, **arguments)

    def imagine(self, op: str, path: str = "", **arguments: Any) -> None:
        """Carry out one step in mind alone."""
        if "selection" in arguments:
            parts = arguments["selection"]
            arguments["selection"] = [
                [str(n) for n in (p.start, p.stop, p.step or 1)] for p in parts
            ]
        self.expected.carry_out({"op": op, "path": path, **_json(arguments)})

    def files(self) -> dict[str, bytes]:
        """All that lies in the store, by key."""
        found = (file for file in self.store.rglob("*") if file.is_file())
        return {file.relative_to(self.store).as_posix(): file.read_bytes() for file in found}

    def check(self, *, added: frozenset[str] = frozenset()) -> None:
        """The store says what the steps leave behind, but for attributes of the names ``added``."""
        store, form = self.files(), FORMATS[self.format]
        for path, state in self.expected.nodes.items():
            if not isinstance(state, ArrayState):
                found = form.read_group(store, path).attributes
            else:
                node = form.read_array(store, path)
                found = node.metadata.attributes
                assert node.values.shape == state.values.shape
                same = (node.values == state.values).all(axis=-1)
                assert np.all(same | state.unspecified), f"values of {path!r}: {node.values}"
                if state.fill_value is not None:
                    assert node.metadata.fill_value == state.fill_value
                if self.format == "zarr_v3":
                    assert node.metadata.dimension_names == state.dimension_names
            assert {k: v for k, v in (found or {}).items() if k not in added} == state.attributes


def recipe(
    shape: tuple[int, ...],
    chunk_shape: tuple[int, ...],
    data_type: Any,
    fill_value: bytes,
    **more: Any,
) -> dict[str, Any]:
    """An array to be made, as messages have it."""
    lengths = {"shape": shape, "chunk_shape": chunk_shape, **more}
    for name in ("shape", "chunk_shape", "shard_shape"):
        if name in lengths:
            lengths[name] = [str(length) for length in lengths[name]]
    return {**lengths, "data_type": data_type, "fill_value": fill_value}


def written(size: int) -> bytes:
    """Bytes that differ from each other, and from zero."""
    return bytes(n % 251 + 1 for n in range(size))


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {name: _json(item) for name, item in value.items()}
    return value


@contextmanager
def driven(name: str, folder: Path) -> Iterator[Driven]:
    """The adapter of the implementation ``name``; skips where its environment cannot be built."""
    (selection,) = select([name], discover(IMPLEMENTATIONS))
    try:
        environment = environments.prepare(selection, progress=print)
    except EnvironmentFailure as failure:
        pytest.skip(f"no environment: {failure}")
    with Adapter(environment.command, cwd=environment.cwd, env=environment.env) as adapter:
        yield Driven(adapter, adapter.start(), folder)

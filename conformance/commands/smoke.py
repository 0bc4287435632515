"""``zarr-conformance smoke ADAPTER``: is this adapter sane? A few lines of answer.

The first thing that the author of an adapter runs. It judges the adapter, not the library: every
question is one that any reader answers.
"""

from __future__ import annotations

import argparse
import sys
import threading
from dataclasses import dataclass
from textwrap import shorten

from conformance.adapters import environments
from conformance.adapters.process import Adapter, AdapterError, Hello, Limits, Outcome, Request
from conformance.cases.files import Fixtures
from conformance.commands import Refusal, fixtures, print_json, selections
from conformance.engine.judge import judge
from conformance.engine.run import printable

# By format: what each question is about, and the case that asks it.
QUESTIONS = {
    "zarr_v3": {
        "reads a plain array": "v3/arrays/minimal",
        "reads big-endian": "v3/codecs/bytes/big-endian-uint16",
        "reads a missing chunk": "v3/arrays/missing-some-chunks",
        "reads no dimensions": "v3/arrays/0d",
        "finds a nested node": "v3/hierarchy/array-in-group",
        "reads a group": "v3/hierarchy/group-minimal",
        "can say no to no document": "v3/hierarchy/no-document-of-nested-array",
        "can say no to a codec": "v3/codecs/chain/unknown-codec-last",
        "can say no to a data type": "v3/data-types/name-unknown",
    },
    "zarr_v2": {
        "v2: reads a plain array": "v2/arrays/minimal",
        "v2: reads order F": "v2/arrays/order-f-2d",
        "v2: reads a missing chunk": "v2/arrays/missing-some-chunks",
        "v2: reads a group": "v2/groups/minimal",
        "v2: can say no to a compressor": "v2/compressors/unknown",
    },
}


@dataclass(frozen=True)
class Line:
    """One line of the answer."""

    question: str
    good: bool
    text: str


def main(options: argparse.Namespace) -> int:
    """Ask, and print what came back."""
    [selection] = selections([options.adapter])
    golden = fixtures()
    lines = []
    try:
        environment = environments.prepare(selection, progress=_say)
        limits = Limits(in_flight=1)
        with Adapter(
            environment.command, cwd=environment.cwd, env=environment.env, limits=limits
        ) as adapter:
            hello = adapter.start()
            operations = ", ".join(hello.operations)
            formats = ", ".join(hello.formats)
            text = f"{hello.name} {hello.version} on {hello.runtime}; {operations}; {formats}"
            lines.append(Line("starts and says hello", True, printable(text)))
            lines += _ask(adapter, hello, golden)
            lines += [Line("keeps to the protocol", False, fault) for fault in adapter.faults]
    except (environments.EnvironmentFailure, AdapterError) as error:
        lines.append(Line("starts and says hello", False, str(error)))
    if options.json:
        print_json([vars(line) for line in lines])
    else:
        for line in lines:
            print(f"{'ok ' if line.good else 'BAD'} {line.question:30} {line.text}")
    return 0 if all(line.good for line in lines) else 1


def _say(text: str) -> None:
    """Building an environment takes a while; standard output is for the answer."""
    print(text, file=sys.stderr)


def _ask(adapter: Adapter, hello: Hello, golden: Fixtures) -> list[Line]:
    questions: dict[str, str] = {}
    for format in QUESTIONS:
        if format in hello.formats:
            questions |= QUESTIONS[format]
    absent = [id for id in questions.values() if id not in golden.cases]
    if absent:
        raise Refusal(f"the fixtures lack {', '.join(absent)}; build them: nox -s fixtures")
    answers: dict[str, Outcome] = {}
    requests = []
    for id in questions.values():
        case = golden.cases[id]
        operation = f"read_{case.node.node_type}"
        if operation in hello.operations:
            requests.append(
                Request(id, operation, str(golden.store(case)), case.node.path, format=case.format)
            )
        else:
            answers[id] = Outcome("unsupported", message=f"its API has no {operation}")
    adapter.run(
        requests, lambda request, outcome: answers.update({request.key: outcome}), threading.Event()
    )
    lines = []
    for question, id in questions.items():
        found = judge(golden.cases[id], answers[id], frozenset())
        good = found.verdict == "pass" or answers[id].kind == "unsupported"
        lines.append(
            Line(question, good, shorten(printable(found.message), 120, placeholder=" ..."))
        )
    return lines

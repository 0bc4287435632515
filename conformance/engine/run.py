"""One run: chosen cases on chosen implementations, each in a thread and a process of its own.

The engine asks every case of an adapter, judges each answer as it comes, and hands the results to
whoever waits for them (the command, the pytest plugin). Controls of must-refuse cases are asked
too, unlisted, because a refusal proves nothing where its control is refused.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.adapters import environments
from conformance.adapters.manifest import Selection
from conformance.adapters.process import (
    Adapter,
    AdapterError,
    Hello,
    Limits,
    Outcome,
    Request,
    Stopped,
)
from conformance.cases.files import Fixtures, load_store
from conformance.cases.links import Copies, LinksError
from conformance.cases.model import Case
from conformance.engine import expectations, robustness
from conformance.engine.expectations import FAILED_STATUS, Expectations
from conformance.engine.explain import explained
from conformance.engine.judge import Judgement, judge, unproven
from conformance.engine.requests import request
from conformance.engine.writing import Writing
from conformance.results import (
    CaseResult,
    Edition,
    Implementation,
    Result,
    Times,
    counts,
    scores,
    writing_scores,
)

# An adapter that answers ok to both cannot say no; its other refusals mean nothing.
PROBES = ("v3/codecs/chain/unknown-codec-last", "v3/data-types/name-unknown")
# The version of an implementation that never said hello.
UNKNOWN = "unknown"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to run: cases of the fixtures, by id and in order, with the limits of each request.

    ``stores`` is where what implementations write is kept, in a folder for each; it is thrown away
    where there is none.
    """

    fixtures: Fixtures
    cases: tuple[str, ...]
    limits: Limits = field(default_factory=Limits)
    stores: Path | None = None


class Run:
    """A run of one implementation, from `start` to its `Result`.

    ``results`` has a future for every case of the plan, done as soon as the case is judged;
    ``finished`` is the whole result, also after an interruption or a failure to start.
    """

    def __init__(
        self, selection: Selection, plan: Plan, progress: Progress = lambda _: None
    ) -> None:
        self.selection = selection
        self.results: dict[str, Future[CaseResult]] = {id: Future() for id in plan.cases}
        self.finished: Future[Result] = Future()
        self.prepared = threading.Event()
        self.stop = threading.Event()
        self._plan = plan
        self._folders = {str(plan.fixtures.root): "fixtures"}
        self._progress: Progress = lambda text: progress(f"{selection}: {text}")
        self._judged: dict[str, Judgement] = {}
        self._opened: set[str] = set()
        self._waiting: dict[str, list[tuple[Case, Judgement]]] = {}
        self._seconds: dict[str, float] = {}
        self._memory: dict[str, int] = {}
        self._faults: list[str] = []
        self._expectations: Expectations | None = None
        self._thread = threading.Thread(target=self._work, name=str(selection), daemon=True)

    def start(self) -> None:
        """Begin in the background."""
        self._thread.start()

    def close(self) -> Result:
        """Stop where it is, and return what is known. Leaves no process behind.

        The run must have been started.
        """
        self.stop.set()
        return self.finished.result()

    def _work(self) -> None:
        started = datetime.datetime.now(datetime.UTC)
        seconds = 0.0
        hello: Hello | None = None
        unavailable = None
        log = ""
        try:
            environment = environments.prepare(
                self.selection, progress=self._progress, stop=self.stop
            )
            if environment.folder is not None:
                self._folders[str(environment.folder)] = "environment"
            adapter = Adapter(
                environment.command,
                cwd=environment.cwd,
                env=environment.env,
                limits=self._limits(),
            )
            try:
                with adapter, Copies(self._plan.fixtures) as copies:
                    self._folders[str(copies.root)] = "fixtures"
                    hello = adapter.start(self.stop)
                    self._expectations = self._known_failures(hello.version)
                    self.prepared.set()
                    begun = time.perf_counter()
                    try:
                        adapter.run(self._requests(hello, copies), self._deliver, self.stop)
                        self._write(adapter, hello)
                    finally:
                        seconds = time.perf_counter() - begun
            finally:
                self._faults += adapter.faults
                log = adapter.log
        except Stopped:
            pass
        except (
            environments.EnvironmentFailure,
            AdapterError,
            expectations.ExpectationsError,
        ) as error:
            unavailable = str(error)
        except Exception as error:  # whatever happens, no other result is lost
            unavailable = _failure(error)
        finally:
            self.prepared.set()
            try:
                self.finished.set_result(self._finish(hello, unavailable, log, started, seconds))
            except Exception as error:  # nobody may wait for ever
                self.finished.set_exception(error)

    def _write(self, adapter: Adapter, hello: Hello) -> None:
        cases = [self._plan.fixtures.cases[id] for id in self._plan.cases]
        written = [case for case in cases if case.steps]
        if not written:
            return
        with tempfile.TemporaryDirectory(prefix="zarr-conformance-stores-") as temporary:
            folder = Path(temporary)
            if self._plan.stores is not None:
                folder = self._plan.stores / self.selection.manifest.name
                shutil.rmtree(folder, ignore_errors=True)
            self._folders[str(folder.resolve())] = self._folders[str(folder)] = "stores"
            about = self.selection.manifest
            writing = Writing(
                self._plan.fixtures, about.claims, folder.resolve(), about.adds_attributes
            )
            for case, judgement, seconds in writing.each(adapter, hello, written, self.stop):
                self._seconds[case.id] = seconds
                self._settle(case, judgement)

    def _limits(self) -> Limits:
        return replace(self._plan.limits, in_flight=self.selection.manifest.in_flight)

    def _known_failures(self, version: str) -> Expectations | None:
        known = expectations.load(self.selection.manifest.folder)
        if known is None:
            return None
        if known.version != version:
            self._progress(f"{known.path}: is for {known.version}, not {version}; not applied")
            return None
        self._faults += known.problems(self._plan.fixtures.cases)
        return known

    def _requests(self, hello: Hello, copies: Copies) -> list[Request]:
        cases = self._plan.fixtures.cases
        wanted = [cases[id] for id in self._plan.cases if not cases[id].steps]
        controls = [cases[c.control] for c in wanted if c.control]
        probes = [cases[id] for id in PROBES if id in cases]
        requests = []
        # What is damaged or absurd may cost time and memory that nobody else is to be charged with:
        # it is asked last, and measured.
        wanted.sort(key=lambda case: case.axis == "robustness")
        for id in dict.fromkeys(c.id for c in (*controls, *probes, *wanted)):
            try:
                question = request(cases[id], str(copies.store(cases[id])))
            except LinksError as error:
                self._judge(cases[id], Outcome("no-answer", message=str(error)))
                continue
            question = replace(question, measured=cases[id].axis == "robustness")
            if question.format in hello.formats and question.op in hello.operations:
                requests.append(question)
            else:
                reason = f"its API has no {question.op} for {question.format}"
                self._judge(cases[id], Outcome("unsupported", message=reason))
        return requests

    def _deliver(self, request: Request, outcome: Outcome) -> None:
        self._seconds[request.key] = outcome.seconds
        if outcome.peak_bytes is not None:
            self._memory[request.key] = outcome.peak_bytes
        self._judge(self._plan.fixtures.cases[request.key], outcome)

    def _judge(self, case: Case, outcome: Outcome) -> None:
        if outcome.kind == "ok":
            self._opened.add(case.id)
        try:
            judgement = self._judgement(case, outcome)
        except Exception as error:  # an answer beyond our judge must not cost the others
            judgement = Judgement("not-run", _failure(error))
        refused = case.kind == "refuse" and judgement.verdict == "pass"
        if case.control and (refused or judgement.outcome == "error"):
            if case.control not in self._judged:
                self._waiting.setdefault(case.control, []).append((case, judgement))
                return
            judgement = self._proven(case, judgement)
        self._settle(case, judgement)

    def _judgement(self, case: Case, outcome: Outcome) -> Judgement:
        judgement = judge(case, outcome, self.selection.manifest.claims)
        cases = self._plan.fixtures.cases
        if case.axis == "robustness":
            # Not explained: our own oracle had better not read an absurd store.
            control = cases[case.control] if case.control else None
            return robustness.judgement(case, outcome, judgement, control)
        return explained(
            case, judgement, outcome.values, lambda: load_store(self._plan.fixtures, case)
        )

    def _settle(self, case: Case, judgement: Judgement) -> None:
        self._judged[case.id] = judgement
        future = self.results.get(case.id)
        if future is not None:
            future.set_result(self._case_result(case, judgement))
        for waiting, refused in self._waiting.pop(case.id, ()):
            self._settle(waiting, self._proven(waiting, refused))

    def _proven(self, case: Case, judgement: Judgement) -> Judgement:
        if case.control is None or case.control in self._opened:
            return judgement
        if case.kind == "refuse":
            judgement = unproven(self._plan.fixtures.cases[case.control])
        return replace(judgement, outcome="unsupported") if case.axis == "robustness" else judgement

    def _case_result(self, case: Case, judgement: Judgement) -> CaseResult:
        found = judgement.mismatch
        if found is not None:
            found = replace(
                found, expected=self._clean(found.expected), found=self._clean(found.found)
            )
        result = CaseResult(
            id=case.id,
            kind=case.kind,
            axis=case.axis,
            verdict=judgement.verdict,
            message=self._clean(judgement.message),
            clauses=case.clauses,
            mismatch=found,
            status="fine",
            outcome=judgement.outcome,
            clause=judgement.clause,
            notes=tuple(map(self._clean, judgement.notes)),
        )
        known = self._expectations or Expectations(Path(), "")
        return known.apply(result)

    def _clean(self, text: str) -> str:
        """Text that is the same on every machine and can be written: folders go by their names."""
        for folder, name in self._folders.items():
            text = text.replace(folder, name)
        return printable(text)

    def _finish(
        self,
        hello: Hello | None,
        unavailable: str | None,
        log: str,
        started: datetime.datetime,
        seconds: float,
    ) -> Result:
        reason = unavailable or "the run was interrupted"
        for id, future in self.results.items():
            if not future.done():
                case = self._plan.fixtures.cases[id]
                future.set_result(self._case_result(case, Judgement("not-run", reason)))
        if all(id in self._judged and self._judged[id].verdict == "accepted" for id in PROBES):
            self._faults.append(
                "the adapter accepts an invented codec and an invented data type: it cannot say "
                "no, so its answers mean nothing; let the library's own errors through"
            )
        manifest = self.selection.manifest
        cases = tuple(self.results[id].result() for id in sorted(self.results))
        return Result(
            edition=Edition(self._plan.fixtures.edition, self._plan.fixtures.digest),
            implementation=Implementation(
                name=manifest.name,
                version=printable(hello.version) if hello else self.selection.version or UNKNOWN,
                language=manifest.language,
                runtime=printable(hello.runtime) if hello else "",
                homepage=manifest.homepage,
                claims=tuple(sorted(manifest.claims)),
                operations=tuple(sorted(hello.operations)) if hello else (),
            ),
            unavailable=unavailable,
            scores=scores(cases),
            counts=counts(cases),
            writing=writing_scores(cases),
            cases=cases,
            faults=tuple(self._faults),
            log=log,
            times=Times(
                started=started.isoformat(timespec="seconds"),
                seconds=round(seconds, 3),
                cases={
                    id: round(s, 6) for id, s in sorted(self._seconds.items()) if id in self.results
                },
                memory=dict(sorted(self._memory.items())),
            ),
        )


def printable(text: str) -> str:
    """Text from an adapter, safe to write and to print.

    Control characters and half a surrogate pair, all legal in JSON, become their escapes.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _failure(error: Exception) -> str:
    return f"the engine failed: {type(error).__name__}: {error}"


def failed(result: Result) -> bool:
    """Whether a result fails the run: an unexpected verdict, a fault, or nothing run at all."""
    return (
        result.unavailable is not None
        or bool(result.faults)
        or any(case.status in FAILED_STATUS for case in result.cases)
        or any(
            f.status in FAILED_STATUS
            for f in (result.properties.finds if result.properties else ())
        )
    )


def close_all(runs: Iterable[Run]) -> list[Result]:
    """Stop all runs where they are, and return their results."""
    runs = list(runs)
    for run in runs:
        run.stop.set()
    return [run.close() for run in runs]

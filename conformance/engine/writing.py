"""The writing part of a run: every case that is written, one after the other, in one process.

Nothing else is asked meanwhile: who dies while it writes is certain, and the store is put back for
another try. Cases that refuse prove something only where their control is carried out.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance import ledger
from conformance.adapters.process import Adapter, Hello
from conformance.cases.files import Fixtures, load_store
from conformance.cases.model import Case
from conformance.engine.carry_out import carry_out
from conformance.engine.judge import Judgement, unproven
from conformance.engine.written import judge
from conformance.ledger import Ledger


@dataclass
class Writing:
    """Has one implementation write. ``folder`` gets ``<case id>/store`` for each case.

    ``adds`` are attributes that it adds of its own.
    """

    fixtures: Fixtures
    claims: frozenset[str]
    folder: Path
    adds: frozenset[str] = frozenset()
    clauses: Ledger = field(default_factory=ledger.load)
    _verdicts: dict[str, str] = field(default_factory=dict)

    def each(
        self, adapter: Adapter, hello: Hello, cases: Sequence[Case], stop: threading.Event
    ) -> Iterator[tuple[Case, Judgement, float]]:
        """The verdict on each of ``cases`` and its seconds; on their controls too, first.

        Ends early once ``stop`` is set. Raises OSError when the folder cannot be written.
        """
        controls = [self.fixtures.cases[case.control] for case in cases if case.control]
        for case in {case.id: case for case in (*controls, *cases)}.values():
            folder = self.folder / case.id
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            begun = load_store(self.fixtures, case)
            done = carry_out(adapter, hello, case, begun, folder, stop)
            if done is None:
                return
            try:
                judgement = judge(case, done, self.claims, self.clauses, self.adds)
            except Exception as error:  # a store beyond our judge must not cost the other cases
                message = f"the engine failed: {type(error).__name__}: {error}"
                judgement = Judgement("not-run", message)
            self._verdicts[case.id] = judgement.verdict
            refused = case.refuses and done.last.kind == "refused" and judgement.verdict == "pass"
            if refused and case.control and self._verdicts[case.control] != "pass":
                judgement = unproven(self.fixtures.cases[case.control])
            yield case, judgement, done.seconds

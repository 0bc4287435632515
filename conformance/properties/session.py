"""Searches several implementations at once, on the same draws, each in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from conformance.adapters.manifest import Selection
from conformance.adapters.process import Limits
from conformance.properties.agreement import Agreement
from conformance.properties.asking import Asking
from conformance.properties.drawing import Draws, SearchError
from conformance.properties.scope import Scope
from conformance.properties.search import Effort, Search
from conformance.results import Find, Properties

Found = Callable[[Find], None]


@dataclass(frozen=True)
class Searched:
    """What a search of one implementation came to.

    ``ended`` says why it ended before its time, ``faults`` what the adapter did against the
    protocol.
    """

    properties: Properties
    finds: tuple[Find, ...]
    ended: str | None
    faults: tuple[str, ...]


def together(one: Searched, other: Searched) -> Searched:
    """Two searches of one implementation, of different families, as one."""
    mine, theirs = one.properties, other.properties
    known = Counter(mine.known) + Counter(theirs.known)
    return Searched(
        replace(
            mine,
            draws=mine.draws + theirs.draws,
            rows=(*mine.rows, *theirs.rows),
            known=dict(sorted(known.items())),
            flaky=(*mine.flaky, *theirs.flaky),
            outside=tuple(sorted({*mine.outside, *theirs.outside})),
        ),
        (*one.finds, *other.finds),
        one.ended or other.ended,
        (*one.faults, *other.faults),
    )


class Session:
    """A search of implementations by what each has shown that it supports.

    ``found`` is called with every find as soon as it is shrunk, from several threads.
    """

    def __init__(
        self,
        scopes: Mapping[Selection, Scope],
        draws: Draws,
        *,
        effort: Effort,
        limits: Limits,
        found: Found,
        explored: bool,
        seconds: float | None = None,
    ) -> None:
        self.stop = threading.Event()
        self.batches_done: Counter[Selection] = Counter()
        """For whoever shows progress."""
        self._scopes = scopes
        self._draws = draws
        self._effort = effort
        self._limits = limits
        self._found = found
        self._explored = explored
        self._seconds = seconds
        self._agreement = Agreement()
        for selection in scopes:
            draws.join(str(selection))

    def run(self) -> dict[Selection, Searched]:
        """Search to the end of the draws or of the time, or until ``stop`` is set."""
        end = time.monotonic() + self._seconds if self._seconds is not None else None
        with ThreadPoolExecutor(max(1, len(self._scopes))) as pool:
            work = {
                s: pool.submit(self._search, s, scope, end) for s, scope in self._scopes.items()
            }
            try:
                searched = {s: future.result() for s, future in work.items()}
            except BaseException:
                self.stop.set()
                raise
        return {s: self._closed(s, *rest) for s, rest in searched.items()}

    def _search(
        self, selection: Selection, scope: Scope, end: float | None
    ) -> tuple[Search | None, str | None, tuple[str, ...]]:
        reader = str(selection)
        search: Search | None = None
        ended: str | None = None
        asking = Asking(selection, self._draws.workspace, self._limits, self.stop)
        try:
            with asking:
                search = Search(
                    asking,
                    scope,
                    self._agreement,
                    self._effort,
                    self._explored,
                    self._draws.family,
                )
                while not self.stop.is_set():
                    batch = self._draws.next(reader)
                    if batch is None:
                        break
                    for find in search.batch(batch):
                        self._found(find)
                    self.batches_done[selection] += 1
                    if search.given_up:
                        ended = f"given up: {search.hangs} requests hung"
                        break
                    if end is not None and time.monotonic() > end:
                        break
        except SearchError as error:
            ended = str(error)
        except Exception as error:  # whatever happens, no other result is lost
            ended = f"the engine failed: {type(error).__name__}: {error}"
        finally:
            self._draws.leave(reader)
        return search, ended, tuple(asking.faults)

    def _closed(
        self,
        selection: Selection,
        search: Search | None,
        ended: str | None,
        faults: tuple[str, ...],
    ) -> Searched:
        scope = self._scopes[selection]
        rows = search.rows if search else ()
        properties = Properties(
            seed=self._draws.seed,
            draws=sum(row.examples for row in rows),
            rows=rows,
            finds=(),
            known=dict(sorted(search.known.items())) if search else {},
            flaky=tuple(search.flaky) if search else (),
            disagreements=dict(sorted(self._agreement.disagreements(selection).items())),
            outside=scope.outside,
        )
        return Searched(properties, tuple(search.finds) if search else (), ended, faults)

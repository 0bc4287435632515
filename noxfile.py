"""The front door: ``nox -l`` lists what can be done. Every session sets itself up."""

from __future__ import annotations

import hashlib
import os
from itertools import takewhile
from pathlib import Path

import nox

nox.options.sessions = ["conformance"]
nox.options.reuse_venv = "yes"
nox.options.default_venv_backend = "uv|virtualenv"
LOCK = Path("requirements.lock")


def install(session: nox.Session) -> None:
    """Install the locked dependencies and this checkout, unless that was done before."""
    wanted = hashlib.sha256(LOCK.read_bytes() + Path("pyproject.toml").read_bytes()).hexdigest()
    marker = Path(session.virtualenv.location) / "installed.sha256"
    if marker.is_file() and marker.read_text() == wanted:
        return
    session.install("--require-hashes", "-r", str(LOCK))
    session.install("--no-deps", "--no-build-isolation", "-e", ".")
    marker.write_text(wanted)


@nox.session
def conformance(session: nox.Session) -> None:
    """Run golden cases and properties: nox -s conformance -- [NAME[@VERSION] ...] [options]."""
    install(session)
    names = list(takewhile(lambda word: not word.startswith("-"), session.posargs))
    options = [word for name in names for word in ("--implementation", name)]
    session.run(
        *("python", "-m", "pytest", "-p", "conformance.suite.plugin", "-p", "no:cacheprovider"),
        *("--pyargs", "conformance.suite", "-q", "--no-header", "-rf"),
        *(*options, *session.posargs[len(names) :]),
    )


@nox.session
def interop(session: nox.Session) -> None:
    """Have everybody read what everybody wrote: nox -s interop -- [NAME[@VERSION] ...]."""
    install(session)
    session.run("python", "-m", "conformance", "interop", *session.posargs)


@nox.session
def recovery(session: nox.Session) -> None:
    """Kill writers in the middle, and let two write at once: nox -s recovery -- [NAME ...]."""
    install(session)
    session.run("python", "-m", "conformance", "recovery", *session.posargs)


@nox.session
def traffic(session: nox.Session) -> None:
    """Count what reading over HTTP costs: nox -s traffic -- [NAME ...]."""
    install(session)
    session.run("python", "-m", "conformance", "traffic", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the tool itself: nox -s tests -- [pytest options]."""
    install(session)
    spread = ("-n", "auto", "--dist", "loadfile")  # fixtures of a module are made once
    session.run("python", "-m", "pytest", "-ra", *spread, *session.posargs)


@nox.session
def fixtures(session: nox.Session) -> None:
    """Build fixtures/ from its definitions; -- --check compares, -- --freeze NAME freezes."""
    install(session)
    session.run("python", "-m", "conformance.cases", *session.posargs)


@nox.session
def report(session: nox.Session) -> None:
    """Render the site of the result files there are: nox -s report -- [options]."""
    install(session)
    session.run("python", "-m", "reports", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Hold the ledger against checkouts of the specs: nox -s drift -- PATH [PATH ...]."""
    install(session)
    session.run("python", "-m", "conformance.ledger.drift", *session.posargs)


@nox.session
def explore(session: nox.Session) -> None:
    """Search with random datasets: nox -s explore -- [NAME ...] [--minutes M] [--seed N]."""
    install(session)
    session.run("python", "-m", "conformance", "explore", *session.posargs)


@nox.session
def survey(session: nox.Session) -> None:
    """Build the survey's report: nox -s survey -- [YEAR] [--responses FILE] [options]."""
    install(session)
    session.run("python", "-m", "survey", "build", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, as ratios within one run: nox -s bench. Writes bench.json."""
    install(session)
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    install(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy", env={"MYPYPATH": os.curdir})

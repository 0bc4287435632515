"""Manifests: what an ``implementation.toml`` says, and which implementations a user asked for.

This module reads and checks text. It builds nothing and starts nothing; ``environments`` does.
Package names and versions reach command lines later on, so they are checked here, strictly.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from conformance import schemas
from conformance.locations import IMPLEMENTATIONS

FILE = "implementation.toml"
Kind = Literal["python", "node", "none"]

_SIZE_LIMIT = 256 * 1024
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_PLACEHOLDERS: dict[Kind, frozenset[str]] = {
    "python": frozenset({"python", "folder", "environment"}),
    "node": frozenset({"node", "folder", "environment"}),
    "none": frozenset({"python", "folder"}),
}
_PACKAGE: dict[Kind, re.Pattern[str]] = {
    "python": re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"),
    "node": re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*"),
    "none": re.compile(r".*"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_PYTHON_VERSION = re.compile(r"[0-9][0-9A-Za-z.+!_-]*", re.ASCII)
_SEMANTIC_VERSION = re.compile(
    r"[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", re.ASCII
)
_VERSION_LENGTH = 64


class ManifestError(ValueError):
    """A manifest cannot be used. The message names the file, the key and the remedy."""


class SelectionError(ManifestError):
    """The user asked for an implementation or a version that cannot be had; says what can."""


@dataclass(frozen=True)
class EnvironmentSpec:
    """What the adapter needs around it. ``python`` is a version specifier, "" for any."""

    kind: Kind
    lock: str
    python: str


@dataclass(frozen=True)
class Manifest:
    """One ``implementation.toml``, checked; ``folder`` is absolute and holds the file.

    ``command`` has its placeholders still unfilled. ``reproduce`` has ``language``, and by node
    type (``array``, ``group``) a program that opens ``{store}`` at ``{path}``; ``region`` reads
    the ``{selection}`` of an array. These are for version 3; other formats have their own, by
    their name.
    """

    name: str
    language: str
    homepage: str
    issues: str
    package: str
    claims: frozenset[str]
    environment: EnvironmentSpec
    command: tuple[str, ...]
    in_flight: int
    reproduce: Mapping[str, Any] = field(hash=False)
    folder: Path
    adds_attributes: frozenset[str] = frozenset()
    """What the library's documentation says that it adds to the attributes of every node."""
    stores: frozenset[str] = frozenset({"file"})
    """What the adapter reads from: ``file`` for folders, ``http`` for addresses of a server."""

    @property
    def lock(self) -> Path:
        """The lock file. Meaningless for kind ``none``, which has none."""
        return self.folder / self.environment.lock

    def program(
        self,
        node_type: str,
        store: str,
        path: str,
        selection: Sequence[Sequence[int]] | None = None,
        *,
        format: str = "zarr_v3",
    ) -> str | None:
        """A program that opens a node of a store; None where the API cannot express it.

        With a ``selection`` (start, stop and step of each dimension) it reads that region.
        """
        programs = self.reproduce if format == "zarr_v3" else self.reproduce.get(format, {})
        template = programs.get(node_type if selection is None else "region")
        if template is None:
            return None
        words = {"store": store, "path": path, "selection": selection}
        return re.sub(
            r"\{(store|path|selection)\}", lambda m: json.dumps(words[m[1]]), template
        ).strip("\n")


@dataclass(frozen=True)
class Selection:
    """An implementation to run; ``version`` None means the one that its lock file pins."""

    manifest: Manifest
    version: str | None = None

    def __str__(self) -> str:
        """What a user types for it: ``name`` or ``name@version``."""
        return self.manifest.name + (f"@{self.version}" if self.version else "")


def load(folder: Path) -> Manifest:
    """The manifest in ``folder``.

    Raises ManifestError when the file is missing, is not TOML, does not fit
    ``implementation.schema.json``, or names a file or placeholder that does not exist.
    """
    file = folder / FILE
    try:
        if file.stat().st_size > _SIZE_LIMIT:
            raise ManifestError(f"{file}: larger than {_SIZE_LIMIT} bytes; this is no manifest")
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(
            f"{file}: cannot be read ({error.strerror}). Every implementation's folder holds "
            f"one; the name of the folder is right?"
        ) from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{file}: not UTF-8 ({error}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{file}: not TOML: {error}. Mend the syntax there.") from error
    wrong = schemas.problem("implementation", document) or _inconsistency(document, folder)
    if wrong is not None:
        raise ManifestError(
            f"{file}: {wrong}. What every key means: conformance/schemas/implementation.schema.json"
        )
    environment, adapter = document["environment"], document["adapter"]
    return Manifest(
        name=document["name"],
        language=document["language"],
        homepage=document["homepage"],
        issues=document["issues"],
        package=document["package"],
        claims=frozenset(document["claims"]),
        environment=EnvironmentSpec(
            environment["kind"], environment["lock"], environment.get("python", "")
        ),
        command=tuple(adapter["command"]),
        in_flight=adapter.get("in_flight", 16),
        reproduce=document["reproduce"],
        folder=folder.resolve(),
        adds_attributes=frozenset(document.get("adds_attributes", ())),
        stores=frozenset({"file", *document.get("stores", ())}),
    )


def _inconsistency(document: Mapping[str, Any], folder: Path) -> str | None:
    """What the schema cannot say, as ``key: problem and remedy``; None when all is well."""
    kind: Kind = document["environment"]["kind"]
    lock, python = document["environment"]["lock"], document["environment"].get("python")
    if not _NAME.fullmatch(document["name"]):
        return f"name: {document['name']!r} is not lower-case letters, digits, '.' and '-'"
    if not _PACKAGE[kind].fullmatch(document["package"]):
        return f"package: {document['package']!r} is not the name of a {kind} package"
    if kind == "none" and lock:
        return "environment.lock: kind none builds nothing, so it must be empty"
    if kind != "none":
        if not (folder / lock).resolve().is_relative_to(folder.resolve()):
            return f"environment.lock: {lock!r} leaves the folder; keep the lock file inside"
        if not (folder / lock).is_file():
            return f"environment.lock: there is no file {lock!r} in the folder; add it"
    if kind == "node":
        if lock != "package-lock.json":
            return "environment.lock: npm reads no other name than package-lock.json; rename it"
        if not (folder / "package.json").is_file():
            return "environment.kind: node needs a package.json in the folder; add it"
    if python is not None:
        if kind != "python":
            return f"environment.python: has no meaning for kind {kind}; remove it"
        try:
            SpecifierSet(python)
        except InvalidSpecifier:
            return f"environment.python: {python!r} is not a version specifier such as '>=3.12'"
    for argument in document["adapter"]["command"]:
        for word in _PLACEHOLDER.findall(argument):
            if word not in _PLACEHOLDERS[kind]:
                known = ", ".join(f"{{{name}}}" for name in sorted(_PLACEHOLDERS[kind]))
                return f"adapter.command: {{{word}}} is not known for kind {kind}; use {known}"
    return None


def kit(manifest: Manifest, file: str) -> Path:
    """A file that adapters of a language share: beside the implementation's folder, else ours."""
    beside = manifest.folder.parent / "_kit" / file
    return beside if beside.is_file() else IMPLEMENTATIONS / "_kit" / file


def fill(manifest: Manifest, values: Mapping[str, str]) -> tuple[str, ...]:
    """The adapter's command with its placeholders replaced, each once, never inside a value."""
    return tuple(
        _PLACEHOLDER.sub(lambda match: values[match.group(1)], argument)
        for argument in manifest.command
    )


def discover(root: Path) -> dict[str, Manifest]:
    """The implementations under ``root`` by name, sorted.

    A folder with an ``implementation.toml`` is one, unless its name starts with ``_``.
    Raises ManifestError when a manifest is wrong or its name is not that of its folder.
    """
    manifests: dict[str, Manifest] = {}
    for file in sorted(root.glob(f"*/{FILE}")):
        if file.parent.name.startswith("_"):
            continue
        manifest = load(file.parent)
        if manifest.name != file.parent.name:
            raise ManifestError(
                f"{file}: name: {manifest.name!r}, but its folder is called "
                f"{file.parent.name!r}. Give both the same name."
            )
        manifests[manifest.name] = manifest
    return manifests


def select(names: Sequence[str], manifests: Mapping[str, Manifest]) -> list[Selection]:
    """The selections that ``names`` mean, in that order, a repeated one once.

    Each word is ``name``, ``name@version``, or the path of a folder that holds an
    ``implementation.toml`` (also with ``@version``), by which a library tests itself from its
    own repository. Raises SelectionError for an unknown name, a bad version, or a name that two
    folders share; ManifestError for a broken manifest at a path.
    """
    chosen = list(dict.fromkeys(_select(word, manifests) for word in names))
    folders: dict[str, Path] = {}
    for selection in chosen:
        folder = selection.manifest.folder
        if folders.setdefault(str(selection), folder) != folder:
            raise SelectionError(
                f"{selection}: is the name in {folders[str(selection)]} and in {folder}, and "
                "results go by name. Run one at a time, or give one another name"
            )
    return chosen


def _select(word: str, manifests: Mapping[str, Manifest]) -> Selection:
    if word in manifests:
        return Selection(manifests[word])
    if _is_path(word) and (Path(word) / FILE).is_file():
        return Selection(load(Path(word)))
    # A scoped path such as ./@scope/x must not be cut at its first "@".
    name, at, version = word.rpartition("@")
    if not at:
        name = word
    if name in manifests:
        manifest = manifests[name]
    elif _is_path(name):
        if not (Path(name) / FILE).is_file():
            raise SelectionError(
                f"{name}: there is no {FILE} in this folder. Give the path of a folder that "
                f"holds one, or one of: {', '.join(manifests) or '(none is installed)'}"
            )
        manifest = load(Path(name))
    else:
        raise SelectionError(_unknown(name, manifests))
    return Selection(manifest, check_version(manifest, version) if at else None)


def _is_path(word: str) -> bool:
    return word in {".", ".."} or "/" in word or "\\" in word


def _unknown(name: str, manifests: Mapping[str, Manifest]) -> str:
    close = difflib.get_close_matches(name.lower(), list(manifests), n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    known = ", ".join(manifests) or "(none is installed)"
    return (
        f"There is no implementation {name!r}.{hint} Known: {known}. "
        f"For a folder of your own write a path, such as ./{name or 'folder'}"
    )


def check_version(manifest: Manifest, version: str) -> str:
    """``version`` in the registry's own spelling; raises SelectionError when it is not one."""
    kind = manifest.environment.kind
    if kind == "none":
        raise SelectionError(
            f"{manifest.name}: has no versions to choose from, since its environment is of "
            f"kind none (it runs what is already there). Leave out '@{version[:_VERSION_LENGTH]}'"
        )
    pattern = _PYTHON_VERSION if kind == "python" else _SEMANTIC_VERSION
    if len(version) <= _VERSION_LENGTH and pattern.fullmatch(version):
        try:
            return str(Version(version)) if kind == "python" else version
        except InvalidVersion:
            pass
    example = "3.0.8 (PEP 440)" if kind == "python" else "0.5.1 (semantic versioning)"
    raise SelectionError(
        f"{manifest.name}: {version[:_VERSION_LENGTH]!r} is not a version. "
        f"Write one exact version, such as {manifest.name}@{example}"
    )

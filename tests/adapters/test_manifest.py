"""Manifests: what is accepted, how a mistake is worded, what a word on the command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.adapters.manifest import (
    Manifest,
    ManifestError,
    Selection,
    SelectionError,
    discover,
    fill,
    load,
    select,
)

TEXT = """
name = "tiny"
language = "Python"
homepage = "https://example.org/tiny"
issues = "https://example.org/tiny/issues"
package = "tiny-zarr"
claims = ["v3-core-reader"]

[environment]
kind = "python"
lock = "requirements.lock"
python = ">=3.11"

[adapter]
command = ["{python}", "{folder}/adapter.py", "{environment}"]

[reproduce]
language = "python"
array = "print({store}, {path})"
"""
NODE = (
    TEXT.replace('kind = "python"', 'kind = "node"')
    .replace("requirements.lock", "package-lock.json")
    .replace('python = ">=3.11"\n', "")
    .replace("{python}", "{node}")
)
NONE = (
    TEXT.replace('kind = "python"', 'kind = "none"')
    .replace("requirements.lock", "")
    .replace('python = ">=3.11"\n', "")
    .replace(', "{environment}"', "")
)


def write(folder: Path, text: str = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "implementation.toml").write_text(text, encoding="utf-8")
    for name in ("requirements.lock", "package-lock.json", "package.json"):
        (folder / name).write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def known(tmp_path: Path) -> dict[str, Manifest]:
    """Three implementations: tiny (python), tiny.js (node), bare (none)."""
    root = tmp_path / "implementations"
    write(root / "tiny")
    write(root / "tiny.js", NODE.replace('name = "tiny"', 'name = "tiny.js"'))
    write(root / "bare", NONE.replace('name = "tiny"', 'name = "bare"'))
    return discover(root)


def test_every_key_arrives(tmp_path: Path) -> None:
    manifest = load(write(tmp_path / "tiny"))
    assert (manifest.name, manifest.language, manifest.package) == ("tiny", "Python", "tiny-zarr")
    assert manifest.claims == {"v3-core-reader"}
    assert manifest.environment.python == ">=3.11"
    assert manifest.lock == tmp_path.resolve() / "tiny" / "requirements.lock"
    assert manifest.in_flight == 16
    assert manifest.reproduce == {"language": "python", "array": "print({store}, {path})"}
    assert manifest.folder.is_absolute()


def test_a_program_has_its_words_filled_in(tmp_path: Path) -> None:
    manifest = load(write(tmp_path / "tiny"))
    assert manifest.program("array", 'a "b"', "{store}") == 'print("a \\"b\\"", "{store}")'
    assert manifest.program("group", "s", "p") is None
    assert manifest.program("array", "s", "p", ((0, 2, 1),)) is None
    region = TEXT + 'region = "read({store}, {path}, {selection})"\n'
    manifest = load(write(tmp_path / "region", region))
    assert manifest.program("array", "s", "p", ((0, 2, 1), (3, 4, 1))) == (
        'read("s", "p", [[0, 2, 1], [3, 4, 1]])'
    )
    assert manifest.program("array", "s", "", ()) == 'read("s", "", [])'
    assert manifest.program("array", "s", "p") == 'print("s", "p")'


def test_a_format_has_its_own_programs(tmp_path: Path) -> None:
    manifest = load(
        write(tmp_path / "tiny", TEXT + '[reproduce.zarr_v2]\narray = "two({store})"\n')
    )
    assert manifest.program("array", "s", "", format="zarr_v2") == 'two("s")'
    assert manifest.program("array", "s", "p") == 'print("s", "p")'
    assert manifest.program("group", "s", "", format="zarr_v2") is None
    alone = load(write(tmp_path / "alone"))
    assert alone.program("array", "s", "", format="zarr_v2") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "tiny"', 'name = "Tiny"', "name: 'Tiny'"),
        ('name = "tiny"', 'name = "tiny\\n"', "name: "),
        ('name = "tiny"\n', "", "'name' is a required property"),
        ("[reproduce]", "colour = 1\n[reproduce]", "adapter: "),
        ('kind = "python"', 'kind = "conda"', "environment.kind: 'conda'"),
        ('"requirements.lock"', '"other.lock"', "environment.lock: there is no file 'other.lock'"),
        ('"requirements.lock"', '"../tiny/../x"', "environment.lock: '../tiny/../x' leaves"),
        ('"requirements.lock"', '"/etc/passwd"', "environment.lock: '/etc/passwd' leaves"),
        ('">=3.11"', '"three"', "environment.python: 'three' is not a version specifier"),
        ('"tiny-zarr"', '"--index-url=http://x"', "package: '--index-url=http://x' is not"),
        ('"tiny-zarr"', '"tiny @ file:///x"', "package: 'tiny @ file:///x' is not"),
        ("{folder}", "{fodler}", "adapter.command: {fodler} is not known for kind python; use {"),
        ('name = "tiny"', 'name = "tiny', "not TOML: "),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = write(tmp_path / "tiny", TEXT.replace(old, new, 1))
    with pytest.raises(ManifestError) as caught:
        load(folder)
    assert f"{folder / 'implementation.toml'}: " in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NODE.replace("package-lock.json", "requirements.lock"), "environment.lock: npm reads"),
        (NODE.replace('"tiny-zarr"', '"@Scope/x"'), "package: '@Scope/x'"),
        (NODE.replace("{node}", "{python}"), "adapter.command: {python} is not known"),
        (NONE.replace('lock = ""', 'lock = "requirements.lock"'), "environment.lock: kind none"),
        (NONE.replace('lock = ""', 'lock = ""\npython = ""'), "environment.python: has no"),
    ],
)
def test_a_mistake_of_a_kind_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ManifestError, match=r"implementation\.toml: ") as caught:
        load(write(tmp_path / "tiny", text))
    assert said in str(caught.value)


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        load(tmp_path / "nowhere")
    folder = write(tmp_path / "tiny")
    (folder / "implementation.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(ManifestError, match="not UTF-8"):
        load(folder)
    (folder / "implementation.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(ManifestError, match="larger than"):
        load(folder)


def test_placeholders_are_filled_once(tmp_path: Path) -> None:
    manifest = load(write(tmp_path / "tiny", TEXT.replace("adapter.py", "a{B}.py")))
    values = {"python": "/p/{folder}", "folder": "/f", "environment": "/e"}
    assert fill(manifest, values) == ("/p/{folder}", "/f/a{B}.py", "/e")


def test_discovery_leaves_out_underscores_and_other_folders(
    tmp_path: Path, known: dict[str, Manifest]
) -> None:
    root = tmp_path / "implementations"
    write(root / "_kit", "not even TOML")
    (root / "notes").mkdir()
    assert list(discover(root)) == ["bare", "tiny", "tiny.js"] == sorted(known)


def test_a_folder_has_the_name_of_its_implementation(tmp_path: Path) -> None:
    write(tmp_path / "other")
    with pytest.raises(ManifestError, match="its folder is called 'other'"):
        discover(tmp_path)


def test_words_become_selections(known: dict[str, Manifest]) -> None:
    chosen = select(["tiny", "tiny@3.0.08", "tiny.js@0.5.0-beta.1", "tiny", "bare"], known)
    assert chosen == [
        Selection(known["tiny"]),
        Selection(known["tiny"], "3.0.8"),
        Selection(known["tiny.js"], "0.5.0-beta.1"),
        Selection(known["bare"]),
    ]
    assert [str(one) for one in chosen[:2]] == ["tiny", "tiny@3.0.8"]


def test_a_path_is_a_selection(
    tmp_path: Path, known: dict[str, Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write(tmp_path / "repository" / "conformance", NONE.replace("tiny", "own"))
    scoped = write(tmp_path / "@scope" / "x")
    monkeypatch.chdir(own)
    chosen = select([".", str(own), str(scoped), f"{scoped}@1.2"], known)
    assert [(one.manifest.folder, one.version) for one in chosen] == [
        (own.resolve(), None),
        (scoped.resolve(), None),
        (scoped.resolve(), "1.2"),
    ]
    with pytest.raises(SelectionError, match=r"there is no implementation\.toml"):
        select(["./nothing-here"], known)


def test_an_unknown_name_lists_the_known_and_the_closest(known: dict[str, Manifest]) -> None:
    with pytest.raises(SelectionError) as caught:
        select(["tinny@1.0"], known)
    assert "no implementation 'tinny'" in str(caught.value)
    assert "Did you mean 'tiny'?" in str(caught.value)
    assert "Known: bare, tiny, tiny.js" in str(caught.value)
    with pytest.raises(SelectionError, match="no implementation ''"):
        select([""], known)


@pytest.mark.parametrize(
    "version",
    [
        "", " ", "-1", "--index-url", "1.0 --pre", "1.0;x", "1.0,>0", ">=1", "1.*", "$(id)",
        "1.0\n", "file:///x", "../1", "1/2", "1.0#egg", "latest", "\u0661.0", "1" * 100,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["tiny", "tiny.js"])
def test_only_a_version_is_a_version(known: dict[str, Manifest], name: str, version: str) -> None:
    with pytest.raises((SelectionError, ManifestError)) as caught:
        select([f"{name}@{version}"], known)
    assert len(str(caught.value)) < 400


def test_kind_none_has_no_versions(known: dict[str, Manifest]) -> None:
    with pytest.raises(SelectionError, match="has no versions to choose from"):
        select(["bare@1.0"], known)

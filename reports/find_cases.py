"""The finds that pages can show, each with its dataset as a case.

A find may come from anybody, so its dataset is held against the schema of cases, and against
itself, before a page relies on it; one that cannot be shown is told, and costs nobody the site.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from conformance import results, schemas
from conformance.cases.model import Case, from_document
from conformance.oracle import SpecError, data_types
from conformance.results import Find, FindError, find_folder
from reports import datasets


def read(folder: Path) -> tuple[list[Find], list[str]]:
    """All finds below ``folder``, and a line for each that is broken or cannot be shown."""
    finds, problems = results.read_finds(folder)
    return finds, problems + list(cases(finds)[1])


def cases(finds: Sequence[Find]) -> tuple[list[tuple[Find, Case]], tuple[str, ...]]:
    """The finds that can be shown, in order, each with its case; and why the others cannot."""
    good: dict[str, tuple[Find, Case]] = {}
    problems = []
    for find in sorted(finds, key=lambda find: (find.implementation, find.version, find.id)):
        folder = find_folder(find)
        try:
            if folder in good:
                raise FindError(f"{folder}: there are two finds of that id; remove one")
            good[folder] = find, _case(find)
        except FindError as error:
            problems.append(str(error))
    return list(good.values()), tuple(problems)


def _case(find: Find) -> Case:
    """The dataset of a find. Raises `FindError`."""
    where = find_folder(find)
    try:
        # A name that is no Unicode text cannot stand in a zip.
        "".join(find.dataset).encode()
        document = json.loads(find.dataset["case.json"])
        problem = schemas.problem("case", document)
        if problem:
            raise FindError(f"{where}: case.json: {problem}; search again")
        store = {
            name.removeprefix("store/"): find.dataset[name]
            for name in sorted(find.dataset, key=lambda name: PurePosixPath(name).parts)
            if name.startswith("store/")
        }
        case = from_document(document, find.dataset.get("values.bin"), store)
        _check(case)
        # The pages lay these out again; what cannot be laid out is better told here.
        datasets.expected(case)
    except KeyError as error:
        raise FindError(f"{where}: has no {error}; search again") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, FindError):
            raise
        raise FindError(f"{where}: cannot be shown ({error}); search again") from error
    return case


def _check(case: Case) -> None:
    """Whether what a case expects agrees with itself. Raises `ValueError` and `KeyError`."""
    expect = case.expect
    if expect is None:
        return
    try:
        size = data_types.parse(expect["data_type"]).size if "data_type" in expect else None
    except SpecError:
        size = None
    if "fill_value" in expect:
        fill = base64.b64decode(expect["fill_value"], validate=True)
        if size is None and "data_type" not in expect:
            raise KeyError("data_type")
        if size is not None and len(fill) != size:
            raise ValueError(f"fill_value has {len(fill)} bytes, an element has {size}")
    if case.values is None:
        if "values_sha256" in expect:
            raise KeyError("values.bin")
        return
    count = datasets.element_count(case)
    fits = len(case.values) == count * size if size is not None else _divides(case.values, count)
    if not fits or hashlib.sha256(case.values).hexdigest() != expect.get("values_sha256"):
        raise ValueError("values.bin holds other values than those that are expected")


def _divides(values: bytes, count: int) -> bool:
    return not values if count == 0 else len(values) > 0 and len(values) % count == 0

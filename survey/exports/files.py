"""All exports of an instrument as files in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from survey.exports.google_forms import google_forms
from survey.exports.limesurvey import limesurvey
from survey.exports.printable import printable
from survey.exports.words import ExportError
from survey.instrument import Instrument


def write(instrument: Instrument, folder: Path) -> list[Path]:
    """Writes each export in each language, in UTF-8; returns the files. Raises `ExportError`.

    Nothing is written unless all of them can be.
    """
    texts = dict(_files(instrument))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ExportError(
            f"{error.filename}: cannot be written ({error.strerror}); give another folder"
        ) from error
    return [folder / name for name in texts]


def _files(instrument: Instrument) -> Iterator[tuple[str, str]]:
    yield "limesurvey.txt", limesurvey(instrument)
    for texts in instrument.texts:
        yield f"questionnaire.{texts.language}.html", printable(instrument, texts.language)
        yield f"google-forms.{texts.language}.gs", google_forms(instrument, texts.language)

"""The open data of an edition: its figures, its questions, and what machines need to read both.

Only figures that went through disclosure control are released, and never a response. The same
input gives the same bytes: no file holds the time at which it was made.
"""

from __future__ import annotations

from survey.estimates.model import Figures
from survey.release.codebook import codebook
from survey.release.codes import codes
from survey.release.corrections import CorrectionsError, Log, load, log
from survey.release.model import Code, Column, Correction, File, Subject
from survey.release.published import Publication, PublishedError, published
from survey.release.published import load as load_published
from survey.release.tables import csvw, digest, linked, package
from survey.release.tidy import results
from survey.release.words import translations

SUMS = "SHA256SUMS"

__all__ = [
    "SUMS",
    "Code",
    "Column",
    "Correction",
    "CorrectionsError",
    "File",
    "Log",
    "Publication",
    "PublishedError",
    "Subject",
    "files",
    "load",
    "load_published",
    "translations",
]


def files(figures: Figures, subject: Subject) -> tuple[File, ...]:
    """The files of a release, the checksums of all others last.

    ``sha256sum --check SHA256SUMS`` checks them. Raises `ValueError` when the figures are of
    another edition than the instrument.
    """
    asked = (subject.instrument.survey, subject.instrument.edition)
    if (figures.survey, figures.edition) != asked:
        raise ValueError(
            f"the figures are of {figures.survey} {figures.edition}, "
            f"the instrument is of {asked[0]} {asked[1]}"
        )
    found = [results(figures, subject), published(figures, subject)]
    found += [log(subject), codebook(subject)]
    if subject.codes:
        found.append(codes(subject))
    found.append(csvw(subject, found))
    found.append(linked(subject, found))
    found.append(package(subject, found))
    sums = "".join(f"{digest(file)}  {file.name}\n" for file in found)
    about = "The SHA-256 of every other file."
    return (*found, File(SUMS, "text/plain", about, sums.encode()))

"""How machines read the tables: CSV on the Web, and a Data Package.

The forms are W3C's "Metadata Vocabulary for Tabular Data" (2015) and Frictionless Data's "Data
Package" and "Table Schema", version 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from survey.release.model import LICENSE, Column, File, Subject


def csvw(subject: Subject, files: Sequence[File]) -> File:
    """The metadata of all tables among the files."""
    return _json(
        f"{subject.name}-metadata.json",
        "application/csvm+json",
        "What the columns of the tables mean, as CSV on the Web (W3C).",
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": subject.languages[0]}],
            "dc:title": subject.title,
            "dc:description": subject.description,
            "dc:license": {"@id": LICENSE[1]},
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
            "tables": [_table(file) for file in files if file.columns],
        },
    )


def _table(file: File) -> dict[str, Any]:
    return {
        "url": file.name,
        "dc:description": file.about,
        "tableSchema": {"columns": [_column(column) for column in file.columns]},
    }


def _column(column: Column) -> dict[str, Any]:
    kind: Any = column.type
    if column.values:
        kind = {"base": "string", "format": "|".join(column.values)}
    elif column.type == "date":
        kind = {"base": "date", "format": "yyyy-MM-dd"}
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": kind,
        "required": column.required,
        "null": "",
    }


def package(subject: Subject, files: Sequence[File]) -> File:
    """The Data Package of all files; its name, as the standard has it, is datapackage.json."""
    return _json(
        "datapackage.json",
        "application/json",
        "The release as a Data Package (Frictionless Data).",
        {
            "profile": "data-package",
            "name": subject.name,
            "title": subject.title,
            "description": subject.description,
            "version": subject.version,
            "licenses": [{"name": LICENSE[0], "path": LICENSE[1]}],
            "resources": [_resource(file) for file in files],
        },
    )


def _resource(file: File) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": file.name.rsplit(".", 1)[0].lower(),
        "path": file.name,
        "description": file.about,
        "format": file.name.rsplit(".", 1)[1],
        "mediatype": file.media,
        "encoding": "utf-8",
        "bytes": len(file.content),
        "hash": f"sha256:{digest(file)}",
    }
    if file.columns:
        found["profile"] = "tabular-data-resource"
        found["schema"] = {
            "fields": [_field(column) for column in file.columns],
            "missingValues": [""],
        }
    return found


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        limits["enum"] = list(column.values)
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.about,
    }
    return {**found, "constraints": limits} if limits else found


def linked(subject: Subject, files: Sequence[File]) -> File:
    """The release as a schema.org Dataset in JSON-LD, which search engines for data read."""
    document: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": subject.title,
        "description": subject.description,
        "identifier": subject.name,
        "version": subject.version,
        "temporalCoverage": subject.instrument.edition,
        "inLanguage": subject.languages,
        "license": LICENSE[1],
        "isAccessibleForFree": True,
        "measurementTechnique": "Questionnaire on the web, open to everybody",
        "variableMeasured": [_variable(subject, id) for id in _asked(subject)],
        "distribution": [_download(file) for file in files],
    }
    if subject.published is not None:
        document["datePublished"] = subject.published.isoformat()
    if subject.corrections:
        document["correction"] = [
            {
                "@type": "CorrectionComment",
                "datePublished": correction.date.isoformat(),
                "text": correction.what,
            }
            for correction in subject.corrections
        ]
    return _json(
        f"{subject.name}.jsonld",
        "application/ld+json",
        "The release as schema.org describes data sets.",
        document,
    )


def _asked(subject: Subject) -> list[str]:
    return [question.id for question in subject.instrument.questions]


def _variable(subject: Subject, id: str) -> dict[str, str]:
    text = subject.instrument.texts[0].questions[id].text
    return {"@type": "PropertyValue", "propertyID": id, "name": text}


def _download(file: File) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.about,
        "contentUrl": file.name,
        "encodingFormat": file.media,
        "contentSize": f"{len(file.content)} B",
        "sha256": digest(file),
    }


def digest(file: File) -> str:
    """The SHA-256 of the content, in hexadecimal."""
    return hashlib.sha256(file.content).hexdigest()


def _json(name: str, media: str, about: str, document: dict[str, Any]) -> File:
    """JSON that may stand in a page as it is: no markup begins in it."""
    text = json.dumps(document, ensure_ascii=False, indent=2).replace("<", "\\u003c")
    return File(name, media, about, f"{text}\n".encode())

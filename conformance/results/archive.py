"""Folders as zips that are ready to attach to a report: always the same bytes, paths confined."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath

# The oldest time that a zip can tell, so that the same files give the same bytes.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def zip_of(folder: str, files: Mapping[str, bytes]) -> bytes:
    """A zip that holds ``files``, by path relative to ``folder``, in that order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(f"{folder}/{name}", _LONG_AGO)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def confined(name: str) -> bool:
    """Whether a path stays below where it is unpacked, whatever the system takes for a path."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and name == "/".join(parts)
        and not {"/", "..", "."}.intersection(parts)
        and not any(c in name for c in "\\:\0")
        and name.encode("utf-8", "replace").decode() == name
    )

"""The values of a reply as bytes: out of base64, or out of a file in the scratch folder.

Nothing that an adapter writes leads outside its scratch folder: the folder is held open from before
the adapter starts, the name has no separator, and links are not followed. Whether the bytes fit the
shape and data type is the engine's to judge.
"""

from __future__ import annotations

import binascii
import errno
import os
import stat
from typing import Any


class ValuesError(Exception):
    """The values of a reply cannot be had. Says why, and what to do."""


def take(body: dict[str, Any], folder: int, limit: int) -> bytes | None:
    """Take the values out of a body of ok that keeps to its schema; None when it has none.

    ``folder`` is the open scratch folder, ``limit`` the most bytes that are accepted. A file is
    removed, also when it is refused. The fill value stays in the body, as text that is known to be
    base64. Raises ValuesError.
    """
    if "fill_value" in body:
        _from_base64("fill_value", body["fill_value"])
    if "values_file" in body:
        return _from_file(body.pop("values_file"), folder, limit)
    if "values" not in body:
        return None
    values = _from_base64("values", body.pop("values"))
    if len(values) > limit:
        raise ValuesError(f"values: {len(values)} bytes, of at most {limit}")
    return values


def _from_base64(key: str, text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise ValuesError(
            f"{key}: not base64 ({error}). Use the standard alphabet, with padding, in one piece"
        ) from None


def _from_file(name: str, folder: int, limit: int) -> bytes:
    # The schema lets no separator pass; that is not left to the schema alone. Without O_NONBLOCK
    # the opening of a named pipe would wait for ever.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        if os.sep in name:
            raise ValuesError(f"values_file: {name!r} is outside the scratch folder")
        descriptor = os.open(name, flags, dir_fd=folder)
    except FileNotFoundError:
        raise ValuesError(
            f"values_file: there is no {name!r} in the scratch folder of hello. "
            "Write and close the file before the reply is sent"
        ) from None
    except OSError as error:
        _remove(name, folder)
        link = error.errno in (errno.ELOOP, errno.EMLINK)
        why = "a symbolic link" if link else error.strerror
        raise ValuesError(f"values_file: {name!r}: {why}. Write a plain file") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValuesError(f"values_file: {name!r} is not a plain file")
        if status.st_size > limit:
            raise ValuesError(f"values_file: {status.st_size} bytes, of at most {limit}")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)
    except OSError as error:
        raise ValuesError(f"values_file: {name!r}: {error.strerror}") from None
    finally:
        os.close(descriptor)
        _remove(name, folder)


def _remove(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        # A folder under this name, say. It goes with the scratch folder.
        return

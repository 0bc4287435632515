"""How much memory a process has in use, and had at most since it was last asked.

Linux tells it below ``/proc``. Elsewhere nothing is known: every answer is None.
"""

from __future__ import annotations

import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_RESET_PEAK = "5"  # see proc(5), clear_refs


def resident(pid: int) -> int | None:
    """The bytes of memory that the process has in use."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return None


def begin(pid: int) -> int | None:
    """Measure the peak from now on, and return the bytes in use now."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK, encoding="ascii")
    except OSError:
        return None
    return resident(pid)


def peak(pid: int) -> int | None:
    """The most bytes that the process had in use since `begin`; None also once it ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return None

"""Where the data of the project lies: in a checkout beside the package, else in the wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
CHECKOUT = _PACKAGE.parent if (_PACKAGE.parent / "noxfile.py").is_file() else None
_DATA = CHECKOUT or _PACKAGE / "_data"

FIXTURES = _DATA / "fixtures"
IMPLEMENTATIONS = _DATA / "implementations"

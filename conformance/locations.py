"""Where the project's data lies: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
CHECKOUT = _PACKAGE.parent if (_PACKAGE.parent / "noxfile.py").is_file() else None
_DATA = CHECKOUT or _PACKAGE / "_data"

FIXTURES = _DATA / "fixtures"
IMPLEMENTATIONS = _DATA / "implementations"

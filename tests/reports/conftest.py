from __future__ import annotations

from pathlib import Path

import pytest
from reports_sample import Sample, make


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """Forty cases and four implementations."""
    return make(tmp_path, 40)

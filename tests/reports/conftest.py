from __future__ import annotations

from dataclasses import replace

import pytest
from reports_sample import Sample, make


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make(tmp_path_factory.mktemp("made"), 40)


@pytest.fixture
def sample(made: Sample) -> Sample:
    """Forty cases and four implementations; the files are shared, so tests leave them alone."""
    return replace(made)

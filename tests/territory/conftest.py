"""Things of the territory."""

from __future__ import annotations

import pytest

from approdo.territory.commands.loading import load_territory
from tests.territory.few import few


@pytest.fixture
def territory(db: None) -> dict[str, int]:
    """A few comuni, loaded; how many rows of each part."""
    return load_territory(packages=few(), tell=lambda _steps: None)

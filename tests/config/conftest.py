"""Clusters of the tests' own, apart from the one the other tests work in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from approdo.core.database import embedded, home
from approdo.core.database.embedded import Server


@pytest.fixture(scope="module")
def var_with_a_space() -> Iterator[Path]:
    """A folder with a space in its path, which the server's account can enter; gone afterwards, server and all."""
    with tempfile.TemporaryDirectory(prefix="approdo tests ") as name:
        folder = Path(name)
        folder.chmod(0o755)
        var = folder / "var"
        yield var
        embedded.stop(var)
        elsewhere = home.known_home(var)
        if elsewhere.parent == home.SYSTEM_HOMES:
            shutil.rmtree(elsewhere)


@pytest.fixture
def server(var_with_a_space: Path) -> Server:
    """A running cluster."""
    return embedded.ensure_running(var_with_a_space)

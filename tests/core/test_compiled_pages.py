"""Templates are compiled once for all processes, and pages are shown where what was compiled cannot be kept."""

from pathlib import Path

import pytest
from django.test import override_settings
from jinja2 import DictLoader

from approdo.core.pages.jinja import environment

LOADER = DictLoader({"greeting.html": "Buongiorno {{ name }}"})


def drawn(folder: Path) -> str:
    with override_settings(VAR=folder):
        return environment(loader=LOADER).get_template("greeting.html").render(name="a tutti")


def test_compiled_templates_are_kept_for_the_next_process(tmp_path: Path) -> None:
    assert drawn(tmp_path) == "Buongiorno a tutti"
    (kept,) = (tmp_path / "templates").iterdir()
    written = kept.stat().st_mtime_ns
    assert drawn(tmp_path) == "Buongiorno a tutti"
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("obstacle", ["a file in its place", "cut in half"])
def test_pages_are_shown_whatever_happens_to_what_was_compiled(tmp_path: Path, obstacle: str) -> None:
    if obstacle == "cut in half":
        drawn(tmp_path)
        (kept,) = (tmp_path / "templates").iterdir()
        kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    else:
        (tmp_path / "templates").write_text("no folder")
    assert drawn(tmp_path) == "Buongiorno a tutti"

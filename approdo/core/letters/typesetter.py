"""The compiler of letters. Its library takes 7 MB: `render` loads this module with the first letter."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from approdo.core.letters.fonts import FOLDERS

STANDARDS: list[Any] = ["a-3a", "ua-1"]


class NotSet(Exception):
    """The template or its data break the standards; the text says why."""


def set_in_type(template: Path, data: str, at: datetime) -> bytes:
    """The PDF/A-3a and PDF/UA-1 of a template that sees its own folder and `data`, dated `at`. Raises NotSet."""
    try:
        return typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=_fonts(),
            sys_inputs={"data": data},
            pdf_standards=STANDARDS,
            timestamp=at,
        )
    except typst.TypstError as error:
        raise NotSet(error.message) from error


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FOLDERS],
    )

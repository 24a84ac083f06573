"""The fonts of the letters and the characters they can draw.

PDF/A refuses a page with a character that no font draws, and a letter must not be refused because a name is written
in a script we have no font for: so the renderer asks here first.
"""

from __future__ import annotations

import struct
from functools import cache
from importlib.resources import files
from pathlib import Path

PACKAGES = ("fontpkg_noto_sans", "fontpkg_almarai", "fontpkg_noto_sans_arabic", "fontpkg_hind_siliguri")
CHINESE = Path(str(files("pylopdf_fonts_zh_cn")))
FOLDERS = (*(Path(str(files(package))) / "files" for package in PACKAGES), CHINESE)
FONTS = (*(file for folder in FOLDERS for file in sorted(folder.glob("*.ttf"))), CHINESE / "NotoSansSC-Regular.otf")


@cache
def drawable() -> frozenset[int]:
    """Code points that at least one font of the letters can draw."""
    return frozenset(point for file in FONTS for point in code_points(file.read_bytes()))


def can_draw(text: str) -> bool:
    """Whether every character of the text has a glyph."""
    return all(ord(character) in drawable() for character in text)


def code_points(font: bytes) -> set[int]:
    """Code points of the character map of a TrueType or OpenType font, given its bytes."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == b"cmap":
            return _cmap(font, offset)
    return set()


def _cmap(font: bytes, start: int) -> set[int]:
    points: set[int] = set()
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        _, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        layout = struct.unpack_from(">H", font, start + offset)[0]
        if layout == 4:
            points |= _segments(font, start + offset)
        elif layout == 12:
            points |= _groups(font, start + offset)
    return points


def _segments(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    return {point for first, last in zip(starts, ends, strict=True) for point in range(first, last + 1)} - {0xFFFF}


def _groups(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">L", font, at + 12)[0]
    groups = (struct.unpack_from(">LLL", font, at + 16 + 12 * index) for index in range(count))
    return {point for first, last, _ in groups for point in range(first, last + 1)}

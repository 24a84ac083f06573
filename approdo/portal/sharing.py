"""A page passed on: by a message that the reader's own telephone writes, and as a square that another one reads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

if TYPE_CHECKING:
    from segno import QRCode

LONGEST = 100  # letters of a name in a message


def told_by_text(name: str, url: str) -> str:
    """The address that opens a message with these words, to nobody yet (RFC 5724)."""
    return f"sms:?body={quote(f'{name[:LONGEST]} {url}', safe='')}"


def _code(url: str) -> QRCode:
    # Loaded by who draws one: most web processes never do.
    import segno  # noqa: PLC0415

    return segno.make(url, error="m", micro=False)


def square(url: str) -> Markup:
    """An address as a QR code, drawn as SVG: medium correction, four modules of margin."""
    drawn = _code(url).svg_inline(omitsize=True, border=4, svgclass="square", lineclass=None)
    return Markup(drawn)  # noqa: S704 - modules of a code: nothing of the address stands in the markup


def square_file(url: str) -> str:
    """The same as an SVG file, for paper."""
    out = BytesIO()
    _code(url).save(out, kind="svg", border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()

"""Files made to hurt are refused or bounded, and the refusal says what to do."""

from __future__ import annotations

import io
import random
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from approdo.core.errors import InvalidInput
from approdo.core.transfer import exports, tables
from approdo.core.transfer.tables import open_table

WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT = RELATIONS.replace("/worksheet", "/officeDocument").replace("worksheets/sheet1.xml", "xl/workbook.xml")
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEET = (
    '<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def spreadsheet(rows: str = "", before: str = "", **more: bytes) -> bytes:
    """A spreadsheet written by hand, part by part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows, before=before))
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def row(number: int, text: str = "x") -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def bomb() -> bytes:
    """600 MB of zeros in half a megabyte."""
    return spreadsheet(row(1), **{"xl/media/zeros.xml": b"0" * 600_000_000})


def liar() -> bytes:
    """A bomb whose directory says that it is small."""
    content = spreadsheet(row(1), **{"xl/zeros.xml": b"0" * 400_000_000})
    size = struct.pack("<I", 400_000_000)
    return content.replace(size, struct.pack("<I", 4000))


def laughs() -> bytes:
    """The billion laughs, in a sheet."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return spreadsheet(row(1, "&a9;"), before=f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>')


def many_rows() -> bytes:
    return spreadsheet("".join(row(number) for number in range(1, 400_001)))


def far_corner() -> bytes:
    """Two cells, at opposite corners of the largest sheet there is: 17 thousand million cells between them."""
    return spreadsheet(row(1) + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>')


def encrypted() -> bytes:
    return b"PK\x03\x04" + b"\0" * 200


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.xlsx": (bomb, "file_inflates"),
    "liar.xlsx": (liar, "file_"),
    "laughs.xlsx": (laughs, "file_entities"),
    "many-rows.xlsx": (many_rows, "file_too_many_rows"),
    "far-corner.xlsx": (far_corner, "file_"),
    "broken.xlsx": (encrypted, "file_not_a_spreadsheet"),
    "many-parts.xlsx": (lambda: spreadsheet(**{f"p{n}": b"" for n in range(2100)}), "file_too_many_parts"),
    "no-workbook.xlsx": (
        lambda: spreadsheet().replace(b"xl/workbook.xml", b"xl/warkbook.xml"),
        "file_not_a_spreadsheet",
    ),
    "noise.csv": (lambda: b"\xff\xfe" + random.Random(7).randbytes(3000), "file_wrong_type"),
    "noise-big-endian.csv": (lambda: b"\xfe\xff" + random.Random(8).randbytes(3000), "file_wrong_type"),
    "bytes.csv": (lambda: random.Random(9).randbytes(3000), "file_wrong_type"),
    "sparse.csv": (lambda: random.Random(9).randbytes(900) + b"\0\7" * 900, "file_wrong_type"),
    "pdf.xlsx": (lambda: b"%PDF-1.7 ...", "file_wrong_type"),
    "program.csv": (lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 100, "file_wrong_type"),
    "zip.csv": (lambda: spreadsheet(row(1)), "file_wrong_type"),
    "old.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_excel"),
    "empty.csv": (lambda: b"", "file_empty"),
    "blank.csv": (lambda: b"\n\n\n", "file_no_header"),
    "wide.csv": (lambda: b";".join([b"a"] * 500) + b"\n", "file_too_many_columns"),
    "quote.csv": (lambda: b'"' + b"a" * 3_000_000, "file_open_quote"),
    "page.html": (lambda: b"<script>alert(1)</script>", "file_wrong_type"),
}


def read(content: bytes, name: str) -> list[tables.Row]:
    with open_table(io.BytesIO(content), name) as table:
        return list(table.rows())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_what_to_do(name: str) -> None:
    make, code = HOSTILE[name]
    content = make()
    begun, used = time.monotonic(), _processor()
    with pytest.raises(InvalidInput) as refused, translation.override("en"):
        read(content, name)
    assert refused.value.code.startswith(code)
    with translation.override("en"):
        sentence = str(refused.value.message)
    assert any(word in sentence for word in ("send", "Choose", "Split", "Delete", "Correct", "Add")), sentence
    # 400,000 rows must be read to be counted; everything else is seen at once.
    assert _processor() - used < (12 if name == "many-rows.xlsx" else 4)
    assert time.monotonic() - begun < tables.LONGEST_READING + 5


def _processor() -> float:
    """Seconds of processor used by this process and by the ones it started."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def test_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_READING", 0.01)
    with pytest.raises(InvalidInput) as refused:
        read(spreadsheet(row(1)), "a.xlsx")
    assert refused.value.code == "file_too_slow"


def test_after_hostile_files_a_good_one_is_still_read() -> None:
    with pytest.raises(InvalidInput):
        read(far_corner(), "far.xlsx")
    assert [one.cells for one in read(spreadsheet(row(1, "Nome") + row(2, "Prova")), "a.xlsx")] == [["Prova"]]


@pytest.mark.parametrize("text", ["=CMD()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_compute_leaves_as_text(text: str) -> None:
    assert exports.neutral(text) == f"'{text}"
    out = io.BytesIO()
    exports.write_xlsx(out, ["Nome"], [[text]])
    assert read(out.getvalue(), "a.xlsx")[0].cells[0].startswith("'")
    lines = b"".join(exports.csv_lines(["Nome"], [[text]])).decode("utf-8-sig")
    assert lines.splitlines()[1].lstrip('"').startswith("'")


def test_nul_characters_are_left_out_and_said() -> None:
    with open_table(io.BytesIO(b"Nome;Altro\nPro\0va;x\n"), "a.csv") as table:
        assert [one.cells for one in table.rows()] == [["Prova", "x"]]
        assert [code for code, _values in table.notes] == ["nul_dropped"]


def test_formulas_are_read_as_values_and_said() -> None:
    cell = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    with open_table(io.BytesIO(spreadsheet(row(1, "Nome") + cell)), "a.xlsx") as table:
        assert [one.cells for one in table.rows()] == [["2"]]
        assert table.notes == [("formulas", {"count": 1})]


@pytest.mark.parametrize("content", [b"Nome;Eta\nProva", b"Nome;Eta\r\nProva;;;\r\n\r\n"])
def test_short_rows_are_filled_and_empty_ones_skipped(content: bytes) -> None:
    found: list[Any] = read(content, "a.csv")
    assert [(one.number, one.cells, one.surplus) for one in found] == [(2, ["Prova", ""], 0)]

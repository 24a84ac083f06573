"""Files made to hurt are refused or bounded, and the refusal says what to do."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from approdo.core.errors import InvalidInput
from approdo.core.transfer import exports, tables, workbooks
from approdo.core.transfer.tables import open_table

pytestmark = pytest.mark.slow

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


def spread() -> bytes:
    """Two cells that stand 40 million places apart, inside the bounds on rows as a program may count them."""
    return spreadsheet(row(1) + '<row r="200000"><c r="GR200000" t="inlineStr"><is><t>x</t></is></c></row>')


def noise(form: str, count: int) -> str:
    """So many pieces of that form, different enough that the archive does not look like a bomb."""
    chance = random.Random(7)
    pieces = [form.format(chance.randrange(10_000)) for _ in range(3_000)]
    return "".join(chance.choices(pieces, k=count))


def many_cells() -> bytes:
    """Five million cells, within the bounds on rows."""
    return spreadsheet(
        f"<row>{noise('<c><v>{}</v></c>', 200)}</row>" * 10 + f"<row>{noise('<c><v>{}</v></c>', 5_000_000)}</row>"
    )


def hidden_cells() -> bytes:
    """The same under a prefix, which who counts them beforehand does not see."""
    return spreadsheet(f"<x:row>{noise('<x:c><x:v>{}</x:v></x:c>', 4_500_000)}</x:row>")


def with_strings(rows: str, strings: bytes, styles: bytes = b"") -> bytes:
    """A spreadsheet whose texts stand in a part of their own."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}/{name}" Target="{name}.xml"/>'
        for number, name in ((2, "sharedStrings"), (3, "styles"))
    )
    changed = RELATIONS.replace("</Relationships>", f"{parts}</Relationships>").encode()
    content = {"xl/sharedStrings.xml": strings, "xl/styles.xml": styles or b"<styleSheet/>"}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(spreadsheet(rows, **content))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, changed if name == "xl/_rels/workbook.xml.rels" else old.read(name))
    return out.getvalue()


def repeated_text() -> bytes:
    """One text of 30,000 characters that 90,000 cells name: 2,700 MB when it is written out."""
    noise = "".join(random.Random(7).choices("abcdefg ", k=30_000)).encode()
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 90_001))
    return with_strings(cells, b"<sst><si><t>" + noise + b"</t></si></sst>")


def many_texts() -> bytes:
    """Six million texts that no cell names."""
    return with_strings(row(1), f"<sst>{noise('<si><t>{}</t></si>', 6_500_000)}</sst>".encode())


def many_styles() -> bytes:
    head = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    formats = noise('<numFmt numFmtId="{}" formatCode="yy"/>', 3_000_000).encode()
    return with_strings(row(1), b"<sst/>", head + formats + b"</numFmts></styleSheet>")


def huge_text() -> bytes:
    """One cell of 120 MB."""
    noise = "".join(random.Random(7).choices("abcdefg ", k=30_000))
    return spreadsheet(row(1) + row(2, noise * 4000))


def deep() -> bytes:
    """Elements inside elements, thirteen million deep."""
    return spreadsheet(noise("<a{}>", 13_000_000))


def encrypted() -> bytes:
    return b"PK\x03\x04" + b"\0" * 200


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.xlsx": (bomb, "file_inflates"),
    "liar.xlsx": (liar, "file_"),
    "laughs.xlsx": (laughs, "file_entities"),
    "many-rows.xlsx": (many_rows, "file_too_many_rows"),
    "far-corner.xlsx": (far_corner, "file_"),
    "spread.xlsx": (spread, "file_too_slow"),
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
    "quote.csv": (lambda: b'"' + b"a" * 500_000, "file_open_quote"),
    "page.html": (lambda: b"<script>alert(1)</script>", "file_wrong_type"),
}

# These take seconds to be made.
HEAVY: dict[str, tuple[Callable[[], bytes], str]] = {
    "many-cells.xlsx": (many_cells, "file_"),
    "hidden-cells.xlsx": (hidden_cells, "file_"),
    "repeated-text.xlsx": (repeated_text, "file_too_slow"),
    "many-texts.xlsx": (many_texts, "file_"),
    "many-styles.xlsx": (many_styles, ""),
    "huge-text.xlsx": (huge_text, "file_"),
    "deep.xlsx": (deep, "file_"),
    "one-line.csv": (lambda: b";" * 49_000_000, "file_long_row"),
    "one-line-of-pictures.csv": (lambda: "\U0001f600".encode() * 12_000_000, "file_long_row"),
    "row-of-quotes.csv": (lambda: b"a;b\n" + b'"\nx";' * 8_000_000, "file_long_row"),
    "nothing.csv": (lambda: b"a;b\n" + b"\n" * 49_000_000, "file_too_many_rows"),
}


def read(content: bytes, name: str) -> list[tables.Row]:
    with open_table(io.BytesIO(content), name) as table:
        return list(table.rows())


MOST_PROCESSOR = 2  # seconds
MOST_MEMORY = 200_000_000  # bytes

# One program for each file, so that what it takes is that file's alone: the most memory of a process never shrinks.
PROGRAM = """
import json, resource, sys
import django
django.setup()
from approdo.core.errors import InvalidInput
from approdo.core.transfer.tables import open_table

def used():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)

begun, floor, answer = used(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, {"code": "", "sentence": ""}
try:
    with open(sys.argv[1], "rb") as content, open_table(content, sys.argv[1]) as table:
        for _row in table.rows():
            pass
except InvalidInput as refused:
    answer = {"code": refused.code, "sentence": str(refused.message)}
answer["processor"] = used() - begun
answer["memory"] = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - floor)
answer["reader"] = 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps(answer))
"""


def measured(path: Path) -> dict[str, Any]:
    """What reading that file answers and takes: seconds of processor, bytes more than before, bytes of its reader."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "approdo.config.settings", "APPRODO_DEMO": "yes"}
    environment |= {"DATABASE_URL": "postgresql://nobody@localhost/none", "PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, "-c", PROGRAM, str(path)]
    done = subprocess.run(program, env=environment, capture_output=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


TO_DO = ("invia", "Scegli", "Dividi", "Elimina", "Correggi", "Aggiungi")  # what one is told to do


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_what_to_do(name: str) -> None:
    make, code = HOSTILE[name]
    content = make()
    used = _processor()
    with pytest.raises(InvalidInput) as refused:
        read(content, name)
    assert _processor() - used <= MOST_PROCESSOR
    assert refused.value.code.startswith(code)
    with translation.override("it"):
        sentence = str(refused.value.message)
    assert any(word in sentence for word in TO_DO), sentence


def _processor() -> float:
    """Seconds of processor used by this process and by the ones it started."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@pytest.mark.long
@pytest.mark.parametrize("name", [*HOSTILE, *HEAVY])
def test_a_hostile_file_takes_no_more_than_its_share(name: str, tmp_path: Path) -> None:
    make, code = (HOSTILE | HEAVY)[name]
    path = tmp_path / name
    path.write_bytes(make())
    found = measured(path)
    path.unlink()
    assert found["code"].startswith(code)
    assert found["processor"] <= MOST_PROCESSOR
    assert max(found["memory"], found["reader"]) <= MOST_MEMORY


@pytest.mark.long
def test_the_measure_sees_what_a_file_takes(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(with_strings(row(1), f"<sst>{noise('<si><t>{}</t></si>', 400_000)}</sst>".encode()))
    found = measured(path)
    assert found["code"] == ""
    assert found["processor"] > 0.1
    assert found["reader"] > 40_000_000


@pytest.mark.long
def test_the_largest_file_that_is_not_hostile_is_read(tmp_path: Path) -> None:
    """Forty thousand case files of twelve columns: they leave a third of the processor time for a slower machine."""
    path = tmp_path / "whole.xlsx"
    letters = "ABCDEFGHIJKL"
    texts = "".join(f"<si><t>Testo qualunque {number}</t></si>" for number in range(20_000)).encode()
    lines = (
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="s"><v>{(n * 7 + 13 * i) % 20_000}</v></c>' for i, c in enumerate(letters))
        + "</row>"
        for n in range(1, 40_001)
    )
    path.write_bytes(with_strings("".join(lines), b"<sst>" + texts + b"</sst>"))
    found = measured(path)
    assert found["code"] == ""
    assert found["reader"] <= 120_000_000


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
    workbooks.write_xlsx(out, ["Nome"], [[text]])
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

"""Hostile uploads of invoices: each is refused, or read, within 2 seconds of processor time and 200 MB of memory."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from approdo.accounting.invoices import opening
from approdo.accounting.invoices.reading import read_upload
from tests.accounting.electronic_invoices import archive, armoured, body, der, invoice, signed, streamed, xml

SECONDS, MEGABYTES = 2.0, 200
_HARNESS = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (4, 5))
resource.setrlimit(resource.RLIMIT_AS, (200_000_000, 200_000_000))
from approdo.accounting.invoices.reading import read_upload
{naive}
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF)
found = [[one.name, len(one.invoices), one.refusal and one.refusal.code] for one in read(sys.argv[2], data)]
after = resource.getrusage(resource.RUSAGE_SELF)
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({{"found": found, "seconds": spent, "megabytes": int(most.split()[1]) / 1024}}))
"""
_OURS = "read = read_upload"
_NAIVE_ZIP = "import io, zipfile\nread = lambda name, data: zipfile.ZipFile(io.BytesIO(data)).read('a.xml') and []"
_NAIVE_XML = "from xml.etree import ElementTree\nread = lambda name, data: ElementTree.fromstring(data) and []"


def measured(folder: Path, data: bytes, name: str = "fattura.xml", reader: str = _OURS) -> tuple[int, dict[str, Any]]:
    """Exit status and answer of a process that reads the upload with 200 MB of address space."""
    place = folder / "upload"
    place.write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", _HARNESS.format(naive=reader), str(place), name],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return ran.returncode, json.loads(ran.stdout or "{}")


GOOD = xml(invoice())
ROOT = GOOD.index(b"<p:Fattura")


def declared(subset: str, use: str = "x") -> bytes:
    """A right invoice with a document type in front, whose entity stands in the description."""
    rest = GOOD[ROOT:].replace(b"Servizio di accoglienza", f"&{use};".encode())
    return f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [{subset}]>'.encode() + rest


def laughs() -> bytes:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return declared(f'<!ENTITY a0 "ha">{steps}', "a9")


def zeros(declared_size: int, inflated: int = 10_000_000_000) -> bytes:
    """An archive of one part that inflates to so many zeros and declares that size."""
    flush = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = flush.compress(bytes(1_000_000)) + flush.flush(zlib.Z_FULL_FLUSH)
    content = block * (inflated // 1_000_000) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    large = struct.pack("<HHQQ", 1, 16, declared_size, len(content)) if declared_size > 0xFFFFFFFF else b""
    shown = 0xFFFFFFFF if large else declared_size
    size = 0xFFFFFFFF if large else len(content)
    common = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, 0, size, shown, 5, len(large))
    local = b"PK\x03\x04" + common + b"a.xml" + large + content
    entry = b"PK\x01\x02" + struct.pack("<H", 45) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.xml" + large
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)


def nested(times: int) -> bytes:
    data = GOOD
    for _ in range(times):
        data = signed(data)
    return data


def dense(tags: int) -> bytes:
    """A file of as many lines as the bound on tags lets in, each of them refused by nobody."""
    one = body(invoice())
    start, end = one.index("<DettaglioLinee>"), one.index("<DatiRiepilogo>")
    line = one[start:end]
    lines = tags // line.count("<")
    return GOOD.replace(line.encode(), line.encode() * lines)


def many(number: int, content: bytes) -> bytes:
    return archive({f"{n}.xml": content for n in range(number)})


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def stored_as(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.writestr("a.xml", GOOD)
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(archive({"a.xml": GOOD}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    data[6] |= 1
    return bytes(data)


def values(number: int) -> bytes:
    """A signed file whose content is cut in pieces of nothing."""
    return streamed(b"<" * number, 1)


def crowded() -> bytes:
    """A signed file with thousands of certificates that are none, each as small as can be."""
    data_kind, signed_kind = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010702")
    content = der(0x30, data_kind, der(0xA0, der(0x04, GOOD)))
    inside = der(0x30, b"\x02\x01\x01", der(0x31), content, der(0xA0, *[b"\x30\x00"] * 4_000), der(0x31, b"\x30\x00"))
    return der(0x30, signed_kind, der(0xA0, inside))


def deep(levels: int) -> bytes:
    return bytes.fromhex("3080") * levels


ONE: dict[str, tuple[Callable[[], bytes], str]] = {
    "ten laughs nine times": (laughs, "entities"),
    "quadratic growth": (lambda: declared(f'<!ENTITY x "{"a" * 100_000}">', "x;" + "&x;" * 9_000 + "&x"), "entities"),
    "a local file": (lambda: declared('<!ENTITY x SYSTEM "file:///etc/passwd">'), "entities"),
    "an address": (lambda: declared('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'), "entities"),
    "a parameter entity": (lambda: declared('<!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;'), "entities"),
    "a document type in UTF-16": (
        lambda: declared('<!ENTITY x "y">').decode().replace("UTF-8", "UTF-16").encode("utf-16"), "entities"),
    "a document type elsewhere": (
        lambda: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD[ROOT:], "entities"),
    "an unknown entity": (lambda: GOOD.replace(b"Servizio", b"&servizio;"), "malformed"),
    "a text of 7 MB": (lambda: GOOD.replace(b"Servizio", b"a" * 7_000_000), ""),
    "an attachment of 7 MB": (
        lambda: GOOD.replace(b"</FatturaElettronicaBody>", b"<Allegati><NomeAttachment>a</NomeAttachment><Attachment>"
                             + b"QUFB\n" * 1_400_000 + b"</Attachment></Allegati></FatturaElettronicaBody>"), ""),
    "a text of 9 MB": (lambda: GOOD.replace(b"Servizio", b"a" * 9_000_000), "too_large"),
    "as many lines as fit": (lambda: dense(399_000), ""),
    "more lines than fit": (lambda: dense(410_000), "too_many_tags"),
    "elements one in the other": (lambda: b"<a>" * 199_000 + b"</a>" * 199_000, "not_an_invoice"),
    "elements never closed": (lambda: b"<a>" * 390_000, "malformed"),
    "a million attributes": (
        lambda: b"<a " + b" ".join(b"b%d=''" % n for n in range(600_000)) + b"/>", "too_many_tags"),
    "a name space of 4 MB": (
        lambda: b"<a xmlns='" + b"u" * 4_000_000 + b"'>" + b"<b/>" * 390_000 + b"</a>", "not_an_invoice"),
    "a name of 7 MB": (lambda: b"<" + b"n" * 7_000_000 + b"/>", "not_an_invoice"),
    "a comment of 7 MB that never ends": (lambda: b"<!--" + b"-a" * 3_500_000, "malformed"),
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \n" * 1000, "empty"),
    "zeros": (lambda: bytes(1_000_000), "unknown_type"),
    "a PDF": (lambda: b"%PDF-1.7\n" + GOOD, "unknown_type"),
    "an executable": (lambda: b"MZ\x90\0" + GOOD, "unknown_type"),
    "a page": (lambda: b"<html><script>alert(1)</script></html>", "not_an_invoice"),
    "a page with an invoice behind": (lambda: b"<html></html>" + GOOD[ROOT:], "malformed"),
    "an invoice with an archive behind": (lambda: GOOD + archive({"a.xml": GOOD}), "encoding"),
    "an invoice with a page behind": (lambda: GOOD + b"<html></html>", "malformed"),
    "UTF-7": (lambda: GOOD.replace(b"UTF-8", b"UTF-7"), "encoding"),
    "UTF-32": (lambda: GOOD.decode().encode("utf-32"), "encoding"),
    "not the encoding declared": (lambda: GOOD.replace(b"Servizio", b"Societ\xe0"), "encoding"),
    "half a surrogate": (
        lambda: b"\xff\xfe" + GOOD.decode().encode("utf-16-le") + b"\x00\xd8", "encoding"),
    "a NUL in the text": (lambda: GOOD.replace(b"Servizio", b"Ser\0vizio"), "malformed"),
    "a signed file cut in half": (lambda: half(signed(GOOD)), "signed_cut"),
    "a signed file without its last byte": (lambda: signed(GOOD)[:-1], "signed_cut"),
    "a file signed in pieces, cut behind its content": (lambda: streamed(GOOD)[:-9], "signed_cut"),
    "an armoured file cut in half": (lambda: half(armoured(signed(GOOD))), "signed_cut"),
    "base64 cut in half": (lambda: base64.b64encode(signed(GOOD))[:999], "base64_damaged"),
    "a signed file with a page behind": (lambda: signed(GOOD) + b"<html></html>", "signed_damaged"),
    "an encrypted file": (
        lambda: signed(GOOD).replace(bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703")),
        "signed_other_kind"),
    "a signature alone": (
        lambda: der(0x30, bytes.fromhex("06092a864886f70d010702"), der(0xA0, der(
            0x30, b"\x02\x01\x01", der(0x31), der(0x30, bytes.fromhex("06092a864886f70d010701")), der(0x31)))),
        "signed_without_content"),
    "a length of four thousand million": (lambda: bytes.fromhex("3084ffffffff") + GOOD, "signed_cut"),
    "a length of 2^504": (lambda: b"\x30\xbf" + b"\xff" * 63, "signed_damaged"),
    "values one in the other": (lambda: deep(3_000_000), "signed_too_complex"),
    "as many pieces as fit": (lambda: values(95_000), "malformed"),
    "a million pieces": (lambda: values(1_000_000), "signed_too_complex"),
    "signed twenty times": (lambda: nested(20), "too_many_wrappings"),
    "an archive in a signed file": (lambda: signed(archive({"a.xml": GOOD})), "archive_nested"),
    "10 GB of zeros": (lambda: zeros(10_000_000_000), "archive_inflates"),
    "10 GB of zeros that say a thousand": (lambda: zeros(1_000), "archive_damaged"),
    "10 GB of zeros that say seven million": (lambda: zeros(7_000_000), "archive_damaged"),
    "a part of 9 MB": (lambda: archive({"a.xml": bytes(9_000_000)}), "too_large"),
    "an archive in an archive": (lambda: archive({"a.zip": archive({"a.xml": GOOD})}), "archive_nested"),
    "an archive cut in half": (lambda: half(archive({"a.xml": GOOD})), "archive_damaged"),
    "an empty archive": (lambda: archive({}), "archive_empty"),
    "an archive of 2,001 parts": (lambda: many(2_001, b""), "archive_too_many"),
    "a directory of half a million parts": (
        lambda: b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 500_000, "archive_too_many"),
    "an upload of 31 MB": (lambda: bytes(31_000_000), "too_large"),
    "an archive with another method": (lambda: stored_as(zipfile.ZIP_LZMA), "archive_method"),
    "an archive with a password": (locked, "encrypted"),
    "a name that climbs": (lambda: archive({"../../etc/cron.d/a.xml": GOOD}), "name_escapes"),
    "a name that climbs backwards": (lambda: archive({"..\\..\\a.xml": GOOD}), "name_escapes"),
    "a name from the root": (lambda: archive({"/etc/a.xml": GOOD}), "name_escapes"),
    "a name on a disk": (lambda: archive({"C:\\a.xml": GOOD}), "name_escapes"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", ONE)
def test_a_hostile_file_is_refused_or_bounded(tmp_path: Path, case: str) -> None:
    """A code refuses the file, "" reads it: the worker is alive either way."""
    make, code = ONE[case]
    status, answer = measured(tmp_path, make())
    assert status == 0
    assert [refusal or "" for _name, _number, refusal in answer["found"]] == [code]
    assert answer["seconds"] <= SECONDS
    assert answer["megabytes"] <= MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "number", "read"),
    [
        pytest.param(GOOD, 2_000, 2_000, id="right invoices"),
        pytest.param(dense(900), 1_000, 501, id="more tags than fit"),
        pytest.param(values(14_000), 300, 0, id="signed files of many pieces"),
        pytest.param(crowded(), 2_000, 500, id="crowded certificates"),
        pytest.param(b"<a/>" * 7_000, 2_000, 0, id="tags for nothing"),
    ],
)
def test_an_archive_of_many_is_bounded_as_one(tmp_path: Path, content: bytes, number: int, read: int) -> None:
    status, answer = measured(tmp_path, many(number, content), "mese.zip")
    assert status == 0
    assert len(answer["found"]) == number
    assert sum(found for _name, found, _refusal in answer["found"]) == pytest.approx(read, rel=0.05)
    assert answer["seconds"] <= SECONDS
    assert answer["megabytes"] <= MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize(("data", "reader"), [(zeros(10_000_000_000), _NAIVE_ZIP), (laughs(), _NAIVE_XML)])
def test_what_the_harness_would_not_let_through(tmp_path: Path, data: bytes, reader: str) -> None:
    """The control: a reader without bounds dies of the same files."""
    status, answer = measured(tmp_path, data, reader=reader)
    assert (status != 0, answer) == (True, {})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\0b.xml", "a\N{REPLACEMENT CHARACTER}b.xml"),
        ("fattura\N{RIGHT-TO-LEFT OVERRIDE}lmx.exe", "fattura\N{REPLACEMENT CHARACTER}lmx.exe"),
        ("cartella/فاتورة.xml", "فاتورة.xml"),
        ("a\nb\x1b[31m.xml", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[31m.xml"),
        ("x" * 5000, "x" * opening.LONGEST_NAME),
        ("cartella/", "?"),
    ],
)
def test_a_name_does_not_deceive(name: str, shown: str) -> None:
    assert opening.shown(name) == shown


def test_a_name_that_turns_direction_keeps_its_invoice() -> None:
    (part,) = opening.parts("a.zip", archive({"fattura\N{RIGHT-TO-LEFT OVERRIDE}lmx.p7m": GOOD}), opening.Budget())
    assert (part.name, part.xml) == ("fattura\N{REPLACEMENT CHARACTER}lmx.p7m", GOOD)


@pytest.mark.parametrize("seed", range(6))
def test_bytes_changed_at_random_are_read_or_refused(seed: int) -> None:
    """Nothing but a refusal comes out of a damaged file, wherever the damage is."""
    chance = random.Random(seed)
    files = (
        GOOD,
        signed(GOOD),
        streamed(GOOD),
        armoured(signed(GOOD)),
        archive({"a.xml": GOOD, "b.p7m": signed(GOOD)}),
    )
    for _ in range(150):
        data = bytearray(chance.choice(files))
        for _ in range(chance.choice((1, 1, 3, 20))):
            at = chance.randrange(len(data))
            act = chance.random()
            if act < 0.6:
                data[at] = chance.randrange(256)
            elif act < 0.8:
                del data[at : at + chance.randrange(1, 200)]
            else:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
        for file in read_upload("fattura", bytes(data)):
            assert bool(file.invoices) is not bool(file.refusal)

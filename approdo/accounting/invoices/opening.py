"""From what was uploaded to the XML of each invoice: archives, signed files and base64, within bounds.

Nothing is written to disk and no name from a file is used as a path. What a hostile upload may cost is bounded before
it is spent: bytes, inflated bytes, parts and wrappings here, the rest in `bounds.py`.
"""

from __future__ import annotations

import binascii
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.refused import Unreadable
from approdo.accounting.rules.signatures import Seal

LARGEST_UPLOAD = 30_000_000  # bytes
LARGEST_FILE = 8_000_000  # bytes of one invoice, wrapped or not; the exchange system delivers at most 5 MB
LARGEST_INFLATED = 60_000_000  # bytes of all the parts of an archive
MOST_PARTS = 2_000
MOST_WRAPPINGS = 6  # signatures and base64 around one invoice
LONGEST_NAME = 200  # characters
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY = b"PK\x01\x02"  # at the head of each entry of the directory
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others can ask for gigabytes before the first byte
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_WHITE = b" \t\r\n"
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0<")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=" + _WHITE)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an upload: its name as it may be shown, its XML and the signatures around it, or why there is none."""

    name: str
    xml: bytes = b""
    seals: tuple[Seal, ...] = ()
    refusal: Unreadable | None = None


def shown(name: str) -> str:
    """A name without what would deceive who reads it: folders, control marks, marks that turn the direction."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(mark)[0] == "C" else mark for mark in last)
    return plain[:LONGEST_NAME] or "?"


def parts(name: str, data: bytes, budget: Budget) -> Iterator[Part]:
    """The files of an upload, one by one: what is refused does not hold up the others.

    An archive that breaks a bound as a whole is one refused part, under the name of the upload.
    """
    if len(data) > LARGEST_UPLOAD:
        yield Part(shown(name), refusal=Unreadable("too_large", most=LARGEST_UPLOAD // 1_000_000))
    elif data.startswith(_ZIP):
        yield from _of_archive(name, data, budget)
    else:
        yield _opened(shown(name), data, budget)


def _opened(name: str, data: bytes, budget: Budget) -> Part:
    try:
        seals: list[Seal] = []
        return Part(name, unwrapped(data, budget, seals), tuple(seals))
    except Unreadable as refusal:
        return Part(name, refusal=refusal)


def _of_archive(name: str, data: bytes, budget: Budget) -> Iterator[Part]:
    try:
        if data.count(_ENTRY) > MOST_PARTS:  # before a directory of half a million entries is read
            raise Unreadable("archive_too_many", most=MOST_PARTS)
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_whole(entries)
    except _DAMAGED:
        yield Part(shown(name), refusal=Unreadable("archive_damaged"))
        return
    except Unreadable as refusal:
        yield Part(shown(name), refusal=refusal)
        return
    with archive:
        for entry in entries:
            try:
                content = _content(archive, entry)
            except Unreadable as refusal:
                yield Part(shown(entry.filename), refusal=refusal)
            else:
                yield _opened(shown(entry.filename), content, budget)


def _check_whole(entries: list[zipfile.ZipInfo]) -> None:
    if not entries:
        raise Unreadable("archive_empty")
    if sum(entry.file_size for entry in entries) > LARGEST_INFLATED:
        raise Unreadable("archive_inflates", most=LARGEST_INFLATED // 1_000_000)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part: never more than it declares, and what it declares is within bounds."""
    steps = entry.orig_filename.replace("\\", "/").split("/")
    if ".." in steps or not steps[0] or ":" in steps[0]:
        raise Unreadable("name_escapes")
    if entry.flag_bits & 0x1:
        raise Unreadable("encrypted")
    if entry.compress_type not in _METHODS:
        raise Unreadable("archive_method")
    if entry.file_size > LARGEST_FILE:
        raise Unreadable("too_large", most=LARGEST_FILE // 1_000_000)
    try:
        with archive.open(entry) as stream:
            content = stream.read(LARGEST_FILE + 1)
    except _DAMAGED as problem:
        raise Unreadable("archive_damaged") from problem
    if content.startswith(_ZIP):
        raise Unreadable("archive_nested")
    return content


def unwrapped(data: bytes, budget: Budget, seals: list[Seal]) -> bytes:
    """The XML inside signatures and base64, in whatever order; the signatures go into `seals`. Raises Unreadable."""
    for _ in range(MOST_WRAPPINGS + 1):
        if len(data) > LARGEST_FILE:
            raise Unreadable("too_large", most=LARGEST_FILE // 1_000_000)
        start = data[:64].lstrip(_WHITE)
        if not data:
            raise Unreadable("empty")
        if start.startswith(_XML_STARTS):
            return data
        if data.startswith(_ZIP):
            raise Unreadable("archive_nested")
        if data[0] == 0x30 and not _is_text(data):
            from approdo.accounting.invoices import cms  # noqa: PLC0415  # megabytes that few uploads need

            signed = cms.opened(data, budget)
            data = signed.content
            seals.extend(signed.seals)
        elif start.startswith(b"-----BEGIN "):
            data = _decoded(_armoured(data))
        elif _is_text(data):
            data = _decoded(data)
        else:
            raise Unreadable("unknown_type")
    raise Unreadable("too_many_wrappings", most=MOST_WRAPPINGS)


def _is_text(data: bytes) -> bool:
    return _BASE64.issuperset(data[:1024])


def _armoured(data: bytes) -> bytes:
    lines = data.strip().splitlines()
    if not lines[-1].startswith(b"-----END "):
        raise Unreadable("signed_cut")
    return b"".join(lines[1:-1])


def _decoded(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data.translate(None, _WHITE), strict_mode=True)
    except binascii.Error as problem:
        raise Unreadable("base64_damaged") from problem

"""Files are kept whole or not at all, under their own hash."""

from __future__ import annotations

import errno
import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.test import override_settings

from approdo.config import settings as installed
from approdo.core import documents
from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound
from approdo.core.models import StoredDocument

REAL = {"default": {"BACKEND": "approdo.core.documents.DocumentStorage"}}


@pytest.fixture(autouse=True)
def on_disk(tmp_path: Path, settings: object) -> Path:
    """The real storage, in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    settings.STORAGES = {**settings.STORAGES, **REAL}  # type: ignore[attr-defined]
    return tmp_path


def test_a_document_comes_back_as_it_was_stored(officer: Actor, on_disk: Path) -> None:
    """Content, hash, type and name are those of the sender; the file stands under its hash."""
    kept = documents.store(officer, "letter", "Comunicazione.pdf", b"%PDF-1.7\nprova")
    assert documents.read(officer, kept) == b"%PDF-1.7\nprova"
    assert kept.sha256 == hashlib.sha256(b"%PDF-1.7\nprova").hexdigest()
    assert (kept.file_name, kept.media_type, kept.size) == ("Comunicazione.pdf", "application/pdf", 14)
    assert (on_disk / "SV" / kept.sha256).read_bytes() == b"%PDF-1.7\nprova"


def test_the_same_content_is_written_once(officer: Actor, on_disk: Path) -> None:
    """Two rows, one file."""
    for name in ("uno.txt", "due.txt"):
        documents.store(officer, "import", name, b"stesso contenuto")
    assert len(list((on_disk / "SV").iterdir())) == 1
    assert StoredDocument.objects.count() == 2


def test_an_altered_or_missing_content_is_noticed(officer: Actor, on_disk: Path) -> None:
    """Reading refuses what is not what was stored."""
    kept = documents.store(officer, "letter", "a.txt", b"vero")
    path = on_disk / "SV" / kept.sha256
    path.write_bytes(b"fals")
    with pytest.raises(documents.Damaged):
        documents.read(officer, kept)
    path.unlink()
    with pytest.raises(documents.Damaged):
        documents.read(officer, kept)


def test_another_prefecture_does_not_read_it(officer: Actor, outsider: Actor) -> None:
    """Even with the row in hand."""
    kept = documents.store(officer, "letter", "a.txt", b"riservato")
    with pytest.raises(NotFound):
        documents.read(outsider, kept)


def test_a_full_disk_leaves_no_row_and_no_piece(officer: Actor, on_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to do; nothing half-written stays."""

    def full(self: Path, target: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(documents.NoRoom) as refused:
        documents.store(officer, "letter", "a.txt", b"x" * 5000)
    assert "administrator" in str(refused.value.message) or "amministratore" in str(refused.value.message)
    assert StoredDocument.objects.count() == 0
    assert list((on_disk / "SV").iterdir()) == []


def test_a_piece_left_by_a_crash_is_replaced(officer: Actor, on_disk: Path) -> None:
    """A file of the right name and the wrong length is written again."""
    content = b"contenuto intero"
    place = on_disk / "SV" / hashlib.sha256(content).hexdigest()
    place.parent.mkdir()
    place.write_bytes(b"conte")
    kept = documents.store(officer, "letter", "a.txt", content)
    assert documents.read(officer, kept) == content


def test_a_file_over_the_limit_is_refused_before_it_is_read(officer: Actor) -> None:
    """Its declared size is enough."""

    class Huge(File):  # type: ignore[type-arg]
        def read(self, num_bytes: int | None = None) -> bytes:
            raise AssertionError("read before its size was looked at")

    huge = Huge(BytesIO(), "big.xlsx")
    huge.size = 500_000_000
    with pytest.raises(documents.TooLarge) as refused:
        documents.store(officer, "import", "big.xlsx", huge)
    assert refused.value.status == 413
    assert StoredDocument.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\prova\\elenco.xlsx", "elenco.xlsx"),
        ("fattura\u202excod.exe", "fatturaxcod.exe"),
        ("a\0b.csv", "ab.csv"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
    ],
)
def test_a_hostile_name_is_shown_plain(sent: str, shown: str) -> None:
    """No folders, no hidden, no direction-changing characters."""
    assert documents.safe_name(sent) == shown


def test_a_very_long_name_keeps_its_extension() -> None:
    """And fits its column."""
    name = documents.safe_name("n" * 4000 + ".xlsx")
    assert len(name) <= documents.LONGEST_NAME
    assert name.endswith(".xlsx")


@pytest.mark.parametrize(
    ("name", "start", "found"),
    [
        ("a.csv", b"a;b\n", "text/csv"),
        ("a.csv", "a;b\n".encode("utf-16"), "text/csv"),
        ("a.csv", b"\xef\xbb\xbfa;b\n", "text/csv"),
        ("a.xlsx", b"PK\x03\x04....", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.xlsx", b"%PDF-1.7", "application/pdf"),
        ("a.csv", b"%PDF-1.7", "application/pdf"),
        ("a.bin", b"zzzz", "application/octet-stream"),
    ],
)
def test_the_type_comes_from_the_content(name: str, start: bytes, found: str) -> None:
    """An extension alone convinces nobody, except for texts, which carry no mark."""
    assert documents.media_type_of(name, start) == found


@override_settings(LARGEST_UPLOAD=10)
def test_the_limit_is_in_the_settings(officer: Actor) -> None:
    """One byte too many."""
    documents.store(officer, "import", "a.txt", b"0123456789")
    with pytest.raises(documents.TooLarge):
        documents.store(officer, "import", "a.txt", b"0123456789+")


def test_the_storage_of_the_installation_is_the_atomic_one() -> None:
    """What these tests use is what the settings name."""
    assert installed.STORAGES["default"] == REAL["default"]

"""Stored documents: the row says what a file is, the content is kept once under its own hash.

The name under the storage is `<prefecture>/<sha256>`: the same content is never written twice and a damaged file is
noticed when it is read. The file is written before its row: an act that fails later leaves at most a file that no row
names, never a row without its file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DiskFull

from approdo.core.access.actor import Actor
from approdo.core.errors import NotFound, Refusal
from approdo.core.models import StoredDocument

LONGEST_NAME = 120  # characters
_BLOCK = 1 << 20  # bytes
_FULL = {errno.ENOSPC, errno.EDQUOT}
UNKNOWN_TYPE = "application/octet-stream"
_TEXTS = (".csv", ".txt", ".tsv")
_BY_EXTENSION = {
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".tsv": "text/tab-separated-values",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooLarge(Refusal):
    """A file over the limit of this installation."""

    status = 413


class NoRoom(Refusal):
    """The disk is full."""

    status = 507


class Damaged(Refusal):
    """The content is gone or is not what was stored."""

    status = 500


class DocumentStorage(FileSystemStorage):
    """Files that are either whole or absent: written aside, flushed to the disk, then given their name."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as out:
                for block in _blocks(content):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        return name


def store(
    by: Actor, kind: str, name: str, content: bytes | File[bytes], *, media_type: str = "", most: int = 0
) -> StoredDocument:
    """Keep a file of the actor's prefecture and give its row. The caller has already asked whether the actor may.

    `name` is what the sender called it: its folders and hidden characters are dropped. Without `media_type` the type
    is read from the content and, for texts, from the extension. `most` bytes are allowed instead of `LARGEST_UPLOAD`.
    Raises TooLarge (over `LARGEST_UPLOAD` bytes), NoRoom; nothing is left in either case.
    """
    upload: File[bytes] = ContentFile(content) if isinstance(content, bytes) else content
    require_room(upload.size, most)
    digest = hashlib.sha256()
    for block in _blocks(upload):
        digest.update(block)
    address = _address(by.prefecture, digest.hexdigest())
    with disk_full_said():
        if not default_storage.exists(address) or default_storage.size(address) != upload.size:
            default_storage.delete(address)
            upload.seek(0)
            default_storage.save(address, upload)
    safe = safe_name(name)
    return StoredDocument.objects.create(
        prefecture_id=by.prefecture,
        kind=kind,
        file_name=safe,
        media_type=media_type or media_type_of(safe, head(upload)),
        size=upload.size,
        sha256=digest.hexdigest(),
        created_by_id=by.user_id,
    )


@contextmanager
def disk_full_said() -> Iterator[None]:
    """Turn the error of a full disk, or of a quota that is used up, into NoRoom."""
    try:
        yield
    except OSError as problem:
        if not is_disk_full(problem):
            raise
        raise no_room() from problem


def is_disk_full(problem: BaseException) -> bool:
    """Whether something failed because a disk is full, or a quota used up, here or where the database stands."""
    if isinstance(problem, OSError):
        return problem.errno in _FULL
    return isinstance(problem.__cause__, DiskFull)


def no_room() -> NoRoom:
    """The refusal of who meets a full disk."""
    return NoRoom(
        "disk_full",
        _(
            "The disk of this installation is full and the file was not kept. Nothing else changed: "
            "tell the administrator, then repeat."
        ),
    )


def read(by: Actor, document: StoredDocument) -> bytes:
    """The content of a document, whose hash is checked. Who may see this document is the caller's question.

    Raises NotFound for a document of another prefecture, Damaged when the content is missing or altered.
    """
    with opened(by, document) as stored:
        content: bytes = stored.read()
    return content


@contextmanager
def opened(by: Actor, document: StoredDocument) -> Iterator[File[bytes]]:
    """A document to be read piece by piece, after its hash was checked. Raises as `read`."""
    if document.prefecture_id != by.prefecture:
        raise _unknown()
    try:
        with default_storage.open(_address(document.prefecture_id, document.sha256)) as stored:
            digest = hashlib.sha256()
            for block in _blocks(stored):
                digest.update(block)
            if digest.hexdigest() != document.sha256:
                raise _damaged()
            stored.seek(0)
            yield stored
    except FileNotFoundError as problem:
        raise _damaged() from problem


def require_room(size: int | None, most: int = 0) -> None:
    """Let a file of that many bytes go on, up to `most` or else `LARGEST_UPLOAD`. Raises TooLarge."""
    largest = most or settings.LARGEST_UPLOAD
    if size is None or size > largest:
        raise TooLarge(
            "file_too_large",
            _(
                "The file is larger than %(most)s MB and was not kept. "
                "Split it, or send it without pictures, and repeat."
            )
            % {"most": largest // 1_000_000},
        )


def safe_name(name: str) -> str:
    """The name of a file as one may show and save it: no folders, no hidden or direction-changing characters."""
    last = PurePosixPath(name.replace("\\", "/").replace("\0", "")).name
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, extension = shown.rpartition(".")
        shown = f"{stem[: LONGEST_NAME - 12]}{dot}{extension[:10]}" if dot else shown[:LONGEST_NAME]
    return shown or "file"


def media_type_of(name: str, start: bytes) -> str:
    """Type of a file from its first bytes; a text is told by its extension, because texts carry no mark."""
    # Web processes start without its table of marks: a megabyte for the few who send a file.
    import puremagic  # noqa: PLC0415

    extension = PurePosixPath(name).suffix.lower()
    try:
        found: list[tuple[str, str]] = [(hit.extension, hit.mime_type) for hit in puremagic.magic_string(start, name)]
    except (puremagic.PureError, ValueError):
        found = []
    marked = [(ending, kind) for ending, kind in found if kind and not kind.startswith("text/")]
    if extension in _TEXTS and not marked:
        return _BY_EXTENSION[extension]
    for ending, kind in marked:
        if ending == extension:
            return _BY_EXTENSION.get(extension, kind)
    return marked[0][1] if marked else UNKNOWN_TYPE


def head(upload: File[bytes], size: int = 8192) -> bytes:
    """The first bytes of a file, which is left at its start."""
    upload.seek(0)
    start: bytes = upload.read(size)
    upload.seek(0)
    return start


def _blocks(upload: File[bytes]) -> Iterator[bytes]:
    upload.seek(0)
    while block := upload.read(_BLOCK):
        yield block


def _address(prefecture: str, sha256: str) -> str:
    return f"{prefecture}/{sha256}"


def _unknown() -> NotFound:
    return NotFound("document_not_found", _("This document does not exist, or your office does not know it."))


def _damaged() -> Damaged:
    return Damaged(
        "document_damaged",
        _(
            "The content of this document is missing or was altered. "
            "Tell the administrator: it has to come back from the backup."
        ),
    )

"""The file a backup is: one tar with the dump of the database, the documents, and a manifest with their hashes.

The manifest is the last member: an archive cut short has none and is refused. Keys of encrypted fields are not in it;
they are kept apart, otherwise whoever finds the archive reads everything.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import click
import psycopg
from psycopg import sql

from approdo.config.environment import DatabaseAddress
from approdo.core.database import home

DUMP = "database.dump"
DOCUMENTS = "documents"
MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20


class DamagedArchiveError(click.ClickException):
    """The archive is not what its manifest says."""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: SHA-256 by member, rows by table, and the identifiers of the field keys it needs."""

    format: int
    made_at: str
    database: str
    postgresql: int
    hashes: dict[str, str]
    rows: dict[str, int]
    field_keys: list[str]


def write(archive: Path, dump: Path, documents: Path, describe: Callable[[dict[str, str]], Manifest]) -> None:
    """Write the archive under a temporary name and give it its own when it is whole; never over another file."""
    if archive.exists():
        raise click.ClickException(f"{archive} exists: a backup never overwrites a file. Give another name.")
    unfinished = archive.with_name(f".{archive.name}.{os.getpid()}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                hashes = {name: _add(tar, name, path) for name, path in _members(dump, documents)}
                content = json.dumps(asdict(describe(hashes)), indent=1, sort_keys=True).encode()
                member = tarfile.TarInfo(MANIFEST)
                member.size, member.mode = len(content), 0o600
                tar.addfile(member, io.BytesIO(content))
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, archive)  # unlike rename, refuses a file that appeared meanwhile
    except FileExistsError as error:
        raise click.ClickException(f"{archive} appeared meanwhile: nothing was overwritten.") from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def verified(archive: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """The open archive and its manifest, after every member was read and compared with its hash."""
    try:
        with tarfile.open(archive, "r:") as tar:
            members = {member.name: member for member in tar.getmembers()}
            manifest = _manifest(tar, members)
            if set(members) != {*manifest.hashes, MANIFEST}:
                raise DamagedArchiveError(f"{archive} is damaged: its members are not those of its manifest.")
            for name, expected in manifest.hashes.items():
                if not _is_plain(members[name]) or _digest(_open(tar, members[name])) != expected:
                    raise DamagedArchiveError(
                        f"{archive} is damaged: {name} differs from its hash. Nothing was changed."
                    )
            yield tar, manifest
    except (tarfile.TarError, EOFError) as error:
        raise DamagedArchiveError(f"{archive} is damaged or no backup of Approdo: {error}") from error


def extract(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """Write one verified member to `target`, durably."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _open(tar, tar.getmember(name)) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def rows_by_table(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Exact number of rows of every table in schema public."""
    names = connection.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1"
    ).fetchall()
    counts = {}
    for (name,) in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(str(name)))).fetchone()
        counts[str(name)] = int(str(row[0])) if row else 0
    return counts


def run_program(address: DatabaseAddress, server: int, arguments: Iterable[str], on_table: Callable[[], None]) -> None:
    """Run pg_dump or pg_restore; the password goes by the environment, where other users do not see it."""
    program, *rest = arguments
    command = [str(_program(address, server, program)), "--verbose", *rest]
    lines: list[str] = []
    with subprocess.Popen(command, env=_variables(address), stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            if "contents of table" in line or "data for table" in line:
                on_table()
            lines = [*lines[-20:], line.rstrip()]
    if process.returncode:
        faults = [line for line in lines if "error:" in line] or lines[-3:]
        raise click.ClickException(f"{program} failed: {' '.join(faults)}")


def listing(address: DatabaseAddress, server: int, dump: Path) -> str:
    """Table of contents of a dump, in the form pg_restore takes back."""
    command = [str(_program(address, server, "pg_restore")), "--list", str(dump)]
    done = subprocess.run(command, env=_variables(address), capture_output=True, text=True, check=False)
    if done.returncode:
        raise DamagedArchiveError(f"The dump in the archive cannot be read: {done.stderr.strip()}")
    return done.stdout


def _program(address: DatabaseAddress, server: int, name: str) -> Path:
    """The system's program when the connection needs TLS, which the wheel's lacks; it may be newer than the server."""
    return home.client_programs(server, with_tls="sslmode" in address.options) / name


def _variables(address: DatabaseAddress) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LC_ALL": "C.UTF-8",
        "PGHOST": address.host,
        "PGPORT": str(address.port or ""),
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.name,
        **{f"PG{key.upper()}": value for key, value in address.options.items()},
    }


def _members(dump: Path, documents: Path) -> Iterator[tuple[str, Path]]:
    """The dump comes first: a document is written before the row that names it, so none can be missing."""
    yield DUMP, dump
    for path in sorted(documents.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{DOCUMENTS}/{path.relative_to(documents).as_posix()}", path


class _Hashing:
    """A reader that hashes what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.hash.update(chunk)
        return chunk


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    member = tarfile.TarInfo(name)
    with path.open("rb") as file:
        member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
        hashing = _Hashing(file)
        tar.addfile(member, hashing)
    return hashing.hash.hexdigest()


def _manifest(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    if MANIFEST not in members:
        raise DamagedArchiveError("The archive has no manifest: it was cut short, or is no backup of Approdo.")
    try:
        content = json.loads(_open(tar, members[MANIFEST]).read())
        if content["format"] != FORMAT:
            raise DamagedArchiveError(
                f"The archive has format {content['format']}; this version reads format {FORMAT}."
            )
        return Manifest(**content)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedArchiveError("The manifest of the archive is damaged.") from error


def _is_plain(member: tarfile.TarInfo) -> bool:
    """A file inside the archive's own folders: no link, no absolute path, no way up."""
    path = PurePosixPath(member.name)
    inside = member.name == DUMP or path.parts[0] == DOCUMENTS
    return member.isfile() and inside and not path.is_absolute() and ".." not in path.parts


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise DamagedArchiveError(f"The archive is damaged: {member.name} is no file.")
    return file


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    with file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()

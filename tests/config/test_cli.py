"""The command line: late imports, clear refusals, one `run` for each folder and port."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from approdo.config.cli.main import COMMANDS
from approdo.config.environment import ROOT

pytestmark = pytest.mark.slow


def _approdo(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("APPRODO_")}
    return subprocess.run(
        [sys.executable, "-m", "approdo.config.cli.main", *arguments],
        cwd=ROOT, env=environment | variables, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_help_names_every_command() -> None:
    done = _approdo("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


def test_the_group_itself_loads_neither_django_nor_a_driver() -> None:
    code = (
        "import sys; from approdo.config.cli.main import approdo\n"
        "approdo(['--help'], standalone_mode=False)\n"
        "print([m for m in ('django', 'psycopg', 'granian', 'rich') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_an_unknown_command_is_refused() -> None:
    done = _approdo("rum")
    assert done.returncode == 2
    assert "No such command 'rum'" in done.stderr


def test_nonsense_in_the_environment_is_refused_before_anything_starts(tmp_path: Path) -> None:
    done = _approdo("run", APPRODO_VAR=str(tmp_path / "var"), APPRODO_PORT="eighty", APPRODO_DEMO="perhaps")
    assert done.returncode == 1
    assert 'APPRODO_PORT: found "eighty"' in done.stderr
    assert 'APPRODO_DEMO: found "perhaps"' in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_busy_port_is_said_with_the_next_step(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = _approdo("run", APPRODO_VAR=str(tmp_path / "var"), APPRODO_PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "APPRODO_PORT=" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_second_run_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = _approdo("run", APPRODO_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "already runs from this folder" in done.stderr


def test_an_unreachable_database_is_said_without_its_password(tmp_path: Path) -> None:
    for command in ("web", "worker", "migrate", "backup"):
        done = _approdo(
            command, APPRODO_VAR=str(tmp_path), DATABASE_URL="postgresql://owner:hushhush@127.0.0.1:1/approdo"
        )
        assert done.returncode == 1
        assert "cannot be reached as owner at 127.0.0.1:1/approdo" in done.stderr
        assert "hushhush" not in done.stderr + done.stdout


@pytest.mark.drill
def test_children_end_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; from approdo.config.cli import run\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=run._die_with_parent)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    """A process that only waits to be buried does not live."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_generated_documents_are_fresh() -> None:
    done = _approdo("docs", "check")
    assert done.returncode == 0, done.stderr

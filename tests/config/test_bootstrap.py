"""From a bare machine to an environment: which Python, when to build, when there is nothing to do, which browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from approdo.config import bootstrap
from approdo.config.bootstrap import BootstrapError

pytestmark = pytest.mark.slow


def _program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _python(folder: Path, name: str, version: str, *, complete: bool = True) -> Path:
    """A program that answers the questions of `find_python` as such a Python would."""
    ensurepip = "exit 0" if complete else "exit 1"
    return _program(folder / name, f'case "$*" in *ensurepip*) {ensurepip};; *) echo {version};; esac')


def test_the_first_python_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _python(tmp_path, "python3", "3.9")
    good = _python(tmp_path, "python3.12", "3.12")
    assert bootstrap.find_python() == str(good)


def test_an_old_python_is_named_and_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _python(tmp_path, "python3", "3.9")
    with pytest.raises(BootstrapError, match=r"needs Python 3\.11 or newer; found: .*python3 \(3\.9\)"):
        bootstrap.find_python()


def test_a_python_without_venv_names_the_package_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _python(tmp_path, "python3", "3.13", complete=False)
    with pytest.raises(BootstrapError, match=r"apt-get install python3\.13-venv"):
        bootstrap.find_python()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a path with a space; building and installing only note themselves in `acts`."""
    root = tmp_path / "a project"
    root.mkdir()
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (root / name).write_text(name, encoding="utf-8")

    def run(command: list[str], failure: str) -> None:
        with (root / "acts").open("a", encoding="utf-8") as acts:
            acts.write(json.dumps(command) + "\n")
        if command[1:3] == ["-m", "venv"]:
            _program(Path(command[3]) / "bin" / "python", "exit 0")
            _program(Path(command[3]) / "bin" / "approdo", "exit 0")

    monkeypatch.setattr(bootstrap, "_run", run)
    return root


def _acts(root: Path) -> list[str]:
    """What was done since the last look: "build" or the name of what was installed."""
    file = root / "acts"
    commands = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    file.unlink(missing_ok=True)
    return ["build" if command[1:3] == ["-m", "venv"] else Path(command[-1]).name for command in commands]


def test_the_environment_is_built_once(project: Path) -> None:
    bootstrap.environment(project, development=False)
    assert _acts(project) == ["build", "requirements.lock", "a project"]
    bootstrap.environment(project, development=False)
    assert _acts(project) == []


def test_the_tests_add_their_packages_to_the_same_environment(project: Path) -> None:
    bootstrap.environment(project, development=False)
    _acts(project)
    bootstrap.environment(project, development=True)
    assert _acts(project) == ["requirements-dev.lock", "a project"]
    for development in (False, True):
        bootstrap.environment(project, development=development)
    assert _acts(project) == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_installs_again(project: Path, name: str) -> None:
    bootstrap.environment(project, development=False)
    _acts(project)
    (project / name).write_text("changed", encoding="utf-8")
    bootstrap.environment(project, development=False)
    assert _acts(project) == ["requirements.lock", "a project"]


def test_a_moved_project_builds_anew(project: Path) -> None:
    bootstrap.environment(project, development=False)
    _acts(project)
    moved = project.rename(project.with_name("moved"))
    os.symlink(moved, project)  # the notes of what is done still go to the old path
    bootstrap.environment(moved, development=False)
    assert _acts(moved)[0] == "build"


def test_an_interrupted_installation_starts_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noting = bootstrap._run

    def interrupted(command: list[str], failure: str) -> None:
        noting(command, failure)
        if "--requirement" in command:
            raise BootstrapError(failure)

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "_run", interrupted)
        with pytest.raises(BootstrapError):
            bootstrap.environment(project, development=False)
    _acts(project)
    bootstrap.environment(project, development=False)
    assert _acts(project) == ["build", "requirements.lock", "a project"]


def test_installation_takes_hashed_wheels_alone(project: Path) -> None:
    bootstrap.environment(project, development=False)
    commands = [json.loads(line) for line in (project / "acts").read_text(encoding="utf-8").splitlines()]
    (install,) = [command for command in commands if "--requirement" in command]
    assert "--require-hashes" in install
    assert "--no-deps" in install  # the lock leaves out what only unused code would need
    assert install[install.index("--only-binary") + 1] == ":all:"


def test_a_browser_that_is_there_is_used_and_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPRODO_TEST_BROWSER", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    _program(tmp_path / "bin" / "chromium", "exit 1")
    good = _program(tmp_path / "bin" / "google-chrome", "exit 0")
    assert bootstrap.browser(tmp_path / "var") == good
    assert (tmp_path / "var" / "browser").read_text(encoding="utf-8").strip() == str(good)


def test_a_browser_that_cannot_be_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPRODO_TEST_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(BootstrapError, match=r"apt-get install chromium.*APPRODO_TEST_BROWSER"):
        bootstrap.browser(tmp_path / "var")


def test_a_named_browser_must_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRODO_TEST_BROWSER", str(tmp_path / "nothing"))
    with pytest.raises(BootstrapError, match="APPRODO_TEST_BROWSER"):
        bootstrap.browser(tmp_path / "var")


def test_it_runs_with_the_bare_standard_library() -> None:
    command = [sys.executable, "-I", "-S", str(Path(bootstrap.__file__)), "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_the_locks_are_hashed_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        content = (bootstrap.ROOT / name).read_text(encoding="utf-8")
        assert "://" not in content
        assert "index" not in content
        packages = [line for line in content.splitlines() if "==" in line]
        assert all(line.endswith("\\") for line in packages), "every package is followed by its hashes"
    runtime, all_of_them = (
        {
            line.split("==")[0]
            for line in (bootstrap.ROOT / name).read_text(encoding="utf-8").splitlines()
            if "==" in line
        }
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert "pytest" not in runtime
    assert runtime < all_of_them

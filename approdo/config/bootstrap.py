"""From a bare machine to `.venv/` and a browser for the tests; called by the Makefile with the system's Python.

Standard library only, and syntax that an old Python still reads, so that it can say which one is needed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)
PYTHONS = ("python3", "python3.13", "python3.12", "python3.11", "python3.14")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLERS = {
    "apt-get": [["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium"]],
    "pacman": [["pacman", "-S", "--noconfirm", "chromium"]],
    "apk": [["apk", "add", "chromium"]],
}


class BootstrapError(Exception):
    """Something this machine lacks; the message says how to get it."""


def main(arguments: list[str]) -> int:
    """Do `environment`, `development`, `browser` or `clean`."""
    acts = {
        "environment": lambda: environment(ROOT, development=False),
        "development": lambda: environment(ROOT, development=True),
        "browser": lambda: print(f"Browser of the journeys: {browser(_var())}"),
        "clean": lambda: clean(ROOT),
    }
    if len(arguments) != 1 or arguments[0] not in acts:
        print(f"usage: bootstrap.py {' | '.join(acts)}", file=sys.stderr)
        return 2
    try:
        acts[arguments[0]]()
    except BootstrapError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def environment(root: Path, *, development: bool) -> None:
    """Make `.venv/` agree with the lock: nothing to do when its stamp says so, built anew when the folder moved."""
    folder = root / ".venv"
    lock = root / ("requirements-dev.lock" if development else "requirements.lock")
    wanted = {
        "root": str(root),
        "project": _digest(root / "pyproject.toml"),
        "lock": _digest(lock),
        "runtime": _digest(root / "requirements.lock"),
    }
    with _one_at_a_time(root):
        if _fits(folder, wanted, development):
            return
        if _stamp(folder).get("root") != str(root) or not _works(folder / "bin" / "python"):
            python = find_python()
            print(f"Building .venv with {python} ...", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            _run([python, "-m", "venv", str(folder)], "The virtual environment could not be built.")
        print(f"Installing the packages of {lock.name} (some minutes the first time) ...", flush=True)
        wheels = ["--only-binary", ":all:"]
        if development:
            wheels += ["--no-binary", "reuse"]  # it alone has no wheel for every Python
        # The lock is whole; what packages ask beyond it is left out on purpose (see [tool.uv] in pyproject.toml)
        _install(folder, *wheels, "--no-deps", "--require-hashes", "--requirement", str(lock))
        _install(folder, "--no-deps", "--no-build-isolation", "--editable", str(root))
        unfinished = folder / "approdo.json.new"
        unfinished.write_text(json.dumps({**wanted, "development": development}), encoding="utf-8")
        unfinished.replace(folder / "approdo.json")


def find_python() -> str:
    """A Python that is new enough and can build virtual environments."""
    too_old, bare = [], []
    for name in PYTHONS:
        found = shutil.which(name)
        if not found:
            continue
        test = "import sys; print('%d.%d' % sys.version_info[:2])"
        version = subprocess.run([found, "-I", "-c", test], capture_output=True, text=True, check=False).stdout.strip()
        if tuple(int(part) for part in version.split(".") if part) < OLDEST:
            too_old.append(f"{found} ({version or 'does not run'})")
        elif subprocess.run([found, "-I", "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode:
            bare.append((found, version))
        else:
            return found
    if bare:
        found, version = bare[0]
        raise BootstrapError(
            f"{found} cannot build virtual environments. On Debian or Ubuntu, as root:\n"
            f"    apt-get install python{version}-venv\nthen run the same command again."
        )
    raise BootstrapError(
        f"Approdo needs Python {OLDEST[0]}.{OLDEST[1]} or newer; found: {', '.join(too_old) or 'none'}.\n"
        "Install one (Debian 12 or newer: apt-get install python3 python3-venv), then run the same command again."
    )


def browser(var: Path) -> Path:
    """Chromium for the journeys: named, already there, or installed; its path is kept in `<var>/browser`."""
    named = os.environ.get("APPRODO_TEST_BROWSER")
    if named and not _works(Path(named)):
        raise BootstrapError(f"APPRODO_TEST_BROWSER: found {named!r}, expected the path of a Chromium that starts.")
    found = Path(named) if named else browser_there(var)
    if found is None:
        _install_browser()
        found = browser_there(var)
    if found is None:
        raise BootstrapError(
            "The journeys of the test suite need Chromium, and it could not be installed from here.\n"
            "Install it (Debian: apt-get install chromium) or set APPRODO_TEST_BROWSER to its path."
        )
    var.mkdir(parents=True, exist_ok=True)
    (var / "browser").write_text(f"{found}\n", encoding="utf-8")
    return found


def clean(root: Path) -> None:
    """Remove what can be built again; the data under var/ stay."""
    python = root / ".venv" / "bin" / "python"
    if _works(python):
        subprocess.run([python, "-c", "from approdo.core.database import embedded; embedded.stop()"], check=False)
    for name in (".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "htmlcov", "approdo.egg-info"):
        shutil.rmtree(root / name, ignore_errors=True)
    for cache in [*root.glob("approdo/**/__pycache__"), *root.glob("tests/**/__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)
    print(f"Clean. The data stay in {_var()}.")


def _var() -> Path:
    return Path(os.environ.get("APPRODO_VAR") or ROOT / "var")


def _fits(folder: Path, wanted: dict[str, str], development: bool) -> bool:
    stamp = _stamp(folder)
    same = all(stamp.get(key) == wanted[key] for key in ("root", "project", "runtime"))
    enough = stamp.get("lock") == wanted["lock"] if development else True
    return same and enough and _works(folder / "bin" / "python") and (folder / "bin" / "approdo").exists()


def _stamp(folder: Path) -> dict[str, object]:
    try:
        content = json.loads((folder / "approdo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _works(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install(folder: Path, *arguments: str) -> None:
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    _run([*pip, *quiet, *arguments], "The packages could not be installed; without a network this cannot work.")


def _run(command: list[str], failure: str) -> None:
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        raise BootstrapError(f"{failure} What went wrong stands above.")


@contextlib.contextmanager
def _one_at_a_time(root: Path):  # type: ignore[no-untyped-def]  # its type has no name that an old Python knows
    with (root / "pyproject.toml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def browser_there(var: Path) -> Path | None:
    known = var / "browser"
    candidates = [known.read_text(encoding="utf-8").strip()] if known.exists() else []
    candidates += [found for found in map(shutil.which, BROWSERS) if found]
    candidates += [str(path) for path in Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")]
    return next((Path(candidate) for candidate in candidates if candidate and _works(Path(candidate))), None)


def _install_browser() -> None:
    installer = next((name for name in INSTALLERS if shutil.which(name)), None)
    if installer is None:
        return
    before: list[str] = []
    if os.geteuid() != 0:
        if (
            not shutil.which("sudo")
            or subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
        ):
            return
        before = ["sudo", "-n"]
    print(f"Installing Chromium for the journeys with {installer} ...", flush=True)
    for command in INSTALLERS[installer]:
        subprocess.run(
            [*before, "env", "DEBIAN_FRONTEND=noninteractive", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

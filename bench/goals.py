"""The benchmarks by their code. A benchmark is a module with `TITLE` and `run(scale, repeat) -> Result`."""

from __future__ import annotations

from importlib import import_module

from bench.measure import Result

BENCHMARKS = {
    "P5": "bench.p05_terms",
    "P16": "bench.p16_growth",
}
SCALES = ("S", "N", "3N")


def run(code: str, scale: str, repeat: int) -> Result:
    """Run one benchmark. KeyError on a code that is not registered."""
    result: Result = import_module(BENCHMARKS[code]).run(scale, repeat)
    return result

"""The benchmarks by their code. A benchmark is a module with `TITLE` and `run(scale, repeat) -> Result`."""

from __future__ import annotations

from importlib import import_module

from bench.measure import Result

BENCHMARKS = {
    "P1": "bench.p01_statement",
    "P2": "bench.p02_forecast",
    "P3": "bench.p03_recompute",
    "P4": "bench.p04_invoices",
    "P5": "bench.p05_terms",
    "P6": "bench.p06_dashboard",
    "P7": "bench.p07_national",
    "P8": "bench.p08_page",
    "P10": "bench.p10_import",
    "P11": "bench.p11_first_load",
    "P13": "bench.p13_placement",
    "P14": "bench.p14_search",
    "P15": "bench.p15_portal",
    "P17": "bench.p17_weight",
    "P18": "bench.p18_page_experience",
    "P19": "bench.p19_web_process",
    "P20": "bench.p20_queries",
    "SEARCH": "bench.search",
    "RELEVANCE": "bench.relevance",
    "P16": "bench.p16_growth",  # after those whose results it reads
    "P21": "bench.p21_suite",
}
ONLY_WHEN_ASKED = ("P21",)  # takes as long as all the others together
SCALES = ("S", "N", "3N")


def run(code: str, scale: str, repeat: int) -> Result:
    """Run one benchmark. KeyError on a code that is not registered."""
    result: Result = import_module(BENCHMARKS[code]).run(scale, repeat)
    return result

"""`python -m bench`: run the registered benchmarks, print the table of goals.

    python -m bench                      run all but the suite at scale S, print the table, write docs/benchmarks.md
    python -m bench run P5 --scale 3N    run one
    python -m bench run --all            run all, and the fast tier of the suite at last
    python -m bench report               print the table of the results on disk, write docs/benchmarks.md

Exit status 1 when a goal was missed in a run that is not void.
"""

from __future__ import annotations

import argparse
import os
import sys

import django

from approdo.config import catalogues
from bench import goals, report

SCALE, REPEAT = "S", 5


def _all_of(every: bool) -> list[str]:
    return [code for code in goals.BENCHMARKS if every or code not in goals.ONLY_WHEN_ASKED]


def main() -> int:
    """Run what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the speed of Approdo.")
    acts = parser.add_subparsers(dest="act")
    one = acts.add_parser("run", help="run some benchmarks, or those that take no longer than minutes")
    one.add_argument("codes", nargs="*", metavar="CODE", help=", ".join(goals.BENCHMARKS))
    one.add_argument("--scale", choices=goals.SCALES, default=SCALE)
    one.add_argument("--repeat", type=int, default=REPEAT)
    one.add_argument("--all", action="store_true", help="also " + ", ".join(goals.ONLY_WHEN_ASKED))
    acts.add_parser("report", help="print the table and write docs/benchmarks.md")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")
    os.environ.setdefault("APPRODO_DATABASE_ROLE", "owner")
    os.environ.setdefault("APPRODO_DEMO", "yes")
    django.setup()  # before the benchmarks are loaded: some import models
    catalogues.compile()
    status = 0
    if asked.act != "report":
        codes = getattr(asked, "codes", []) or _all_of(getattr(asked, "all", False))
        strange = [code for code in codes if code not in goals.BENCHMARKS]
        if strange:
            parser.error(f"unknown benchmark {strange[0]}: choose among {', '.join(goals.BENCHMARKS)}")
        for code in codes:
            result = goals.run(code, getattr(asked, "scale", SCALE), getattr(asked, "repeat", REPEAT))
            report.save(result)
            if not result.void and not all(goal.met for goal in result.goals):
                status = 1
    sys.stdout.write(report.table() + "\n")
    if asked.act != "run":
        report.PAGE.write_text(report.page(), "utf-8")
    return status


if __name__ == "__main__":
    raise SystemExit(main())

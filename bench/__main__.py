"""`python -m bench`: run the registered benchmarks, print the table of goals.

    python -m bench                      run all at scale N, print the table, write docs/benchmarks.md
    python -m bench run P5 --scale 3N    run one
    python -m bench report               print the table of the results on disk, write docs/benchmarks.md

Exit status 1 when a goal was missed in a run that is not void.
"""

from __future__ import annotations

import argparse
import os
import sys

import django

from bench import goals, report


def main() -> int:
    """Run what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the speed of Approdo.")
    acts = parser.add_subparsers(dest="act")
    one = acts.add_parser("run", help="run one benchmark, or all")
    one.add_argument("codes", nargs="*", metavar="CODE", help=", ".join(goals.BENCHMARKS))
    one.add_argument("--scale", choices=goals.SCALES, default="N")
    one.add_argument("--repeat", type=int, default=5)
    acts.add_parser("report", help="print the table and write docs/benchmarks.md")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")
    os.environ.setdefault("APPRODO_DATABASE_ROLE", "owner")
    os.environ.setdefault("APPRODO_DEMO", "yes")
    django.setup()  # before the benchmarks are loaded: some import models
    status = 0
    if asked.act != "report":
        codes = getattr(asked, "codes", []) or list(goals.BENCHMARKS)
        strange = [code for code in codes if code not in goals.BENCHMARKS]
        if strange:
            parser.error(f"unknown benchmark {strange[0]}: choose among {', '.join(goals.BENCHMARKS)}")
        for code in codes:
            result = goals.run(code, getattr(asked, "scale", "N"), getattr(asked, "repeat", 5))
            report.save(result)
            if not result.void and not all(goal.met for goal in result.goals):
                status = 1
    sys.stdout.write(report.table() + "\n")
    if asked.act != "run":
        report.PAGE.write_text(report.page(), "utf-8")
    return status


if __name__ == "__main__":
    raise SystemExit(main())

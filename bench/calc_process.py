"""`approdo calc term` as it runs: a process without Django. Arguments: files of questions, the first one to warm up.

Prints the processor seconds of each of the others as one line of JSON.
"""

from __future__ import annotations

import io
import json
import sys
import time
from datetime import date
from pathlib import Path

from approdo.procedures.calc import run


def main() -> None:
    """Answer each file, measure, say."""
    today, *files = sys.argv[1:]
    spent = []
    for name in files:
        questions, answers = io.BytesIO(Path(name).read_bytes()), io.StringIO()
        begun = time.process_time()
        run(questions, answers, answers, date.fromisoformat(today))
        spent.append(time.process_time() - begun)
    sys.stdout.write(json.dumps(spent[1:]) + "\n")


if __name__ == "__main__":
    main()

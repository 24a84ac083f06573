"""What a long command shows while it works: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a work of `total` steps is; the value is called with the number of steps just done."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(words, total=total)
            yield lambda steps: bar.advance(task, steps)
        return
    lines = _Lines(words, total)
    yield lines.advance
    lines.end()


class _Lines:
    def __init__(self, words: str, total: int) -> None:
        self.words, self.total, self.done = words, total, 0
        self.started = self.last = time.monotonic()

    def advance(self, steps: int) -> None:
        self.done += steps
        if time.monotonic() - self.last >= SECONDS_BETWEEN_LINES:
            self.last = time.monotonic()
            self._say(f"{self.done} of {self.total}")

    def end(self) -> None:
        self._say(f"{self.done} done in {time.monotonic() - self.started:.1f} s")

    def _say(self, state: str) -> None:
        print(f"{self.words}: {state}", file=sys.stderr, flush=True)

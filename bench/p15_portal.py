"""P15: pages of the portal behind a real socket, beside the same bytes served as files in the same run.

The limit is the file server inside Granian, which is compiled and never enters Python: a stand-in for nginx, which is
asked of nobody who runs the benchmarks. The peer is WhiteNoise, Python's own way to serve files, inside the application.
A page that was read before is asked for again with its ETag and answered by 304: nothing is kept in the server, where
a record that was withdrawn or protected could outlive its withdrawal. Requests per second of one core: requests over the
processor seconds of the web process, where the database's own are not counted; the clock on the wall is told beside.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.test import Client
from django.test.utils import override_settings

from bench.database import HOSTS, scratch
from bench.measure import Goal, Result, noise
from bench.public_pages import a_service, every_address, fill
from bench.report import ROOT
from tests.portal.addresses import within
from tests.portal.kept import faults

TITLE = "Pages of the portal"
LANGUAGES = ("it", "ar", "bn")
KEPT = ("/", "/needs/health/", "/guides/family_reunification/", "/opportunities/", "/outreach/")
ROUND = {"S": 60, "N": 200, "3N": 600}  # requests of a round; files are asked forty times as often
FILES = 40
UNLIMITED = {
    "API_CALLS_A_MINUTE": 10**6,
    "WHOLE_OPEN_DATA_A_MINUTE": 10**6,
    "COPIES_A_MINUTE": 10**6,
    "PAPERS_A_MINUTE": 10**6,
}
Ask = tuple[str, dict[str, str], int]  # address, header, the answer wanted
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Web:
    """The web process: a connection to it that stays open, and its processes."""

    to: HTTPConnection
    processes: list[int]

    def ask(self, address: str, headers: dict[str, str], wanted: int) -> dict[str, str]:
        """The header of the answer. RuntimeError when the answer is another than the one wanted."""
        self.to.request("GET", address, headers=headers)
        answer = self.to.getresponse()
        answer.read()
        if answer.status != wanted:
            raise RuntimeError(f"{address}: {answer.status}")
        return dict(answer.getheaders())

    def processor(self) -> float:
        """Processor seconds of its processes until now."""
        fields = [Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split() for pid in self.processes]
        return sum(int(one[11]) + int(one[12]) for one in fields) / _TICK


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        told = Path(f"/proc/{each}/task/{each}/children").read_text("utf-8")
        found.extend(int(child) for child in told.split())
    return found


@contextmanager
def _web(database: str, folder: str) -> Iterator[Web]:
    """One process that answers; it ends here."""
    port = _port()
    around = {**os.environ, "APPRODO_ALLOWED_HOSTS": ",".join(HOSTS), "APPRODO_DATABASE_ROLE": "web"}
    around |= {"BENCH_DATABASE": database, "BENCH_FILES": folder}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.portal_process", str(port), folder], cwd=ROOT, env=around,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while True:
            try:
                connection = HTTPConnection("localhost", port, timeout=60)
                connection.connect()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield Web(connection, _with_children(process.pid))
        connection.close()
    finally:
        process.terminate()
        process.wait(30)


def _write(folder: Path) -> None:
    """The kept pages as files. WhiteNoise looks for its files when it begins."""
    for code in LANGUAGES:
        for number, path in enumerate(KEPT):
            (folder / f"{code}{number}.html").write_bytes(Client().get(f"/{code}{path}").content)


def _asks(web: Web, service: str, folder: Path) -> dict[str, list[Ask]]:
    """What each kind of round asks."""
    kept = [f"/{code}{path}" for code in LANGUAGES for path in KEPT]
    tags = {address: {name.lower(): value for name, value in web.ask(address, {}, 200).items()} for address in kept}
    names = sorted(one.name for one in folder.iterdir())
    return {
        "file": [(f"/as-files/{name}", {}, 200) for name in names],
        "WhiteNoise": [(f"/{name}", {}, 200) for name in names],
        "304": [(one, {"If-None-Match": tags[one]["etag"]}, 304) for one in kept],
        "page": [(one, {}, 200) for one in kept],
        "page, compressed": [(one, {"Accept-Encoding": "gzip"}, 200) for one in kept],
        "search and service": [
            (f"/{code}{path}", {}, 200) for code in LANGUAGES for path in ("/services/sv/?q=salute", service)
        ],
    }


def _round(web: Web, asked: list[Ask], many: int) -> tuple[float, float]:
    """Processor seconds of the web process and seconds on the wall, of one request."""
    begun, clock = web.processor(), time.perf_counter()
    for number in range(many):
        web.ask(*asked[number % len(asked)])
    return (web.processor() - begun) / many, (time.perf_counter() - clock) / many


def _measured(web: Web, service: str, folder: Path, repeat: int, many: int) -> dict[str, list[tuple[float, float]]]:
    asks = _asks(web, service, folder)
    kinds = [*asks, "file again"]
    times: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for turn in range(repeat + 1):  # the first warms what is made once
        for kind in kinds:
            asked = asks[kind.removesuffix(" again")]
            found = _round(web, asked, many * (FILES if "file" in kind or kind == "WhiteNoise" else 1))
            if turn:
                times[kind].append(found)
    return times


def _wrong() -> tuple[int, list[str]]:
    """How many addresses were walked and what is wrong in them."""
    with override_settings(**UNLIMITED):
        client, every = Client(), every_address()
        asked = {(name, within(path, code)) for name, paths in every.items() for path in paths for code in LANGUAGES}
        return len(asked), [one for name, address in sorted(asked) for one in faults(client, name, address)]


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale."""
    with scratch() as database, TemporaryDirectory() as files:
        fill()
        folder, service = Path(files), a_service()
        _write(folder)
        with _web(database, files) as web:
            times = _measured(web, service, folder, repeat, ROUND[scale])
        walked, wrong = _wrong()
    spent = {kind: [each for each, _wall in found] for kind, found in times.items()}
    limit = median(spent["file"] + spent["file again"])
    figures: dict[str, Any] = {
        kind: {
            "requests_per_second_of_a_core": 1 / median(found),
            "p50_wall_ms": median(wall for _, wall in times[kind]) * 1000,
        }
        for kind, found in spent.items()
    }
    figures |= {"addresses": walked, "wrong": wrong}
    goals = [
        Goal("304, share of the rate of files from the server", limit / median(spent["304"]), 0.3, "×", "high"),
        Goal(
            "304, share of the rate of files from WhiteNoise",
            median(spent["WhiteNoise"]) / median(spent["304"]),
            0.3,
            "×",
            "high",
        ),
        Goal("public addresses whose header is wrong", len(wrong), 0, "addresses"),
    ]
    return Result("P15", TITLE, scale, repeat, noise(spent["file"], spent["file again"]), goals, figures)

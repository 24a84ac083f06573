"""A web process that answers itself: how soon the first page, how much memory after many.

Arguments: database, session, requests, addresses. Prints one line of JSON after the first answer and one at the end.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any


def _resident() -> float:
    line = next(line for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _ask(application: Any, address: str, session: str) -> int:
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http", "HTTP_COOKIE": f"sessionid={session}", "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    status: list[int] = []
    answer = application(environ, lambda line, headers, *rest: status.append(int(line.split()[0])))
    for _ in answer:
        pass
    answer.close()
    return status[0]


def main() -> None:
    """Answer, measure, say."""
    database, session, requests, *addresses = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "approdo.config.settings"
    from django.conf import settings  # noqa: PLC0415  # loading is what is measured

    settings.DATABASES["default"]["NAME"] = database
    # The addresses of static files carry a hash only where they were gathered
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from approdo.config.wsgi import application  # noqa: PLC0415  # the same

    first = _ask(application, addresses[0], session)
    print(json.dumps({"status": first, "memory_mb": _resident()}), flush=True)
    wrong = sum(
        _ask(application, addresses[number % len(addresses)], session) != 200 for number in range(int(requests))
    )
    print(json.dumps({"wrong": wrong, "memory_mb": _resident()}), flush=True)


if __name__ == "__main__":
    main()

"""The web process of P15: the application, and beside it the same bytes as files.

Arguments: port and folder. The server's own code answers `/as-files/`, WhiteNoise in the application the root. The name
of the database is in the environment: the process that answers is another one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server import Server


def application() -> Any:
    """The application over the database of the benchmark."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "approdo.config.settings"
    from django.conf import settings  # noqa: PLC0415  # only in the process that answers

    settings.DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
    settings.WHITENOISE_ROOT = os.environ["BENCH_FILES"]
    # The addresses of static files carry a hash only where they were gathered
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from approdo.config.wsgi import application as ours  # noqa: PLC0415  # the same

    return ours


def main() -> None:
    """Serve with one process of one thread."""
    port, folder = int(sys.argv[1]), sys.argv[2]
    Server(
        "bench.portal_process:application", factory=True, address="127.0.0.1", port=port, interface=Interfaces.WSGI,
        workers=1, blocking_threads=1, websockets=False, log_enabled=False, static_path_route=["/as-files"],
        static_path_mount=[Path(folder)],
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main()

"""A worker in a process of its own, for a test to kill or to starve.

Arguments: database, documents, prefecture, import, and `slowly` for one that waits to be killed.
"""

from __future__ import annotations

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main() -> None:
    """Work through an import two rows at a time."""
    import django  # noqa: PLC0415  # the settings are named first
    from django.conf import settings  # noqa: PLC0415

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.MEDIA_ROOT = sys.argv[2]
    settings.STORAGES["default"] = {"BACKEND": "approdo.core.documents.DocumentStorage"}
    django.setup()
    from approdo.procedures.commands import imports  # noqa: PLC0415
    from approdo.procedures.jobs import imports as jobs  # noqa: PLC0415  # needs the apps
    from approdo.procedures.models import CaseFile  # noqa: PLC0415

    jobs.CHUNK = 2
    real = imports.import_writing.write

    def slowly(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        if CaseFile.objects.count() >= 6:
            print("in the middle", flush=True)
            time.sleep(60)

    if sys.argv[5:] == ["slowly"]:
        imports.import_writing.write = slowly  # type: ignore[assignment]
    jobs.continue_import(sys.argv[3], sys.argv[4])


if __name__ == "__main__":
    main()

"""Start Django for a command, under the role the command needs."""

from __future__ import annotations

import gc
import os

import django


def start(role: str) -> None:
    """Load the settings and the apps; `role` is "web" or "owner" (`APPRODO_DATABASE_ROLE`)."""
    os.environ["APPRODO_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")
    # What is loaded here stays for the life of the process: a long job need not look through it again and again
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()

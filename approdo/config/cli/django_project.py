"""Start Django for a command, under the role the command needs."""

from __future__ import annotations

import os

import django


def start(role: str) -> None:
    """Load the settings and the apps; `role` is "web" or "owner" (`APPRODO_DATABASE_ROLE`)."""
    os.environ["APPRODO_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approdo.config.settings")
    django.setup()

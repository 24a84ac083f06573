"""Temporary readers until the typed ones land."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def text(name, *, default=""):
    return os.environ.get(name, default)


def flag(name, *, default):
    return os.environ.get(name, str(int(default))) in ("1", "true", "yes")


def path(name, *, default):
    return Path(os.environ.get(name) or default)


def secret(name, *, kept_in):
    if os.environ.get(name):
        return os.environ[name]
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    if not kept_in.exists():
        kept_in.write_text(base64.b64encode(os.urandom(48)).decode())
        kept_in.chmod(0o600)
    return kept_in.read_text()


def field_keys(name, *, kept_in):
    value = os.environ.get(name)
    if not value:
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        if not kept_in.exists():
            kept_in.write_text("k1:" + base64.b64encode(os.urandom(32)).decode())
            kept_in.chmod(0o600)
        value = kept_in.read_text()
    return {part.split(":")[0]: base64.b64decode(part.split(":")[1]) for part in value.split(",")}


def address_list(name, *, default):
    return os.environ[name].split(",") if os.environ.get(name) else default


def database() -> dict[str, Any]:
    from approdo.core.database import embedded

    url = os.environ.get("DATABASE_URL")
    if not url:
        server = embedded.ensure_running()
        url = server.owner_url if os.environ.get("APPRODO_DATABASE_ROLE") == "owner" else server.web_url
    parts = urlsplit(url)
    query = dict(p.split("=", 1) for p in parts.query.split("&") if p)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def openid_apps():
    return []


def mail():
    return "django.core.mail.backends.locmem.EmailBackend", {}

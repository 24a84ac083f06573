"""A web process starts without what few of its readers ever need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HEAVY = ("approdo.config.api", "highspy", "numpy", "typst", "python_calamine", "icalendar", "puremagic",
         "pyarrow", "requests", "shapely")  # fmt: skip
WITH_PROVIDER = {
    "APPRODO_OIDC_ISSUER": "https://login.example",
    "APPRODO_OIDC_CLIENT_ID": "approdo",
    "APPRODO_OIDC_CLIENT_SECRET": "not-a-secret",
}
ASK = (
    "import json, sys, approdo.config.wsgi; from django.urls import reverse, NoReverseMatch\n"
    "try: there = reverse('openid_connect_login', args=['administration'])\n"
    "except NoReverseMatch: there = ''\n"
    f"print(json.dumps([[name for name in {HEAVY!r} if name in sys.modules], there]))"
)


def started(**around: str) -> tuple[list[str], str]:
    """The heavy packages a new web process holds, and its address of the identity provider."""
    environment = {
        **os.environ, **around, "DJANGO_SETTINGS_MODULE": "approdo.config.settings",
        "DATABASE_URL": "postgresql://nobody@localhost/none", "APPRODO_DEMO": "no",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    heavy, address = json.loads(done.stdout.splitlines()[-1])
    return heavy, address


def test_a_web_process_starts_without_solver_compiler_and_readers() -> None:
    assert started() == ([], "")


def test_where_an_identity_provider_is_named_one_can_sign_in_there() -> None:
    heavy, address = started(**WITH_PROVIDER)
    assert heavy == ["requests"]
    assert "administration" in address

"""`/status`: for whoever watches the installation, without a login."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from approdo.core import views


@pytest.mark.django_db
def test_all_is_well() -> None:
    answer = Client().get("/status")
    assert (answer.status_code, answer.json()["code"]) == (200, "ok")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_without_the_database_it_says_so_and_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent:
        def cursor(self) -> None:
            raise OperationalError("connection refused")

    monkeypatch.setattr(views, "connection", Absent())
    answer = Client().get("/status")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "database_down", "30")

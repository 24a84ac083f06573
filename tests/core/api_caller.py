"""A program that calls the API with a token."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from approdo.core.access.roles import Role
from approdo.core.models import ApiToken, User
from approdo.core.rest.authentication import digest_of

FAR = datetime.date(2090, 1, 1)


class Caller:
    """Calls with one token; an unsafe call gets a new key unless one is given."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def send(self, method: str, path: str, content: Any = None, **headers: str) -> HttpResponse:
        given = {"Idempotency-Key": uuid.uuid4().hex, **self._headers(headers)}
        return self.client.generic(
            method,
            f"/api/v1{path}",
            content if isinstance(content, str | bytes) else json.dumps(content),
            content_type=given.pop("Content-Type", "application/json"),
            headers={name: value for name, value in given.items() if value},
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.secret}", **given}


def caller_of(user: User, role: Role, **values: Any) -> Caller:
    """A token made by `user`, with a role in their prefecture."""
    secret = uuid.uuid4().hex
    ApiToken.objects.create(
        prefecture=user.prefecture,
        name="Programma di prova",
        role=role.value,
        digest=digest_of(secret),
        created_by=user,
        **{"expires_on": FAR, **values},
    )
    return Caller(secret)

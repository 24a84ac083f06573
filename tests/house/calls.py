"""How a row of the access table is called."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.house.access_table import Row
from tests.house.addresses import Address, addresses
from tests.house.things import Things

WITH_A_FILE = ("api:send_invoices",)


@cache
def _addresses() -> dict[str, Address]:
    return {address.name: address for address in addresses()}


def path_of(row: Row, things: Things) -> str:
    """The address of a row, about those things."""
    given = {name: _filled(value, things) for name, value in row.given.items()}
    return _addresses()[row.name].path({**given, **{name: things[kind] for name, kind in row.of.items()}})


def call(browser: Client, row: Row, things: Things) -> HttpResponse:
    """The answer to a call that leaves nothing behind; `shown` is its whole content."""
    data = {name: _filled(value, things) for name, value in row.data.items()}
    values: dict[str, Any] = {"data": data}
    if row.name.startswith("api:") and row.method != "GET":
        values["content_type"] = "application/json"
        values["headers"] = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": '"1"'}
    if row.name in WITH_A_FILE:
        values["data"] = {**data, "file": SimpleUploadedFile("a.xml", b"<a/>")}
        del values["content_type"]
    with transaction.atomic():
        answer: HttpResponse = getattr(browser, row.method.lower())(path_of(row, things), **values)
        answer.shown = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        for close in answer._resource_closers:  # not `close()`, which would also end the connection of the test
            close()
        transaction.set_rollback(True)
    return answer


def _filled(value: Any, things: Things) -> Any:
    if isinstance(value, list):
        return [_filled(item, things) for item in value]
    if isinstance(value, dict):
        return {name: _filled(item, things) for name, item in value.items()}
    return str(things[value[1:]]) if isinstance(value, str) and value.startswith("$") else value

"""No page of the back office asks the database more than twelve times, however many rows stand behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.back_office import NO_GET, BackOffice, new_office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST = 12
FEW, MANY = 10, 60
# Page: how many it needs, and why.
MORE: dict[str, int] = {}


def queries_of(office: BackOffice) -> dict[str, int]:
    """Queries of each page that opened, the second time it is opened: what is learnt once stays learnt."""
    found = {}
    for name, path in office.pages().items():
        browser = office.client(name)
        if browser.get(path).status_code == NO_GET:
            continue
        with CaptureQueriesContext(connection, ) as asked:
            status = browser.get(path).status_code
        assert status in (200, 302, 404, 409), (name, status)
        if status == 200:
            found[name] = len(asked)
    return found

"""What browsers and servers between may keep of the portal: every public address, in several languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.models import Prefecture
from approdo.network.commands import opportunities, services
from approdo.portal.words import spoken
from tests.house.territory_things import make_comuni
from tests.network.directory import new_entry
from tests.network.shared import course
from tests.portal.addresses import data, files, pages, public_names, within
from tests.portal.kept import faults

pytestmark = pytest.mark.slow
OTHERS = [code for code in spoken() if code not in ("it", "ar")]


@pytest.fixture
def client_of_portal(savona: Prefecture, settings: Any, tmp_path: Path) -> Client:
    """A reader whom no limit stops; an emblem is there."""
    settings.FUNDING_EMBLEM = tmp_path / "emblem.svg"
    settings.FUNDING_EMBLEM.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>" * 20, "utf-8")
    settings.WHOLE_OPEN_DATA_A_MINUTE = settings.COPIES_A_MINUTE = settings.PAPERS_A_MINUTE = 10_000
    return Client()


@pytest.fixture
def every(savona: Prefecture, client_of_portal: Client) -> dict[str, list[str]]:
    """Every public address by its name, with a service and an opportunity in the pages."""
    make_comuni()
    by = system_actor("SV", *Permission)
    entry = new_entry(by, 1)
    services.confirm_service(by=by, service_id=entry.service.pk, today=timezone.localdate())
    offer = opportunities.record_opportunity(by=by, organisation_id=entry.organisation.pk, facts=course())
    opportunities.publish_opportunity(by=by, opportunity_id=offer.pk)
    return pages([entry.service.pk], offer.pk) | files() | data(client_of_portal)


def _wrong(client: Client, every: dict[str, list[str]], codes: list[str]) -> str:
    asked = {(name, within(path, code)) for name, paths in every.items() for path in paths for code in codes}
    return "\n".join(one for name, address in sorted(asked) for one in faults(client, name, address))


def test_every_public_address_says_truly_what_may_be_kept(
    client_of_portal: Client, every: dict[str, list[str]]
) -> None:
    assert every.keys() == public_names()
    assert _wrong(client_of_portal, every, ["ar"]) == ""


@pytest.mark.long
@pytest.mark.parametrize("code", ["it", *OTHERS])
def test_it_is_true_in_every_language(client_of_portal: Client, every: dict[str, list[str]], code: str) -> None:
    assert _wrong(client_of_portal, every, [code]) == ""


@pytest.mark.parametrize("wrong", [("Cache-Control", "no-store"), ("Vary", "Cookie"), ("ETag", 'W/"older"')])
def test_a_wrong_header_is_seen(client_of_portal: Client, wrong: tuple[str, str]) -> None:
    class Broken(Client):
        def get(self, *values: Any, **named: Any) -> Any:
            answer = super().get(*values, **named)
            answer.headers[wrong[0]] = wrong[1]
            return answer

    assert faults(Broken(), "portal_home", "/it/")

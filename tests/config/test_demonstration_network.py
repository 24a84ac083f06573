"""The network of the demonstration: written by the commands, obviously invented, with something of each kind."""

from __future__ import annotations

from datetime import date

import pytest

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import OFFICES
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.network import OFFERS, write_network
from approdo.network.models import Mediator, Service
from approdo.network.queries import published
from approdo.network.rules.directory import Attending
from approdo.network.rules.freshness import Fresh

UNTIL = date(2026, 11, 20)


@pytest.mark.django_db
def test_each_office_has_a_small_network_with_something_of_each_kind() -> None:
    offices.prepare()
    for office in OFFICES:
        assert write_network(office, UNTIL) == len(OFFERS)
        shown = published.published(office.code, UNTIL)
        assert len(shown) == len(OFFERS) - 1  # one is a draft
        assert {one.fresh.state for one in shown} == {Fresh.CONFIRMED, Fresh.STALE}
        assert [one.desks for one in shown if one.protected] == [()]
        assert any(desk.attending is Attending.PHONE for one in shown for desk in one.desks)
        assert {"bn", "ar", "ur"} <= {code for one in shown for desk in one.desks for code in desk.schedule.languages}
        assert all(INVENTED in one.facts.name and INVENTED in one.organisation.name for one in shown)
        assert Mediator.objects.filter(prefecture_id=office.code).count() == 1
    assert Service.objects.filter(protected=True).count() == len(OFFICES)

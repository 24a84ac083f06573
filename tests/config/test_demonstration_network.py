"""The network of the demonstration: written by the commands, obviously invented, with something of each kind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import OFFICES, Office
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.network import OFFERS, write_network
from approdo.config.demonstration.shared_life import write_shared_life
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.network.models import Mediator, Opportunity, Service
from approdo.network.queries import opportunities, outreach, protocols, published, roundtables
from approdo.network.queries.expiries import expiries
from approdo.network.rules.directory import Attending
from approdo.network.rules.expiries import Nearness
from approdo.network.rules.freshness import Fresh
from approdo.network.rules.opportunities import OpportunityKind, Standing
from approdo.network.rules.protocols import ProtocolState

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
        assert_shared(office)
    assert Service.objects.filter(protected=True).count() == len(OFFICES)


def assert_shared(office: Office) -> None:
    """What the network shares has something of each kind, and something to be seen on each page."""
    write_shared_life(office, UNTIL)
    by = system_actor(office.code, *Permission)
    offers = Opportunity.objects.filter(prefecture_id=office.code)
    assert {one.kind for one in offers} == set(OpportunityKind)
    assert {opportunities.standing_of(one, UNTIL) for one in offers} == {
        Standing.PUBLISHED, Standing.EXPIRED, Standing.DRAFT,
    }  # fmt: skip
    days = outreach.coming(outreach.published(office.code, UNTIL), UNTIL, UNTIL + timedelta(56))
    assert any(one.called_off for one in days)
    assert any(not one.called_off for one in days)
    assert outreach.figures(office.code).get().contacts
    states = {protocols.state_of(one, UNTIL) for one in protocols.visible_to(by)}
    assert states == {ProtocolState.DRAFT, ProtocolState.IN_FORCE, ProtocolState.EXPIRING}
    council = roundtables.visible_to(by).get(kind="territorial_council")
    assert [one.letter.id for one in roundtables.council(council, UNTIL) if one.lacking] == ["f", "g", "h"]
    assert {one.nearness for one in expiries(by, UNTIL)} >= {Nearness.OVER, Nearness.URGENT, Nearness.NEAR}

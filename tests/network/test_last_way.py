"""Two members close the last two desks of a published service at the same moment: one of them is told why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from django.db import connections, transaction

from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.errors import Refusal
from approdo.core.models import Prefecture
from approdo.network.commands.desks import end_desk, open_desk
from approdo.network.commands.services import change_service
from approdo.network.models import ServiceAtLocation
from approdo.network.rules.directory import Attending
from approdo.network.rules.facts import DeskFacts
from tests.network.conftest import MakeUser
from tests.network.directory import SERVICE, new_entry


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_the_last_way_is_not_taken_away_by_two_at_once(savona: Prefecture, make_user: MakeUser) -> None:
    by = actor_of(make_user("editor", savona, Role.NETWORK_EDITOR), "it")
    entry = new_entry(by)
    phone = open_desk(by=by, service_id=entry.service.pk, facts=DeskFacts(Attending.PHONE, phone="019 333333"))
    change_service(by=by, service_id=entry.service.pk, facts=replace(SERVICE, phones=()))
    acted, answered = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            end_desk(by=by, desk_id=entry.desk.pk)
            acted.set()
            answered.wait(2)  # the second one, who sees nothing of this yet, is at work meanwhile
        connections.close_all()

    def second() -> str:
        assert acted.wait(30)
        try:
            end_desk(by=by, desk_id=phone.pk)
        except Refusal as refused:
            return refused.code
        finally:
            answered.set()
            connections.close_all()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        earlier, later = pool.submit(first), pool.submit(second)
        earlier.result()
        assert later.result() == "no_way_to_reach"
    assert ServiceAtLocation.objects.get(ended_on__isnull=True).pk == phone.pk

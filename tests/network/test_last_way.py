"""Two members close the last two desks of a published service at the same moment: one of them is told why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

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
    for number in range(5):
        entry = new_entry(by, number)
        told = DeskFacts(Attending.PHONE, phone="019 333333")
        phone = open_desk(by=by, service_id=entry.service.pk, facts=told)
        change_service(by=by, service_id=entry.service.pk, facts=replace(SERVICE, phones=()))
        start = Barrier(2)

        def close(desk_id: UUID, start: Barrier = start) -> str:
            try:
                start.wait(30)
                end_desk(by=by, desk_id=desk_id)
            except Refusal as refused:
                return refused.code
            finally:
                connections.close_all()
            return "closed"

        with ThreadPoolExecutor(2) as pool:
            given = sorted(pool.map(close, [entry.desk.pk, phone.pk]))
        assert given == ["closed", "no_way_to_reach"]
        assert ServiceAtLocation.objects.filter(service=entry.service, ended_on__isnull=True).count() == 1

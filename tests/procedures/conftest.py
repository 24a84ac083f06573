"""A case file at each point of its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture, User
from approdo.people.models import Person
from approdo.procedures.commands import deciding, integration, opening, opinions, rejection
from approdo.procedures.commands.deciding import Grounds
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.models import CaseFile

FILED = date(2026, 1, 12)


@pytest.fixture
def person(officer: Actor) -> Person:
    """An invented applicant."""
    return Person.objects.create(prefecture_id="SV", family_name="Provetta", given_name="Inventata")


OpenCase = Callable[..., CaseFile]


@pytest.fixture
def open_case(officer: Actor, person: Person) -> OpenCase:
    """Open a case file of family reunification filed on 12 January 2026."""

    def make(procedure: str = "family_reunification", filed_on: date = FILED, **values: object) -> CaseFile:
        parties = (Party("applicant", person.pk),)
        return opening.open_case(by=officer, opening=Opening(procedure, filed_on, parties, **values), today=filed_on)

    return make


@pytest.fixture
def assigned(officer: Actor, open_case: OpenCase) -> CaseFile:
    """Registered with a protocol number and assigned to the officer."""
    case = open_case()
    opening.register_case(by=officer, case_id=case.pk, protocol_number="2026/0001", on=FILED, today=FILED)
    return opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=FILED)


@pytest.fixture
def investigated(officer: Actor, assigned: CaseFile) -> CaseFile:
    """Admitted: under investigation."""
    return deciding.admit(by=officer, case_id=assigned.pk, today=FILED)


GRANT = Grounds("granted", "I requisiti ci sono.", "TUI art. 29", "Ricorso al Tribunale ordinario.")
REFUSAL = Grounds("denied", "Il reddito non basta.", "TUI art. 29 c. 3", "Ricorso al Tribunale ordinario.")
PROPOSED, NOTICE_SENT, NOTICE_READ = date(2026, 4, 10), date(2026, 5, 18), date(2026, 5, 20)
SIGNED, NOTIFIED, FOLLOWED = date(2026, 4, 20), date(2026, 4, 24), date(2026, 4, 27)


@pytest.fixture
def operator(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    """A legal operator of Savona: prepares, decides nothing."""
    return actor_of(make_user("operator", savona, Role.LEGAL_OPERATOR), "it")


@pytest.fixture
def executive(make_user: Callable[..., User], savona: Prefecture) -> Actor:
    """Who runs the area in Savona."""
    return actor_of(make_user("executive", savona, Role.EXECUTIVE), "it")


@pytest.fixture
def submitted(open_case: OpenCase) -> CaseFile:
    """Opened, not yet registered."""
    return open_case()


@pytest.fixture
def registered(officer: Actor, submitted: CaseFile) -> CaseFile:
    """With its protocol number, not yet assigned."""
    return opening.register_case(by=officer, case_id=submitted.pk, protocol_number="2026/0001", on=FILED, today=FILED)


@pytest.fixture
def asked(officer: Actor, investigated: CaseFile) -> CaseFile:
    """Papers asked: the person received the request on 20 February 2026."""
    day = date(2026, 2, 20)
    return integration.request_integration(by=officer, case_id=investigated.pk, received_on=day, today=day)


@pytest.fixture
def proposed(officer: Actor, investigated: CaseFile) -> CaseFile:
    """A grant is proposed."""
    return deciding.propose_decision(by=officer, case_id=investigated.pk, grounds=GRANT, today=PROPOSED)


@pytest.fixture
def refusal_proposed(officer: Actor, investigated: CaseFile) -> CaseFile:
    """A refusal is proposed."""
    return deciding.propose_decision(by=officer, case_id=investigated.pk, grounds=REFUSAL, today=PROPOSED)


@pytest.fixture
def noticed(officer: Actor, refusal_proposed: CaseFile) -> CaseFile:
    """The person received the notice before refusal on 20 May 2026."""
    return rejection.notify_10bis(
        by=officer, case_id=refusal_proposed.pk, reasons=REFUSAL.reasons, received_on=NOTICE_READ, today=NOTICE_READ
    )


@pytest.fixture
def observed(officer: Actor, noticed: CaseFile) -> CaseFile:
    """The person answered the notice on 28 May 2026."""
    day = date(2026, 5, 28)
    return rejection.receive_observations(
        by=officer, case_id=noticed.pk, on=day, note="Ho un altro reddito.", today=day
    )


@pytest.fixture
def decided(officer: Actor, proposed: CaseFile) -> CaseFile:
    """Granted on 20 April 2026."""
    return deciding.sign_decision(by=officer, case_id=proposed.pk, on=SIGNED, today=SIGNED)


@pytest.fixture
def notified(officer: Actor, decided: CaseFile) -> CaseFile:
    """The grant was notified on 24 April 2026."""
    return deciding.notify_decision(by=officer, case_id=decided.pk, on=NOTIFIED, today=NOTIFIED)


@pytest.fixture
def followed(officer: Actor, notified: CaseFile) -> CaseFile:
    """What follows the grant has begun."""
    return deciding.start_follow_up(by=officer, case_id=notified.pk, today=FOLLOWED)


@pytest.fixture
def opinion_awaited(officer: Actor, investigated: CaseFile) -> CaseFile:
    """The Questura was asked on 15 January 2026."""
    day = date(2026, 1, 15)
    return opinions.ask_opinion(by=officer, case_id=investigated.pk, office="questura", on=day, today=day)


@pytest.fixture
def closed(officer: Actor, notified: CaseFile) -> CaseFile:
    """Granted, notified, closed."""
    return deciding.close_case(by=officer, case_id=notified.pk, today=FOLLOWED)


@pytest.fixture
def citizenship(officer: Actor, open_case: OpenCase) -> CaseFile:
    """Citizenship by residence filed on 10 March 2025 and assigned."""
    filed = date(2025, 3, 10)
    case = open_case("citizenship_residence", filed_on=filed)
    opening.register_case(by=officer, case_id=case.pk, protocol_number="2025/0310", on=filed, today=filed)
    return opening.assign_case(by=officer, case_id=case.pk, user_id=officer.user_id, today=filed)

"""The prefectures of the demonstration, their choices and their accounts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password

from approdo.config.demonstration.accounts import DOMAIN, OBSERVATORY, OFFICES, PASSWORD, Account, Office, accounts
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.plans import identifier
from approdo.core.models import Membership, OfficeSettings, Prefecture, User

SINCE = date(2020, 1, 1)


def prepare() -> None:
    """Make what is missing of prefectures, settings, users and memberships. What is there stays as it is."""
    people = accounts()
    used = {one.prefecture for one in people}
    for office in (*OFFICES, OBSERVATORY):
        if office.code in used:
            _office(office)
    known = set(User.objects.filter(email__in=[one.email for one in people]).values_list("email", flat=True))
    absent = [one for one in people if one.email not in known]
    if absent:
        sealed = make_password(PASSWORD)
        for one in absent:
            _account(one, sealed)


def _office(office: Office) -> None:
    prefecture, _new = Prefecture.objects.get_or_create(
        code=office.code,
        defaults={
            "name": office.name,
            "seat": office.seat,
            "seat_comune": office.comuni[0],
            "address": f"Piazza dell'Esempio 1, {office.seat} {INVENTED}",
            "certified_mail": f"immigrazione.{office.seat.lower()}@pec.example",
        },
    )
    OfficeSettings.objects.get_or_create(
        prefecture=prefecture, defaults={"substitute_power_holder": f"Il Viceprefetto vicario {INVENTED}"}
    )


def _account(one: Account, sealed: str) -> None:
    user = User.objects.create(
        id=identifier(SINCE, one.email),
        prefecture_id=one.prefecture,
        email=one.email,
        full_name=one.name,
        office=one.office,
        password=sealed,
    )
    Membership.objects.create(
        id=identifier(SINCE, one.email, one.role),
        prefecture_id=one.prefecture,
        user=user,
        role=one.role,
        valid_from=SINCE,
    )


def users_of(code: str) -> dict[str, UUID]:
    """The users of a prefecture by their post (funzionaria, dirigente, ...)."""
    rows = User.objects.filter(prefecture_id=code, email__endswith=f"@{DOMAIN}").values_list("email", "pk")
    return {email.partition("@")[0].rpartition(".")[2]: pk for email, pk in rows}

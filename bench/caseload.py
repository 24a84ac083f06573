"""Offices with case files: one large, others beside it, and decided files. Everything is invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from approdo.core.access.roles import Role
from approdo.core.identifiers import new_id
from approdo.core.models import Membership, OfficeSettings, Prefecture, User
from approdo.procedures.models import CaseFile
from bench.database import copy, settle

LARGEST = "MI"
OFFICERS = 40
COLUMNS = (
    "id", "prefecture_id", "procedure", "office", "state", "outcome", "protocol_number", "external_code", "comune",
    "ground", "answers", "priority", "priority_reason", "title", "responsible_id", "filed_on", "decided_on",
    "pin_reason", "version", "created_at", "updated_at", "clock", "starts_on", "nominal_due", "effective_due",
    "stopped_days",
    "stopped_by", "stop_ends_on", "provisional", "computed_on", "ball", "follow_up_term",
)  # fmt: skip
_PROCEDURES = (
    ("family_reunification", "sui"), ("work_seasonal", "sui"), ("work_employee_quota", "sui"),
    ("citizenship_residence", "citizenship"), ("citizenship_marriage", "citizenship"),
)  # fmt: skip
_STATES = ("registered", "investigation", "integration_requested", "decision_proposal")
_BALLS = ("office", "desk", "applicant", "other_office", "consulate")
_STOPS = ("integration_request", "preliminary_rejection", "legal_suspension")
_FAMILIES = ("Provetta", "Inventata", "Esempio", "Campione", "Finta", "Modello", "Prova", "Saggio")


@dataclass(frozen=True)
class Office:
    """The largest office, and who works there."""

    prefecture: Prefecture
    user: User
    colleagues: list[User]
    today: date


def prefectures(many: int) -> list[Prefecture]:
    """That many prefectures with their settings, the largest first."""
    codes = [LARGEST, *(f"X{number:03d}" for number in range(1, many))]
    made = Prefecture.objects.bulk_create(
        Prefecture(code=code, name=f"Prefettura {code}", seat=f"Città {code}", seat_comune="015146") for code in codes
    )
    OfficeSettings.objects.bulk_create(OfficeSettings(prefecture=office) for office in made)
    return made


def user_of(office: Prefecture, name: str, *roles: Role) -> User:
    """Somebody with roles."""
    user = User.objects.create(prefecture=office, email=f"{name}@{office.code.lower()}.example", full_name=name.title())
    for role in roles:
        Membership.objects.create(prefecture=office, user=user, role=role.value, valid_from=date(2020, 1, 1))
    return user


def fill(open_files: int, many: int = 11) -> Office:
    """The largest office with so many open files; as many in the others together, and as many decided in the first."""
    offices, today = prefectures(many), timezone.localdate()
    large = offices[0]
    colleagues = [user_of(large, f"officer{number}", Role.OFFICER) for number in range(OFFICERS)]
    people = [user.pk for user in colleagues]
    dice = random.Random(20261122)  # the same rows every time
    copy(CaseFile, COLUMNS, _rows(dice, [large.pk], open_files, people, today))
    copy(CaseFile, COLUMNS, _rows(dice, [office.pk for office in offices[1:]], open_files, [None], today))
    copy(CaseFile, COLUMNS, _rows(dice, [large.pk], open_files, people, today, decided=True))
    settle(CaseFile)
    return Office(large, colleagues[0], colleagues, today)


def _rows(
    dice: random.Random, codes: list[str], many: int, people: list[Any], today: date, *, decided: bool = False
) -> Iterator[tuple[Any, ...]]:
    now = datetime.now(UTC)
    for number in range(many):
        procedure, office = dice.choice(_PROCEDURES)
        clock = "ended" if decided else dice.choices(("running", "stopped", "not_started"), (7, 2, 1))[0]
        filed = today - timedelta(dice.randint(1, 700))
        due = None if clock == "not_started" else filed + timedelta(dice.choice((60, 90, 150, 730)))
        stopped = clock == "stopped"
        priority = dice.random() < 0.05
        kind = "D" if decided else "A"
        yield (
            new_id(), dice.choice(codes), procedure, office, "notified" if decided else dice.choice(_STATES),
            "granted" if decided else "", f"{kind}{filed.year}/{number:07d}", f"{kind}{number:09d}", "", "", "{}",
            priority, "health" if priority else "", f"{dice.choice(_FAMILIES)} {number % 997:03d}",
            dice.choice(people) if dice.random() < 0.9 else None, filed, today if decided else None, "", 1, now,
            now - timedelta(seconds=dice.randint(0, 10_000_000)), clock, filed if due else None, due, due, 0,
            dice.choice(_STOPS) if stopped else "", today + timedelta(dice.randint(1, 60)) if stopped else None, False,
            today, dice.choice(_BALLS), "",
        )  # fmt: skip

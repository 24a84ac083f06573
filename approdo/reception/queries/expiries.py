"""The calendar of what expires: contracts, guarantees, proofs of bodies, certificates of buildings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Q

from approdo.core.access.actor import Actor
from approdo.reception.models import CentreCertificate, Compliance, Guarantee
from approdo.reception.queries import bodies, contracts
from approdo.reception.queries.bodies import of_own_bodies
from approdo.reception.rules.expiries import Band, Proof, Stop, Subject, band, covered_until, stopped_by

RECENT = timedelta(days=30)  # a contract that ended stays in the calendar for that long


@dataclass(frozen=True, slots=True)
class Expiry:
    """One thing that expires. `kind` (page) and `id` say where it stands; `last` is its last good day."""

    subject: Subject
    what: str
    body: str
    last: date
    band: Band
    stops: tuple[Stop, ...]
    page: str  # body | contract | centre
    id: UUID


def calendar(
    by: Actor, today: date, subject: str = "", bands: Iterable[Band] | None = None, text: str = ""
) -> list[Expiry]:
    """What expires, the earliest first. A proof that was renewed counts once, with its last end; what is expired counts
    as long as it matters: proofs of a body with a contract in force, guarantees of such contracts, open centres."""
    wanted = set(bands) if bands is not None else set(Band)
    makers = [make for subjects, make in _MAKERS if subject in ("", *subjects)]
    found = chain.from_iterable(make(by, today) for make in makers)
    words = text.casefold()
    return sorted(
        (
            one
            for one in found
            if one.band in wanted
            and subject in ("", one.subject.value)
            and words in f"{one.what} {one.body}".casefold()
        ),
        key=lambda one: (one.last, one.subject.value, one.what, str(one.id)),
    )


def _contracts(by: Actor, today: date) -> Iterator[Expiry]:
    rows = contracts.visible_to(by).select_related("body").filter(in_force__endswith__gt=today - RECENT)
    for row in rows:
        last = row.last_day
        yield _expiry(Subject.CONTRACT, row.title, row.body.name, last, today, "contract", row.pk)


def _guarantees(by: Actor, today: date) -> Iterator[Expiry]:
    rows = of_own_bodies(by, Guarantee.objects.all(), "contract__body").select_related("contract__body")
    for contract_id, held in _grouped(rows.filter(contract__in_force__contains=today), "contract_id").items():
        latest = max(held, key=lambda row: row.expires_on)
        contract = latest.contract
        yield _expiry(
            Subject.GUARANTEE, contract.title, contract.body.name, latest.expires_on, today, "contract", contract_id
        )


def _proofs(by: Actor, today: date) -> Iterator[Expiry]:
    working = bodies.visible_to(by).filter(contracts__in_force__contains=today)
    rows = of_own_bodies(by, Compliance.objects.all(), "body").select_related("body").filter(body__in=working)
    for body_id, held in _grouped(rows, "body_id").items():
        for kind, ones in _grouped(held, "kind").items():
            last = covered_until((_proof(Subject(kind), row) for row in ones), today)
            if last is not None and last != date.max:
                yield _expiry(Subject(kind), ones[0].body.name, ones[0].body.name, last, today, "body", body_id)


def _certificates(by: Actor, today: date) -> Iterator[Expiry]:
    still_open = Q(centre__closed_on__isnull=True) | Q(centre__closed_on__gt=today)
    rows = of_own_bodies(by, CentreCertificate.objects.filter(still_open), "centre__body")
    for centre_id, held in _grouped(rows.select_related("centre__body"), "centre_id").items():
        for kind, ones in _grouped(held, "kind").items():
            last = covered_until((_proof(Subject.CERTIFICATE, row) for row in ones), today)
            if last is not None and last != date.max:
                centre = ones[0].centre
                what = f"{kind} – {centre.name}"
                yield _expiry(Subject.CERTIFICATE, what, centre.body.name, last, today, "centre", centre_id)


def _proof(subject: Subject, row: Any) -> Proof:
    return Proof(subject, row.issued_on, row.expires_on)


def _grouped(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _expiry(subject: Subject, what: str, body: str, last: date, today: date, page: str, identifier: UUID) -> Expiry:
    return Expiry(subject, what, body, last, band(last, today), stopped_by(subject), page, identifier)


# Who tells what, so that nobody is asked for what was not wanted.
_MAKERS = (
    ((Subject.CONTRACT,), _contracts),
    ((Subject.GUARANTEE,), _guarantees),
    ((Subject.DURC, Subject.ANTIMAFIA, Subject.TRACEABILITY), _proofs),
    ((Subject.CERTIFICATE,), _certificates),
)

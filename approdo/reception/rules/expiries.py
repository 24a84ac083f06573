"""What expires when, and what it stops: contracts, guarantees, proofs of bodies, certificates of buildings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from approdo.reception.rules.vocabulary import ComplianceKind

STEPS = (60, 90, 180)  # days ahead at which somebody is told
MANDATORY = (ComplianceKind.DURC, ComplianceKind.ANTIMAFIA, ComplianceKind.TRACEABILITY)


class Band(StrEnum):
    """How near an expiry is; the earliest first."""

    EXPIRED = "expired"
    WITHIN_60 = "within_60"
    WITHIN_90 = "within_90"
    WITHIN_180 = "within_180"
    LATER = "later"


class Subject(StrEnum):
    """What expires."""

    CONTRACT = "contract"
    GUARANTEE = "guarantee"
    DURC = "durc"
    ANTIMAFIA = "antimafia"
    TRACEABILITY = "traceability"
    CERTIFICATE = "certificate"


class Stop(StrEnum):
    """What may not be done without it."""

    PAYMENTS = "payments"
    CONTRACTS = "contracts"  # no new one, no extension
    PLACEMENTS = "placements"


STOPS: dict[Subject, tuple[Stop, ...]] = {
    Subject.CONTRACT: (Stop.PLACEMENTS,),
    Subject.GUARANTEE: (),
    Subject.DURC: (Stop.PAYMENTS, Stop.CONTRACTS, Stop.PLACEMENTS),
    Subject.ANTIMAFIA: (Stop.PAYMENTS, Stop.CONTRACTS, Stop.PLACEMENTS),
    Subject.TRACEABILITY: (Stop.PAYMENTS,),
    Subject.CERTIFICATE: (),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that holds from a day to another, both included; without an end where `last` is None."""

    subject: Subject
    first: date
    last: date | None


def band(last: date | None, today: date) -> Band:
    """How near the end of something is whose last good day is `last`; without an end it is never near.

    Source: house convention of 180, 90 and 60 days; domain rule 5, n. 10.
    """
    if last is None:
        return Band.LATER
    days = (last - today).days
    if days < 0:
        return Band.EXPIRED
    bands = (Band.WITHIN_60, Band.WITHIN_90, Band.WITHIN_180)
    return next((found for step, found in zip(STEPS, bands, strict=True) if days <= step), Band.LATER)


def stopped_by(subject: Subject) -> tuple[Stop, ...]:
    """What may not be done once that has expired; nothing by itself for guarantees and certificates.

    Source: D.Lgs. 36/2023 arts. 11 c. 6 and 94 (DURC); D.Lgs. 159/2011 arts. 83 and 92 (anti-mafia); law 136/2010
    art. 3 (traceability); D.Lgs. 142/2015 art. 11 and domain rule 4.2 for placements.
    """
    return STOPS[subject]


def holds(proofs: Iterable[Proof], subject: Subject, on: date) -> bool:
    """Whether one of the proofs of that subject holds on that day. Source: arithmetic of dates."""
    return any(
        proof.subject == subject and proof.first <= on and (proof.last is None or on <= proof.last) for proof in proofs
    )


def missing(proofs: Iterable[Proof], act: Stop, on: date) -> tuple[Subject, ...]:
    """The proofs a body lacks on a day for an act that is stopped without them.

    Source: as `stopped_by`.
    """
    known = tuple(proofs)
    return tuple(
        Subject(kind.value)
        for kind in MANDATORY
        if act in STOPS[Subject(kind.value)] and not holds(known, Subject(kind.value), on)
    )


def covered_until(proofs: Iterable[Proof], today: date) -> date | None:
    """The last day up to which the proofs cover without a gap from today; the latest end when today is not covered.

    `date.max` when one of them has no end; None when there is no proof. A renewal that begins the day after the end of
    the one before leaves no gap. Source: arithmetic of dates.
    """
    spans = sorted((proof.first, proof.last or date.max) for proof in proofs)
    if not spans:
        return None
    reached = today - timedelta(days=1)
    for first, last in spans:
        if first <= reached + timedelta(days=1) <= last:
            reached = last
            if reached == date.max:
                break
    if reached >= today:
        return reached
    past = [last for first, last in spans if first <= today]
    return max(past) if past else None

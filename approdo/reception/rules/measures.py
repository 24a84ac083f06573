"""Measures of art. 23 against a guest: what may be decided on which ground, when, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from approdo.core.rules.calendar import add_months
from approdo.core.rules.nights import Nights


class Ground(StrEnum):
    """Why a measure is considered. Source: legislative decree 142/2015, art. 23 c. 1 lett. a-d and c. 2."""

    ABANDONMENT = "abandonment"
    INTERVIEW_MISSED = "interview_missed"
    REPEAT_APPLICATION = "repeat_application"
    SUFFICIENT_MEANS = "sufficient_means"
    BREACH_OF_RULES = "breach_of_rules"
    DAMAGE = "damage"
    VIOLENCE = "violence"


class MeasureKind(StrEnum):
    """What may be decided. Source: legislative decree 142/2015, art. 23 c. 1 and c. 2 lett. a-c."""

    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    EXCLUSION_ACTIVITIES = "exclusion_activities"
    EXCLUSION_SERVICES = "exclusion_services"
    BENEFITS_SUSPENSION = "benefits_suspension"
    BENEFITS_WITHDRAWAL = "benefits_withdrawal"


class ExcludedService(StrEnum):
    """Services that may be excluded. Material reception and health care stand in no list that one could choose from.

    Source: legislative decree 142/2015, art. 23 c. 2 lett. b; which services, our choice.
    """

    ITALIAN_COURSE = "italian_course"
    TERRITORIAL_ORIENTATION = "territorial_orientation"
    TRANSPORT = "transport"
    INTERNET = "internet"


class MeasureState(StrEnum):
    """How far a measure is: told by the centre, opened by the office, decided, ended, or not taken up."""

    REPORTED = "reported"
    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Delivery(StrEnum):
    """How an act reached a guest; `untraceable`: it is complete by law though nobody received it."""

    IN_HAND = "in_hand"
    CERTIFIED_MAIL = "certified_mail"
    REGISTERED_MAIL = "registered_mail"
    UNTRACEABLE = "untraceable"


class MeasurePaper(StrEnum):
    """The letters of a measure. Source: law 241/1990, arts. 7 and 21-bis; legislative decree 142/2015, art. 23 c. 2-bis."""

    NOTICE = "notice"
    DECISION = "decision"
    COMMUNICATION = "communication"


SENDINGS = (Delivery.IN_HAND, Delivery.CERTIFIED_MAIL, Delivery.REGISTERED_MAIL)


class Voice(StrEnum):
    """How a guest was heard. Source: law 241/1990, art. 10."""

    HEARING = "hearing"
    MEMOIR = "memoir"


class RestorationCause(StrEnum):
    """Why reception may be restored. Source: legislative decree 142/2015, art. 23 c. 3."""

    FORCE_MAJEURE = "force_majeure"
    ACCIDENT = "accident"
    PERSONAL = "personal"


class Step(StrEnum):
    """What a measure waits for, in the order of the law. Source: our reading of art. 23 and of law 241/1990."""

    REPORT = "report"
    NOTICE = "notice"
    VOICE = "voice"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    NOTIFICATION = "notification"
    EFFECTS = "effects"
    COMMISSION = "commission"
    RESTORATION = "restoration"
    DONE = "done"


WITHDRAWAL_GROUNDS = frozenset({
    Ground.ABANDONMENT, Ground.INTERVIEW_MISSED, Ground.REPEAT_APPLICATION, Ground.SUFFICIENT_MEANS,
})  # fmt: skip
BREACH_KINDS = frozenset(MeasureKind) - {MeasureKind.WITHDRAWAL}
EXCLUSIONS = frozenset({MeasureKind.EXCLUSION_ACTIVITIES, MeasureKind.EXCLUSION_SERVICES})
BENEFITS = frozenset({MeasureKind.BENEFITS_SUSPENSION, MeasureKind.BENEFITS_WITHDRAWAL})


def kinds_for(ground: Ground) -> frozenset[MeasureKind]:
    """What may be decided on a ground: withdrawal for those of c. 1, transfer and the listed measures for c. 2.

    Source: legislative decree 142/2015, art. 23 c. 1 and 2.
    """
    return frozenset({MeasureKind.WITHDRAWAL}) if ground in WITHDRAWAL_GROUNDS else BREACH_KINDS


def paragraph(ground: Ground) -> str:
    """The paragraph of art. 23 that a ground stands in. Source: legislative decree 142/2015, art. 23."""
    letters = dict(zip(Ground, "abcd", strict=False))
    return f"c. 1 lett. {letters[ground]}" if ground in WITHDRAWAL_GROUNDS else "c. 2"


def warning_needed(ground: Ground) -> bool:
    """Whether the centre formally warns the guest before it reports. Source: legislative decree 142/2015, art. 23 c. 4."""
    return ground not in WITHDRAWAL_GROUNDS


@dataclass(frozen=True, slots=True)
class BenefitsLength:
    """The shortest and the longest suspension of the accessory benefits: days and months."""

    least_days: int
    most_months: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What is decided. `benefits_days`: how long they are suspended; `exclusion_until`: the first day without exclusion;
    `moves`: a centre to move to is named."""

    kinds: tuple[MeasureKind, ...]
    services: tuple[ExcludedService, ...] = ()
    exclusion_until: date | None = None
    benefits_days: int | None = None
    moves: bool = False


class DecisionFault(StrEnum):
    """Why a decision cannot stand as it is."""

    NOTHING = "nothing"
    NOT_ON_THIS_GROUND = "not_on_this_ground"
    BOTH_BENEFITS = "both_benefits"
    SERVICES_MISSING = "services_missing"
    SERVICES_UNASKED = "services_unasked"
    END_MISSING = "end_missing"
    END_UNASKED = "end_unasked"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    DAYS_UNASKED = "days_unasked"
    CENTRE_MISSING = "centre_missing"
    CENTRE_UNASKED = "centre_unasked"


def decision_faults(ground: Ground, terms: Terms, on: date, length: BenefitsLength) -> Mapping[str, DecisionFault]:
    """What cannot stand in a decision of a day, by field.

    Source: legislative decree 142/2015, art. 23 c. 1 and 2 (30 days to 6 months for the accessory benefits).
    """
    kinds, found = set(terms.kinds), {}
    if not kinds:
        found["kinds"] = DecisionFault.NOTHING
    elif not kinds <= kinds_for(ground):
        found["kinds"] = DecisionFault.NOT_ON_THIS_GROUND
    elif kinds >= BENEFITS:
        found["kinds"] = DecisionFault.BOTH_BENEFITS
    if (MeasureKind.EXCLUSION_SERVICES in kinds) != bool(terms.services):
        found["services"] = DecisionFault.SERVICES_UNASKED if terms.services else DecisionFault.SERVICES_MISSING
    excluded = bool(kinds & EXCLUSIONS)
    if excluded and (terms.exclusion_until is None or terms.exclusion_until <= on):
        found["exclusion_until"] = DecisionFault.END_MISSING
    elif not excluded and terms.exclusion_until is not None:
        found["exclusion_until"] = DecisionFault.END_UNASKED
    if (MeasureKind.TRANSFER in kinds) != terms.moves:
        found["centre"] = DecisionFault.CENTRE_UNASKED if terms.moves else DecisionFault.CENTRE_MISSING
    fault = _benefits_fault(MeasureKind.BENEFITS_SUSPENSION in kinds, terms.benefits_days, on, length)
    return found if fault is None else {**found, "benefits_days": fault}


def _benefits_fault(asked: bool, days: int | None, on: date, length: BenefitsLength) -> DecisionFault | None:
    if not asked:
        return None if days is None else DecisionFault.DAYS_UNASKED
    if days is None or days < length.least_days:
        return DecisionFault.TOO_SHORT
    most = (add_months(on, length.most_months) - on).days
    return DecisionFault.TOO_LONG if days > most else None


def suspension(kinds: tuple[MeasureKind, ...], days: int | None, first: date, length: BenefitsLength) -> Nights | None:
    """The nights without accessory benefits from the day the decision has effect; without end where they are withdrawn.

    Counted from another day than the decision's, six months may hold fewer days: they are never exceeded.
    Source: legislative decree 142/2015, art. 23 c. 2 lett. c.
    """
    if MeasureKind.BENEFITS_WITHDRAWAL in kinds:
        return Nights(first, date.max)
    if MeasureKind.BENEFITS_SUSPENSION not in kinds or days is None:
        return None
    return Nights(first, min(first + timedelta(days=days), add_months(first, length.most_months)))


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done of a measure, as days; None for what was not. `voice_until`: the last day to be heard.

    `applied`: whether something was decided against the guest, None before the decision.
    """

    state: MeasureState
    notice_received: date | None = None
    voice_until: date | None = None
    heard: date | None = None
    assessed: date | None = None
    applied: bool | None = None
    notified: date | None = None
    carried_out: date | None = None
    commission: date | None = None
    traced: date | None = None
    restored: bool | None = None


def may_be_decided(progress: Progress, on: date) -> bool:
    """Whether the guest received the notice, and was heard or let the days pass: no decision comes before.

    The last day to be heard belongs to the guest whole. Source: law 241/1990, arts. 7 and 10; TAR Lazio 13777/2023.
    """
    if progress.notice_received is None or on < progress.notice_received:
        return False
    if progress.heard is not None and progress.heard <= on:
        return True
    return progress.voice_until is not None and on > progress.voice_until


def step(progress: Progress, today: date) -> Step:
    """What a measure waits for on a day.

    The Commission may be told at any time after the decision; it is what waits when nothing else does.
    Source: legislative decree 142/2015, art. 23; law 241/1990, arts. 7, 10 and 21-bis.
    """
    if progress.traced is not None and progress.restored is None:
        return Step.RESTORATION
    if progress.state is MeasureState.OPEN:
        return _before_decision(progress, today)
    if progress.state is MeasureState.DECIDED:
        return _after_decision(progress)
    return Step.REPORT if progress.state is MeasureState.REPORTED else Step.DONE


def _after_decision(progress: Progress) -> Step:
    if progress.notified is None:
        return Step.NOTIFICATION
    if progress.carried_out is None:
        return Step.EFFECTS
    return Step.COMMISSION if progress.commission is None else Step.DONE


def _before_decision(progress: Progress, today: date) -> Step:
    if progress.notice_received is None:
        return Step.NOTICE
    if not may_be_decided(progress, today):
        return Step.VOICE
    return Step.ASSESSMENT if progress.assessed is None else Step.DECISION

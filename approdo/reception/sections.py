"""What the acts on stays ask of unaccompanied minors: where they may go, and by when a stay among adults ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.core.errors import Refusal
from approdo.core.pages.formats import short_date
from approdo.reception import placing
from approdo.reception.limits import minor_limits
from approdo.reception.models import Centre, Guest, SectionTerm
from approdo.reception.queries import sections, stays
from approdo.reception.rules.minors import MinorFault, in_section, last_exit, placing_fault
from approdo.reception.rules.vocabulary import CentreType

_WORDS: dict[MinorFault, Any] = {
    MinorFault.UNDER_CENTRE_AGE: _(
        "%(guest)s may be under %(age)s: centres for unaccompanied minors are not for them."
    ),
    MinorFault.UNDER_SECTION_AGE: _(
        "%(guest)s may be under %(age)s: a section of a centre for adults is not for them."
    ),
    MinorFault.AGE_UNKNOWN: _(
        "Nothing is known of the age of %(guest)s: a section for minors is from %(age)s years on."
    ),
    MinorFault.NO_SECTION: _("%(centre)s has no section for unaccompanied minors: %(guest)s cannot be received there."),
    MinorFault.PLACE_FREE: _("A place is free in %(other)s: %(guest)s cannot be placed among adults."),
}


def allowed(
    centre: Centre, rows: Sequence[Guest], on: date, today: date, *, arriving: bool = False,
    without: Sequence[UUID] = (),
) -> None:  # fmt: skip
    """Refuse minors where the law does not let them be. No reason goes around it.

    `arriving`: their place was decided before, when no other was free. `without`: stays that they leave. Raises Refusal.
    """
    limits, type_ = minor_limits(today), CentreType(centre.type)
    minors = [row for row in rows if sections.is_minor(row, on)]
    sectioned = bool(minors) and in_section(type_) and sections.has_section(centre)
    for row in minors:
        age = sections.youngest(row, on)
        fault, other = placing_fault(type_, sectioned, age, False, limits), None
        if fault is None and sectioned and not arriving:
            [sleeper] = placing.sleepers([row], today)
            other = sections.minors_centre_free(row, sleeper, on, today, without)
            fault = placing_fault(type_, sectioned, age, other is not None, limits)
        if fault is not None:
            told = limits.section_age if in_section(type_) else limits.centre_age
            words = {"guest": row.person, "age": told, "centre": centre.name, "other": other.name if other else ""}
            raise Refusal(f"minor_{fault.value}", _WORDS[fault] % words)


def end_of(
    guest: Guest, centre: Centre, first: date, until: date | None, today: date, *, lineage: UUID | None = None,
    cut: bool = False,
) -> date | None:  # fmt: skip
    """The planned exit of a stay: what was asked, and for a minor among adults never later than the law lets.

    Without one it is the last day of the law, or that of the contract. `cut`: what is later is brought back to it instead
    of being refused. `lineage`: the stay itself. Raises Refusal (no day is left, later than the law lets).
    """
    if not guest.unaccompanied_minor or not in_section(CentreType(centre.type)):
        return until
    term = term_of(guest, today)
    if not sections.is_minor(guest, first):
        return until
    others = sections.among_adults([guest.pk], [lineage] if lineage else []).get(guest.pk, [])
    last = last_exit(first, others, term.days + term.extension_days, term.majority_on)
    if last is None:
        return until
    if last <= first:
        raise Refusal(
            "minor_days_over",
            _("%(guest)s was among adults for all the %(days)s days that the law lets: a centre for minors is needed.")
            % {"guest": guest.person, "days": term.days + term.extension_days},
        )
    if until is not None and until > last and not cut:
        words = _("%(guest)s may be among adults until %(day)s at the latest.")
        raise Refusal("minor_days_exceeded", words % {"guest": guest.person, "day": short_date(last)})
    held = stays.contract_of(centre, first)
    ends = stays.last_night(held) if held else None
    return min(day for day in (until, last, ends if until is None else None) if day is not None)


def term_of(guest: Guest, today: date) -> SectionTerm:
    """The days of a minor among adults, written when they are first counted; the day of majority as it is known now."""
    majority, days = sections.majority_of(guest), minor_limits(today).section_days
    term, made = SectionTerm.objects.get_or_create(
        guest=guest, defaults={"prefecture_id": guest.prefecture_id, "days": days, "majority_on": majority}
    )
    if not made and term.majority_on != majority:
        term.majority_on = majority
        term.save(update_fields=["majority_on"])
    return term

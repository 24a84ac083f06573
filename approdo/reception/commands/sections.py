"""Sections for unaccompanied minors: which units they are, and the one extension of the days in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import NotFound, Refusal
from approdo.core.saying import reason_said
from approdo.reception import labels, placing, sections, stay_rows
from approdo.reception.limits import minor_limits
from approdo.reception.models import HousingUnit, SectionTerm, Stay
from approdo.reception.place_locks import locked_centre, touch
from approdo.reception.queries import guests, stays
from approdo.reception.queries import sections as queries
from approdo.reception.rules.minors import ExtensionFault, extension_fault, in_section, last_exit
from approdo.reception.rules.vocabulary import CentreType


@transaction.atomic
def set_section(
    *, by: Actor, centre_id: UUID, unit_id: UUID, minors_section: bool, expected_version: int | None = None
) -> HousingUnit:
    """Say whether a unit of a centre for adults is only for unaccompanied minors.

    Raises NotAllowed, NotFound, Stale, Refusal (a centre for minors, minors who would be left without a section).
    """
    require(by, Permission.CENTRE_EDIT)
    centre = locked_centre(by, centre_id, expected_version)
    if not in_section(CentreType(centre.type)):
        raise Refusal("section_not_needed", _("This centre is for unaccompanied minors alone: it has no section."))
    unit = HousingUnit.objects.select_for_update().filter(centre=centre, pk=unit_id).first()
    if unit is None:
        raise NotFound("unit_not_found", _("This unit does not exist in this centre."))
    if unit.minors_section == minors_section:
        return unit
    unit.minors_section = minors_section
    unit.save(update_fields=["minors_section"])
    if not minors_section and not queries.has_section(centre) and queries.of_centre(by, centre, timezone.localdate()):
        raise Refusal("section_in_use", _("Minors are in this section, or expected: move them first."))
    audit.record(
        by,
        "centre.section_set",
        "centre",
        centre.pk,
        version=touch(centre),
        unit=unit.pk,
        minors_section=minors_section,
    )
    return unit


@transaction.atomic
def extend_section(*, by: Actor, guest_id: UUID, on: date, reason: str, today: date | None = None) -> SectionTerm:
    """Extend the days of a minor among adults, once, by a decision of a day; their stay may go on to the new end.

    Raises NotAllowed, NotFound, InvalidInput (no reason, a day to come), Refusal (not among adults, extended already,
    the days were over, they come of age before). Source: D.Lgs. 142/2015 art. 19 c. 3-bis.
    """
    require(by, Permission.STAY_PLACE)
    today = today or timezone.localdate()
    told = reason_said(reason)
    row = _locked(by, guest_id)
    first = row.entry or row.planned_entry or today
    term = sections.term_of(row.guest, today)
    others = queries.among_adults([guest_id], [row.lineage]).get(guest_id, [])
    until = last_exit(first, others, term.days, term.majority_on)
    fault = extension_fault(bool(term.extension_days), until, on, today)
    if fault is not None:
        words = labels.EXTENSION_FAULTS[fault]
        raise Refusal(f"extension_{fault.value}", words, fields={"on": words})
    term.extension_days, term.extended_on = minor_limits(today).extension_days, on
    term.extension_reason, term.extended_by_id = told, by.user_id
    words = labels.EXTENSION_FAULTS[ExtensionFault.TWICE]
    with answering({"section_extended_once": Refusal("extension_twice", words)}.get):
        term.save()
    before = row.planned_exit
    asked = None if before == until else before
    ends = sections.end_of(row.guest, row.centre, first, asked, today, lineage=row.lineage)
    if ends != before:
        stay_rows.replace(by, row, planned_exit=ends, reason=told)
    audit.record(
        by, "guest.section_extended", "guest", guest_id, on=on, days=term.extension_days, reason=told, before=before,
        planned_exit=ends,
    )  # fmt: skip
    return term


def _locked(by: Actor, guest_id: UUID) -> Stay:
    """The stay among adults that goes on, or is expected, of a minor; locked. Raises NotFound, Refusal."""
    guest = guests.guest(by, guest_id)
    rows = stays.visible_to(by).filter(guest=guest, state__in=queries.GOING_ON)
    rows = rows.exclude(centre__type=CentreType.CAS_UAM.value).select_related("guest")
    found = rows.order_by("-state", "planned_entry").first()
    if found is None or not found.guest.unaccompanied_minor:
        raise Refusal("not_among_adults", labels.NO_COUNT)
    row, _centres = placing.lock_stay(by, found.lineage, None)
    return row

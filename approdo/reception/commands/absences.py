"""Absences of guests: asked by the centre, answered by the office, reported when they happen, ended by a return."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.rules.nights import Nights
from approdo.core.versions import refuse_changed
from approdo.reception import labels
from approdo.reception import register_rows as rows
from approdo.reception.models import Absence, Centre
from approdo.reception.place_locks import locked_centre
from approdo.reception.queries import register
from approdo.reception.rules.vocabulary import AbsenceAnswer, AbsenceKind


@transaction.atomic
def ask_absence(
    *, by: Actor, centre_id: UUID, guest_id: UUID, first: date, until: date, note: str, today: date
) -> Absence:
    """Ask that a guest may sleep elsewhere from `first` to the night before `until`, and say why.

    Until it is authorised it is an absence without reason. Raises NotAllowed, NotFound, InvalidInput (no night, outside
    the stay, no reason), Refusal (another absence in these nights, month closed or sealed).
    Source: legislative decree 142/2015, art. 10.
    """
    require(by, Permission.NIGHT_RECORD)
    centre = locked_centre(by, centre_id)
    if until <= first or (until - first).days > rows.LONGEST:
        words = _("The day of return must come after the first night, and at most a year later.")
        raise InvalidInput("nights_inverted", words, fields={"until": words})
    if not note.strip():
        raise InvalidInput("reason_missing", _("Say why the guest asks."), fields={"note": _("Write this.")})
    made = _new(by, centre, guest_id, first, until)
    made.kind, made.answer, made.asked_on = AbsenceKind.UNJUSTIFIED.value, AbsenceAnswer.ASKED.value, today
    made.note = " ".join(note.split())[:300]
    made.save(force_insert=True)
    audit.record(by, "absence.asked", "absence", made.pk, centre=centre.pk, guest=guest_id, first=first, until=until)
    return made


@transaction.atomic
def report_absence(
    *, by: Actor, centre_id: UUID, guest_id: UUID, kind: AbsenceKind, first: date, today: date, note: str = ""
) -> Absence:
    """Tell the office that a guest is away since a night: in hospital, detained, or without a reason known.

    The moment is kept: the centre must tell at once. Raises NotAllowed, NotFound, InvalidInput (a night to come, outside
    the stay, an authorised one, which is asked), Refusal. Source: legislative decree 142/2015, art. 23 c. 3.
    """
    require(by, Permission.NIGHT_RECORD)
    centre = locked_centre(by, centre_id)
    if kind is AbsenceKind.AUTHORISED:
        words = _("An absence with authorisation is asked, not reported.")
        raise InvalidInput("absence_to_ask", words, fields={"kind": words})
    rows.period(first, first + timedelta(days=1), today, field="first")
    made = _new(by, centre, guest_id, first, None)
    made.kind, made.told_office_at, made.note = kind.value, timezone.now(), " ".join(note.split())[:300]
    made.save(force_insert=True)
    audit.record(by, "absence.reported", "absence", made.pk, centre=centre.pk, guest=guest_id, first=first, kind=kind)
    return made


@transaction.atomic
def authorise_absence(
    *, by: Actor, absence_id: UUID, authorisation: str, expected_version: int | None = None
) -> Absence:
    """Allow an absence that was asked, under a number.

    Raises NotAllowed, NotFound, InvalidInput (no number), Refusal (answered already, month closed or sealed), Stale.
    """
    require(by, Permission.ABSENCE_AUTHORISE)
    absence = _asked(by, absence_id, expected_version)
    number = " ".join(authorisation.split())[:80]
    if not number:
        raise InvalidInput(
            "authorisation_missing",
            _("Write the number of the authorisation."),
            fields={"authorisation": _("Write this.")},
        )
    absence.kind, absence.authorisation = AbsenceKind.AUTHORISED.value, number
    _answer(by, absence, AbsenceAnswer.AUTHORISED)
    audit.record(by, "absence.authorised", "absence", absence.pk, version=absence.version, authorisation=number)
    return absence


@transaction.atomic
def refuse_absence(*, by: Actor, absence_id: UUID, reason: str, expected_version: int | None = None) -> Absence:
    """Refuse an absence that was asked, with a reason.

    Raises NotAllowed, NotFound, InvalidInput (no reason), Refusal (answered already, month closed or sealed), Stale.
    """
    require(by, Permission.ABSENCE_AUTHORISE)
    absence = _asked(by, absence_id, expected_version)
    absence.answer_reason = " ".join(reason.split())[:300]
    if not absence.answer_reason:
        raise InvalidInput("reason_missing", _("Say why it is refused."), fields={"reason": _("Write this.")})
    _answer(by, absence, AbsenceAnswer.REFUSED)
    audit.record(by, "absence.refused", "absence", absence.pk, version=absence.version)
    return absence


@transaction.atomic
def return_from_absence(
    *, by: Actor, absence_id: UUID, on: date, today: date, expected_version: int | None = None
) -> Absence:
    """Write the day on which a guest came back: that night is slept in the centre again.

    Raises NotAllowed, NotFound, InvalidInput (before the absence, in the future), Refusal (back already, refused, month
    closed or sealed), Stale.
    """
    require(by, Permission.NIGHT_RECORD)
    absence, centre = _locked(by, absence_id, expected_version)
    if absence.answer == AbsenceAnswer.REFUSED.value:
        raise Refusal("absence_refused", _("This absence was refused: there is no return to record."))
    if absence.until is not None and absence.until <= on:
        raise Refusal("absence_ended", _("This absence ended on that day or before."))
    if on <= absence.first or on > today:
        words = _("The day of return comes after the first night away, and not in the future.")
        raise InvalidInput("return_impossible", words, fields={"on": words})
    rows.refuse_closed(centre, Nights(on, max(absence.until or on, on + timedelta(days=1))))
    absence.until = on
    absence.version += 1
    absence.save()
    audit.record(by, "absence.ended", "absence", absence.pk, version=absence.version, on=on)
    return absence


def _new(by: Actor, centre: Centre, guest_id: UUID, first: date, until: date | None) -> Absence:
    last = until or first + timedelta(days=1)
    rows.refuse_closed(centre, Nights(first, last))
    held = register.nights_of_stays(centre, [guest_id]).get(guest_id)
    if held is None:
        raise NotFound("guest_not_found", _("This guest does not exist, or is not of your centres."))
    if not any(one.first <= first and last <= one.until for one in held):
        words = _("The guest is not in this centre in all of these nights.")
        raise InvalidInput("night_outside_stay", words, fields={"first": words})
    others = Absence.objects.filter(guest_id=guest_id).exclude(answer=AbsenceAnswer.REFUSED.value)
    if until is not None:
        others = others.filter(first__lt=until)
    if others.filter(Q(until__isnull=True) | Q(until__gt=first)).exists():
        raise Refusal("absence_known", _("An absence of this guest is written for these nights already."))
    return Absence(
        prefecture_id=by.prefecture,
        guest_id=guest_id,
        centre=centre,
        first=first,
        until=until,
        recorded_by_id=by.user_id,
    )


def _locked(by: Actor, absence_id: UUID, expected_version: int | None) -> tuple[Absence, Centre]:
    """The absence and its centre, locked: the centre first, as every act on a register does."""
    seen = register.absence(by, absence_id)
    centre = locked_centre(by, seen.centre_id)
    found = Absence.objects.select_for_update().get(pk=seen.pk)
    words = _("Somebody changed this absence while you were working on it. Nothing of yours was saved.")
    refuse_changed(by, "absence", found, expected_version, words, acts=labels.REGISTER_ACTS)
    return found, centre


def _asked(by: Actor, absence_id: UUID, expected_version: int | None) -> Absence:
    absence, centre = _locked(by, absence_id, expected_version)
    if absence.answer != AbsenceAnswer.ASKED.value:
        raise Refusal("absence_answered", _("This request was answered already, or nothing was asked."))
    rows.refuse_closed(centre, Nights(absence.first, absence.until or absence.first + timedelta(days=1)))
    return absence


def _answer(by: Actor, absence: Absence, answer: AbsenceAnswer) -> None:
    absence.answer, absence.answered_at, absence.answered_by_id = answer.value, timezone.now(), by.user_id
    absence.version += 1
    absence.save()

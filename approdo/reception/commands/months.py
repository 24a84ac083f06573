"""The register of a month: closed by the centre, checked by the office, sealed, rectified by a further edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.rules.nights import Nights
from approdo.core.saying import reason_said
from approdo.reception import register_rows as rows
from approdo.reception.models import Centre, RegisterMonth
from approdo.reception.place_locks import locked_centre
from approdo.reception.queries import register
from approdo.reception.rules import register as rules
from approdo.reception.rules.vocabulary import MonthState, NightSource, NightState


@dataclass(frozen=True, slots=True)
class Difference:
    """Nights that the office, at the check, found otherwise than the centre wrote."""

    guest: UUID
    first: date
    until: date
    state: NightState
    source: NightSource = NightSource.OFFICE


WORDS = {
    "close": _("This month was closed already."),
    "check": _("Only a month closed by its centre can be checked."),
    "reopen": _("Only a month that is closed and not sealed can be reopened."),
    "seal": _("Only a month that was closed and checked can be sealed."),
}


@transaction.atomic
def close_month(*, by: Actor, centre_id: UUID, month: date, today: date) -> RegisterMonth:
    """Close the register of a month, by the centre: every night of every guest has a state, none is to resolve.

    Raises NotAllowed, NotFound, Refusal (the month is not over, closed already, nights missing or not signed: `fields`
    names the guests with those nights). Source: domain rule 2.7, step 2.
    """
    require(by, Permission.MONTH_CLOSE)
    centre, row = _locked(by, centre_id, month, "close")
    nights = rows.month_nights(month)
    if today < nights.until:
        raise Refusal("month_not_over", _("This month is not over: it can be closed from the first day of the next."))
    _refuse_incomplete(centre, nights)
    now = timezone.now()
    if row is None:
        row = RegisterMonth(prefecture_id=by.prefecture, centre=centre, month=nights.first)
    row.state, row.closed_at, row.closed_by_id = MonthState.CLOSED.value, now, by.user_id
    _keep(by, row, "month.closed")
    return row


@transaction.atomic
def check_month(*, by: Actor, centre_id: UUID, month: date, differences: Sequence[Difference] = ()) -> RegisterMonth:
    """Check a closed month. Each difference is written in the register as the office's word and listed.

    Raises NotAllowed, NotFound, InvalidInput (nights outside the month or the stay, a source of the centre), Refusal.
    Source: domain rule 2.7, step 3.
    """
    require(by, Permission.MONTH_CHECK)
    centre, row = _locked(by, centre_id, month, "check")
    if row is None:
        raise Refusal("month_not_closed", WORDS["check"])
    listed = [_apply(by, centre, rows.month_nights(month), one) for one in differences]
    row.differences = [*row.differences, *listed]
    row.state, row.checked_at, row.checked_by_id = MonthState.CHECKED.value, timezone.now(), by.user_id
    _keep(by, row, "month.checked", differences=len(listed))
    return row


@transaction.atomic
def reopen_month(*, by: Actor, centre_id: UUID, month: date, reason: str) -> RegisterMonth:
    """Give a month back to its centre, which may then correct and close it again; never a sealed one.

    Raises NotAllowed, NotFound, InvalidInput (no reason), Refusal.
    """
    require(by, Permission.MONTH_CHECK)
    _centre, row = _locked(by, centre_id, month, "reopen")
    if row is None:
        raise Refusal("month_not_closed", WORDS["reopen"])
    row.reopening = reason_said(reason)
    row.state, row.closed_at, row.closed_by, row.checked_at, row.checked_by = (
        MonthState.OPEN.value,
        None,
        None,
        None,
        None,
    )
    _keep(by, row, "month.reopened", reason=row.reopening)
    return row


@transaction.atomic
def seal_month(*, by: Actor, centre_id: UUID, month: date) -> RegisterMonth:
    """Seal a checked month: its content and hash never change again, and money is computed from it.

    Raises NotAllowed, NotFound, Refusal (not checked, nights missing since). Source: domain rule 2.7; decision 0008.
    """
    require(by, Permission.MONTH_SEAL)
    centre, row = _locked(by, centre_id, month, "seal")
    if row is None:
        raise Refusal("month_not_checked", WORDS["seal"])
    _refuse_incomplete(centre, rows.month_nights(month))
    row.content = register.content_of(centre, month)
    row.hash = rules.digest(row.content)
    row.state, row.sealed_at, row.sealed_by_id = MonthState.SEALED.value, timezone.now(), by.user_id
    _keep(by, row, "month.sealed", hash=row.hash)
    return row


@transaction.atomic
def rectify_month(*, by: Actor, centre_id: UUID, month: date, reason: str) -> RegisterMonth:
    """Open a further edition of a sealed month, with the reason. The sealed one stays as it is, for ever.

    Raises NotAllowed, NotFound, InvalidInput (no reason), Refusal (the last edition is not sealed).
    """
    require(by, Permission.MONTH_SEAL)
    centre, row = _last(by, centre_id, month)
    if row is None or row.state != MonthState.SEALED.value:
        raise Refusal("month_not_sealed", _("Only a sealed month is rectified; another one is reopened."))
    made = RegisterMonth(
        prefecture_id=by.prefecture, centre=centre, month=row.month, edition=row.edition + 1, reason=reason_said(reason)
    )
    _keep(by, made, "month.rectified", reason=made.reason)
    return made


def _last(by: Actor, centre_id: UUID, month: date) -> tuple[Centre, RegisterMonth | None]:
    centre = locked_centre(by, centre_id)
    editions = RegisterMonth.objects.filter(centre=centre, month=month.replace(day=1))
    return centre, editions.order_by("-edition").first()


def _locked(by: Actor, centre_id: UUID, month: date, act: str) -> tuple[Centre, RegisterMonth | None]:
    """The centre, locked, and the last edition of its month, if the act is possible on it."""
    centre, row = _last(by, centre_id, month)
    state = MonthState(row.state) if row else MonthState.OPEN
    if state is MonthState.SEALED:
        raise Refusal("month_sealed", _("This month is sealed. Only a rectification with a reason can correct it."))
    if not rules.may(act, state):
        raise Refusal(f"month_{state.value}", WORDS[act])
    return centre, row


def _refuse_incomplete(centre: Centre, nights: Nights) -> None:
    found = {
        str(one.guest): [f"{part.first.isoformat()}/{part.until.isoformat()}" for part in (*one.gaps, *one.to_resolve)]
        for one in register.month_guests(centre, nights, nights.until)
        if one.gaps or one.to_resolve
    }
    if found:
        words = _("%(n)s guests have nights without a state, or that nobody signed for. They are listed in the month.")
        raise Refusal(
            "month_incomplete",
            words % {"n": len(found)},
            fields={guest: ", ".join(parts) for guest, parts in found.items()},
        )


def _apply(by: Actor, centre: Centre, month: Nights, one: Difference) -> dict[str, object]:
    if not month.first <= one.first < one.until <= month.until:
        words = _("These nights are not in the month being checked.")
        raise InvalidInput("night_outside_month", words, fields={"first": words})
    if one.source in (NightSource.OPERATOR, NightSource.SIGNATURE_SHEET, NightSource.BADGE):
        words = _("A difference is the word of the prefecture, or of who told it: not of the centre.")
        raise InvalidInput("source_of_the_centre", words, fields={"source": words})
    word = rows.Word(one.guest, Nights(one.first, one.until), one.state)
    rows.refuse_strangers(centre, [word])
    rows.write(by, centre, [word], one.source)
    return {
        "guest": str(one.guest), "from": one.first.isoformat(), "to": one.until.isoformat(),
        "state": one.state.value, "source": one.source.value,
    }  # fmt: skip


def _keep(by: Actor, row: RegisterMonth, act: str, **details: object) -> None:
    if row._state.adding:
        row.save(force_insert=True)
    else:
        row.version += 1
        row.save()
    audit.record(
        by, act, "register_month", row.pk, centre=row.centre_id, month=row.month, edition=row.edition,
        version=row.version, **details,
    )  # fmt: skip

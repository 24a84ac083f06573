"""How computed months become rows: another version where something changed, nothing where nothing did."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.accounting.definitions import UnknownFigure
from approdo.accounting.models import CentreLine, CentreMonth, Finding, GuestLine
from approdo.accounting.queries import sources
from approdo.accounting.queries.readings import Reading
from approdo.accounting.rules import kept
from approdo.accounting.rules.irregularities import Found, result
from approdo.accounting.rules.ledger import CentreStatement, Inputs, merged
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.rules.nights import Nights
from approdo.core.transfer.insertion import insert_made, insert_rows
from approdo.reception.models import RegisterMonth

Asked = tuple[UUID, RegisterMonth]  # a contract and the sealed register of a centre under it
Place = tuple[UUID, UUID | None, date]  # contract, centre (None: the contract as a whole), month


@dataclass(frozen=True, slots=True)
class Computed:
    """A month of a centre as it stands now; `before` is the version it replaced, `fresh` whether it is a new one.

    `findings` of a new one are not written yet: `keep_findings` takes those of an act together.
    """

    row: CentreMonth
    fresh: bool
    before: CentreMonth | None = None
    findings: tuple[Found, ...] = ()

    @property
    def place(self) -> Place:
        """What its findings are about."""
        return self.row.contract_id, self.row.centre_id, self.row.month


@dataclass(frozen=True, slots=True)
class Made:
    """The row of a month of a centre, not written yet, the values of its lines, and what does not agree in it."""

    row: CentreMonth
    lines: list[dict[str, Any]]
    guest_lines: list[dict[str, Any]]
    findings: tuple[Found, ...]


def compute_centres(by: Actor, wanted: Collection[Asked]) -> tuple[list[Computed], list[Refusal]]:
    """Compute months of centres together, but those whose inputs are as before; the contracts must be locked.

    The registers come with their centres. Also tells why some could not be computed; nothing of those is written.
    """
    if not wanted:
        return [], []
    now, asked, known = timezone.now(), Reading(by.prefecture, {one for _contract, one in wanted}), _in_force(wanted)
    found: list[Computed] = []
    made: list[Made] = []
    refused: list[Refusal] = []
    for contract, register in wanted:
        before = known.get((contract, register.centre_id, register.month))
        try:
            inputs = sources.inputs_of(contract, register, asked)
            text = kept.text_of(inputs)
            if before and before.input_hash == kept.digest(text):
                found.append(Computed(before, fresh=False))
                continue
            made.append(made_of(register, inputs, text, before.version + 1 if before else 1, now))
            found.append(Computed(made[-1].row, fresh=True, before=before, findings=made[-1].findings))
        except UnknownFigure as unknown:
            refused.append(unknown_figure(unknown))
        except (ValueError, KeyError):
            refused.append(_not_computable(register))
    _write(found, made, now)
    return found, refused


def _in_force(wanted: Collection[Asked]) -> dict[Place, CentreMonth]:
    rows = CentreMonth.objects.filter(
        contract__in={contract for contract, _register in wanted}, month__in={one.month for _contract, one in wanted},
        centre__in={one.centre_id for _contract, one in wanted}, superseded_at__isnull=True,
    )  # fmt: skip
    return {(row.contract_id, row.centre_id, row.month): row for row in rows}


def _write(found: list[Computed], made: list[Made], now: datetime) -> None:
    months = CentreMonth.objects.all()
    if same := [one.row.pk for one in found if not one.fresh]:
        months.filter(pk__in=same).update(checked_at=now)
    if replaced := [one.before.pk for one in found if one.before]:
        months.filter(pk__in=replaced).update(superseded_at=now)
    insert_made([one.row for one in made])
    insert_rows(CentreLine, [values for one in made for values in one.lines])
    insert_rows(GuestLine, [values for one in made for values in one.guest_lines])


def unknown_figure(unknown: UnknownFigure) -> Refusal:
    """A number that no file gives, as a sentence for who asks for a statement."""
    return Refusal(
        "figure_unknown",
        _(
            "A number that the statement needs is not known for this month: %(name)s. Where the kind of supplier does "
            "not tell its tax, write the rate of the contract first."
        )
        % {"name": str(unknown)},
    )


def _not_computable(register: RegisterMonth) -> Refusal:
    return Refusal(
        "statement_not_computable",
        _(
            "The register of %(centre)s cannot be computed: its contract has no policy, "
            "or it is in a format that is not known."
        )
        % {"centre": register.centre.name},
    )


def made_of(register: RegisterMonth, inputs: Inputs, text: str, version: int, now: datetime) -> Made:
    """What the rules make of a month of a centre, as rows. `text`: the inputs as they are kept."""
    found = result(inputs)
    month = found.month
    row = CentreMonth(
        prefecture_id=register.prefecture_id, contract_id=UUID(inputs.contract), centre_id=register.centre_id,
        register=register, month=register.month, version=version, rule=inputs.rule, inputs=text,
        input_hash=kept.digest(text), result_hash=kept.digest(kept.text_of(found)), computed_at=now, checked_at=now,
        nights=month.nights, paid_nights=month.paid_nights, entries=month.entries, per_diem=month.per_diem,
        pocket_money=month.pocket_money, entry_kits=month.entry_kits, phone_cards=month.phone_cards,
    )  # fmt: skip
    return Made(row, _lines(row, month), _guest_lines(row, month), found.findings)


def _lines(row: CentreMonth, month: CentreStatement) -> list[dict[str, Any]]:
    return [
        {
            "prefecture_id": row.prefecture_id, "centre_month_id": row.pk, "during": _during(one.period),
            "owed": one.owed, "paid": one.paid, "amount": one.amount, "unit": one.price.unit if one.price else None,
            "base": one.price.base if one.price else None, "price_from": one.price.valid_from if one.price else None,
            "discount_percent": one.price.discount_percent if one.price else None,
        }
        for one in merged(month.lines)
    ]  # fmt: skip


def _guest_lines(row: CentreMonth, month: CentreStatement) -> list[dict[str, Any]]:
    same = {"prefecture_id": row.prefecture_id, "centre_month_id": str(row.pk)}
    return [
        {
            **same, "guest_id": one.guest, "family": one.family, "kind": one.kind.value, "members": one.members,
            "unit": None if one.unit is None else str(one.unit), "during": _during(one.period),
            "amount": str(one.amount),
        }
        for one in month.guest_lines
    ]  # fmt: skip


def _during(period: Nights) -> str:
    """As the database writes days: there are many lines, and every value is sent as text anyway."""
    return f"[{period.first},{period.until})"


def finding_key(one: Found, centre: UUID | None) -> str:
    """What makes a finding the same one when its month is computed again."""
    return kept.digest("|".join((one.kind, str(centre or ""), one.guest, one.detail, str(one.withheld))))


def keep_findings(prefecture: str, places: dict[Place, tuple[Found, ...]]) -> None:
    """Write what was found of some months; what is the same as before keeps its answer, what changed is open again,
    the rest is gone.
    """
    known, now = _known_findings(places), timezone.now()
    fresh = []
    for (contract, centre, month), found in places.items():
        for one in found:
            key = finding_key(one, centre)
            row = known.pop((contract, month, key), None)
            if row is None:
                fresh.append(finding_values(prefecture, (contract, centre, month), one, now))
            elif row.gone_at or (row.nights, row.amount, row.evidence) != (one.nights, one.amount, _evidence(one)):
                _open_again(row, one, now)
    for row in known.values():
        if row.gone_at is None:
            row.gone_at, row.version = now, row.version + 1
            row.save(update_fields=["gone_at", "version"])
    insert_rows(Finding, fresh)


def _known_findings(places: Iterable[Place]) -> dict[tuple[UUID, date, str], Finding]:
    """Findings of those places alone, locked, by contract, month and key: the key tells the centre."""
    wanted = set(places)
    rows = Finding.objects.filter(
        contract__in={contract for contract, _centre, _month in wanted},
        month__in={month for _contract, _centre, month in wanted},
    )
    rows = rows.filter(Q(centre__isnull=True) | Q(centre__in={one for _contract, one, _month in wanted if one}))
    return {
        (row.contract_id, row.month, row.key): row
        for row in rows.select_for_update()
        if (row.contract_id, row.centre_id, row.month) in wanted
    }


def _open_again(row: Finding, one: Found, now: datetime) -> None:
    row.nights, row.amount, row.evidence = one.nights, one.amount, _evidence(one)
    row.state, row.reason, row.gone_at, row.found_at = FindingState.OPEN.value, "", None, now
    row.decided_at, row.decided_by, row.version = None, None, row.version + 1
    row.save()


def finding_values(prefecture: str, place: Place, one: Found, now: datetime) -> dict[str, Any]:
    """What was found for the first time, as the values of a row."""
    contract, centre, month = place
    return {
        "prefecture_id": prefecture, "contract_id": contract, "centre_id": centre, "month": month,
        "kind": one.kind.value, "guest_id": one.guest or None, "key": finding_key(one, centre),
        "nights": one.nights, "amount": one.amount, "withheld": one.withheld, "detail": one.detail[:200],
        "evidence": _evidence(one), "found_at": now,
    }  # fmt: skip


def _evidence(one: Found) -> list[list[str]]:
    return [[period.first.isoformat(), period.until.isoformat()] for period in one.periods]


def changed_guests(one: Computed) -> tuple[set[str], set[str]]:
    """Guests of the place itself whose stays or absences another version tells otherwise, and their families."""
    changed = _told(one.row.inputs)
    if one.before:
        changed ^= _told(one.before.inputs)
    return {guest for guest, _family, *_rest in changed}, {family for _guest, family, *_rest in changed if family}


def _told(text: str) -> set[tuple[str, str, tuple[str | None, ...]]]:
    """Guest, family and what kept inputs say of them. Read as JSON: the words are compared, not what they mean."""
    inputs = json.loads(text)
    families = {stay["guest"]: stay["family"] for stay in inputs["stays"]}
    here = [one for one in inputs["stays"] if one["centre"] == inputs["place"]]
    mine = {stay["guest"] for stay in here}
    here += [one for one in inputs["absences"] if one["centre"] == inputs["place"]]
    found = {(one["guest"], families[one["guest"]], tuple(one.values())) for one in here}
    return found | {(guest, families[guest], (place,)) for guest, place in inputs["signatures"] if guest in mine}

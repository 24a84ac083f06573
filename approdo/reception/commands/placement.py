"""The placement of an arrival: the proposal, the officer's decision on each group, the orders to the centres."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.letters.render import LetterNotRendered
from approdo.core.letters.signer import signer_of
from approdo.core.models import User
from approdo.people.commands.families import add_family_member, form_family
from approdo.people.commands.persons import record_person
from approdo.people.rules.person import Citizenship, Language, PersonFacts
from approdo.people.rules.vocabulary import BirthPrecision, Relation, Sex
from approdo.reception import placement_inputs, placement_words
from approdo.reception.commands.guests import register_guest
from approdo.reception.commands.stays import Order, plan_stay
from approdo.reception.models import (
    ArrivalGroup,
    ArrivalNotice,
    ArrivalPerson,
    Centre,
    Guest,
    PlacementDecision,
    PlacementLine,
    PlacementOrder,
    PlacementProposal,
)
from approdo.reception.order_letter import render_order
from approdo.reception.place_locks import locked_notice
from approdo.reception.queries import arrivals, centres, landing
from approdo.reception.rules.facts import GuestFacts
from approdo.reception.rules.placement import Problem, WhatIf, WhyNot, party_of, supposing, why_never
from approdo.reception.rules.placement_choice import LONGEST, Solved
from approdo.reception.rules.vocabulary import ArrivalState

# What an officer's motive cannot overrule: the law, and orders.
BINDING = frozenset({
    WhyNot.CLOSED, WhyNot.WRONG_KIND, WhyNot.NO_CONTRACT, WhyNot.DURC, WhyNot.ANTIMAFIA, WhyNot.SEPARATED,
    WhyNot.MINORS_ONLY, WhyNot.NOT_FOR_MINORS, WhyNot.UNDER_LEAST_AGE, WhyNot.NOT_ACCESSIBLE,
})  # fmt: skip
NOTHING = WhatIf()


@transaction.atomic
def propose(
    *, by: Actor, notice_id: UUID, what_if: WhatIf = NOTHING, today: date | None = None, longest: float = LONGEST
) -> PlacementProposal:
    """Search the best placement of the groups of a notice that wait for one, as things are or under a supposition.

    The same inputs give the proposal that was made for them. Raises NotAllowed, NotFound, Refusal (nobody waits).
    """
    require(by, Permission.STAY_PLACE)
    notice, now = locked_notice(by, notice_id), today or timezone.localdate()
    problem = landing.problem_of(by, notice, max(notice.expected_on, now), now)
    if not problem.groups:
        raise Refusal("nobody_waits", _("No group of this notice waits for a place."))
    problem = supposing(problem, what_if).canonical()
    inputs = placement_inputs.written(problem)
    digest = placement_inputs.digest(inputs)
    known = notice.proposals.filter(inputs_hash=digest).first()
    if known is not None:
        return known
    # The solver is loaded by who searches: other web processes start without it.
    from approdo.reception.optimiser import optimise  # noqa: PLC0415

    solved = optimise(problem, longest)
    row = PlacementProposal.objects.create(
        prefecture_id=by.prefecture, notice=notice, made_at=timezone.now(), made_by_id=by.user_id,
        supposing=placement_inputs.supposed(what_if), inputs=inputs, inputs_hash=digest,
        weights_version=problem.weights.version, points=solved.points, bound=solved.bound,
        greedy_points=solved.greedy_points, seconds=Decimal(str(round(solved.seconds, 2))), in_time=solved.in_time,
    )  # fmt: skip
    _write_lines(by, row, problem, solved)
    audit.record(
        by, "placement.proposed", "arrival", notice.pk, proposal=row.pk, inputs=digest, points=row.points,
        bound=row.bound, greedy=row.greedy_points, supposing=row.supposing,
    )  # fmt: skip
    return row


def _write_lines(by: Actor, row: PlacementProposal, problem: Problem, solved: Solved) -> None:
    groups = dict(row.notice.groups.values_list("label", "pk"))
    codes = dict(centres.visible_to(by).values_list("code", "pk"))
    PlacementLine.objects.bulk_create(
        PlacementLine(
            prefecture_id=by.prefecture, proposal=row, group_id=groups[one.id],
            centre_id=codes.get(solved.chosen.get(one.id, "")), greedy_id=codes.get(solved.greedy_chosen.get(one.id, "")),
            by_price=one.id in solved.by_price,
        )
        for one in problem.groups
    )  # fmt: skip


@transaction.atomic
def decide(
    *, by: Actor, proposal_id: UUID, group_id: UUID, centre_id: UUID | None = None, motive: str = "",
    today: date | None = None,
) -> PlacementDecision:  # fmt: skip
    """Send a group where the proposal says, or with a written motive elsewhere; its members are expected there.

    The place is given by `plan_stay`, which counts the free places with the centre locked: two officers never give
    the same one. Raises NotAllowed, NotFound, InvalidInput (no motive), Refusal (a supposition, decided already, no
    place proposed, a centre that the law shuts to them, no free place).
    """
    require(by, Permission.STAY_PLACE)
    proposal = arrivals.proposal(by, proposal_id)
    notice, now = locked_notice(by, proposal.notice_id), today or timezone.localdate()
    if proposal.supposing:
        raise Refusal("only_supposed", _("This proposal is under a supposition: decide on one of things as they are."))
    line = arrivals.line(proposal, group_id)
    if PlacementDecision.objects.filter(group=line.group).exists():
        raise Refusal("group_decided", _("This group has its place already."))
    centre, told = _where(by, line, centre_id), " ".join(motive.split())[:300]
    as_proposed = line.centre_id == centre.pk
    if not as_proposed and not told:
        raise InvalidInput("motive_missing", _("Say why another centre."), fields={"motive": _("Write this.")})
    entry = max(notice.expected_on, now)
    _allowed(by, notice, line.group, centre, entry, now)
    _apart(line.group, centre)
    guests = _guests_of(by, line.group)
    plan_stay(
        by=by, order=Order(centre.pk, tuple(one.pk for one in guests), entry, None, notice.expected_on, told), today=now
    )
    decision = PlacementDecision.objects.create(
        prefecture_id=by.prefecture, group=line.group, line=line, centre=centre, as_proposed=as_proposed, motive=told,
        planned_entry=entry, decided_at=timezone.now(), decided_by_id=by.user_id,
    )  # fmt: skip
    audit.record(
        by, "placement.decided", "arrival", notice.pk, group=line.group_id, proposal=proposal.pk, centre=centre.pk,
        proposed=line.centre_id, motive=told,
    )  # fmt: skip
    return decision


def _where(by: Actor, line: PlacementLine, centre_id: UUID | None) -> Centre:
    if centre_id is not None:
        return centres.centre(by, centre_id)
    if line.centre is None:
        raise Refusal(
            "no_place_proposed", _("The proposal found no place for this group: choose a centre and say why.")
        )
    return line.centre


def _allowed(by: Actor, notice: ArrivalNotice, group: ArrivalGroup, centre: Centre, on: date, now: date) -> None:
    """Refuse a centre that the law or an order shuts to a group, as things are now. Raises Refusal."""
    problem = landing.problem_of(by, notice, on, now)
    place = next((one for one in problem.places if one.id == centre.code), None)
    party = party_of(landing.group_of(group, on), problem.weights)
    shut = {WhyNot.CLOSED} if place is None else BINDING & set(why_never(party, place, problem.weights))
    if shut:
        reasons = ", ".join(str(placement_words.WHY_NOT[reason]) for reason in sorted(shut))
        raise Refusal(
            "centre_shut",
            _("%(group)s cannot be sent to %(centre)s: %(reasons)s.")
            % {"group": group.label, "centre": centre.name, "reasons": reasons},
        )


def _apart(group: ArrivalGroup, centre: Centre) -> None:
    there = ArrivalGroup.objects.filter(notice=group.notice_id, decision__centre=centre)
    if any(other.label in group.apart or group.label in other.apart for other in there):
        raise Refusal(
            "centre_shut",
            _("%(group)s cannot be sent to %(centre)s: %(reasons)s.")
            % {"group": group.label, "centre": centre.name, "reasons": placement_words.WHY_NOT[WhyNot.APART]},
        )


def _guests_of(by: Actor, group: ArrivalGroup) -> list[Guest]:
    """The members of a group as guests, in one family when they are more than one."""
    rows = [row for row in group.persons.all() if row.state != ArrivalState.NO_SHOW.value]
    if not rows:
        raise Refusal("group_absent", _("Nobody of this group came."))
    guests = [_guest_of(by, row, group.unaccompanied) for row in rows]
    if len(guests) > 1:
        family = form_family(by=by, reference_id=guests[0].person_id)
        for guest in guests[1:]:
            add_family_member(by=by, family_id=family.pk, person_id=guest.person_id, relation=Relation.OTHER)
    return guests


def _guest_of(by: Actor, row: ArrivalPerson, unaccompanied: bool) -> Guest:
    facts = PersonFacts(
        family_name=row.family_name, given_name=row.given_name, sex=Sex(row.sex), birth_date=row.birth_date,
        birth_precision=BirthPrecision(row.birth_precision),
        citizenships=(Citizenship(row.nationality),) if row.nationality else (),
        languages=tuple(Language(one) for one in row.languages),
    )  # fmt: skip
    person = record_person(by=by, facts=facts)
    row.guest = register_guest(by=by, person_id=person.pk, facts=GuestFacts(unaccompanied_minor=unaccompanied))
    row.save(update_fields=["guest"])
    return row.guest


@transaction.atomic
def write_orders(*, by: Actor, notice_id: UUID, today: date | None = None) -> list[PlacementOrder]:
    """Write to each centre the order to receive the groups decided for it that stand in no order yet.

    Raises NotAllowed, NotFound, Refusal (nothing to order, nobody signs, a letter that cannot be printed).
    """
    require(by, Permission.STAY_PLACE)
    notice, now = locked_notice(by, notice_id), today or timezone.localdate()
    writer = signer_of(by)
    rows = PlacementDecision.objects.filter(group__notice=notice, order__isnull=True)
    by_centre: dict[UUID, list[PlacementDecision]] = defaultdict(list)
    for row in rows.select_related("group", "centre__body").prefetch_related("group__persons").order_by("group__label"):
        by_centre[row.centre_id].append(row)
    if not by_centre:
        raise Refusal("nothing_to_order", _("Every group that was decided stands in an order already."))
    return [_write_order(by, notice, decisions, writer, now) for decisions in by_centre.values()]


def _write_order(
    by: Actor, notice: ArrivalNotice, decisions: list[PlacementDecision], writer: User, now: date
) -> PlacementOrder:
    centre = decisions[0].centre
    try:
        letter = render_order(notice, centre, decisions, writer, now)
    except LetterNotRendered:
        raise Refusal("letter_not_rendered", _("The letter could not be printed.")) from None
    name = "-".join(slugify(part) for part in ("ordine-inserimento", notice.reference, centre.code)) + ".pdf"
    document = documents.store(by, "placement-order", name, letter.pdf, media_type="application/pdf")
    order = PlacementOrder.objects.create(
        prefecture_id=by.prefecture, notice=notice, centre=centre, document=document, written_at=timezone.now(),
        written_by_id=by.user_id,
    )  # fmt: skip
    PlacementDecision.objects.filter(pk__in=[row.pk for row in decisions]).update(order=order)
    told: dict[str, Any] = {"sha256": document.sha256, "groups": [row.group_id for row in decisions]}
    audit.record(by, "placement.ordered", "arrival", notice.pk, order=order.pk, centre=centre.pk, **told)
    return order

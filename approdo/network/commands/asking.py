"""The campaign of confirmations: questions opened, sent, sent again, handed to the editors, closed."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.models import Prefecture
from approdo.network import letters
from approdo.network.definitions import campaign_limits, freshness_limits
from approdo.network.letters import Asked
from approdo.network.links import address_in_mail, token_of
from approdo.network.models import Organisation, Question, QuestionLink
from approdo.network.queries import freshness
from approdo.network.queries.freshness import Addressee
from approdo.network.records import not_in_state
from approdo.network.rules.confirmations import EscalatedWhy, QuestionState, Step, next_step
from approdo.network.rules.freshness import Said

KIND = "question"
OPEN = QuestionState.OPEN.value


@transaction.atomic
def open_questions(*, by: Actor, today: date) -> list[UUID]:
    """Ask about every published record of which it is time; close what was said otherwise since.

    The organisations whose open questions may need a letter, in order. Raises NotAllowed.
    """
    require(by, Permission.NETWORK_MANAGE)
    open_ones = Question.objects.select_for_update(of=("self",)).filter(prefecture_id=by.prefecture, state=OPEN)
    for one in open_ones.select_related(*freshness.WITH_RECORD).order_by("id"):
        if freshness.is_settled(one):
            close(by, one, QuestionState.SETTLED)
    Question.objects.bulk_create(
        (Question(prefecture_id=by.prefecture, asked_on=today, **{kind: row})
         for kind, row in freshness.to_ask(by.prefecture, today)),
        ignore_conflicts=True,
    )  # fmt: skip
    rows = Question.objects.filter(prefecture_id=by.prefecture, state=OPEN, escalated_on__isnull=True)
    owners = {one.owner.pk for one in rows.select_related(*freshness.WITH_RECORD)}
    return sorted(owners)


@transaction.atomic
def send_questions(*, by: Actor, organisation_id: UUID, today: date) -> int:
    """Send the members of an organisation one letter about its records that wait; hand over those that waited too long.

    Two who do it at once send one letter: the questions stay locked until the end, and count the day. The link of a
    question for somebody has the same identifier each time, so that a letter sent just before a fault opens too.
    How many letters went out. Raises NotAllowed, NotFound, and what the mail server refuses with.
    """
    require(by, Permission.NETWORK_MANAGE)
    owner = Organisation.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=organisation_id).first()
    if owner is None:
        raise NotFound("organisation_not_found", _("This organisation does not exist, or is not one of yours."))
    steps = {one: _step(one, today) for one in _open_of(owner)}
    for one in (one for one, step in steps.items() if step is Step.ESCALATE):
        _escalate(by, one, EscalatedWhy.NO_ANSWER, today)
    due = [one for one, step in steps.items() if step in (Step.ASK, Step.REMIND)]
    if not due or not letters.mail_goes_out():
        return 0
    again = any(step is Step.REMIND for step in steps.values())
    sent = sum(_sent(owner, due, to, today, again=again) for to in freshness.addressees(owner))
    for one in due:
        if sent:
            one.sent_on = [*one.sent_on, today]
            one.save(update_fields=["sent_on"])
            audit.record(by, "question.sent", KIND, one.pk, about=one.kind, letters=sent)
        else:
            _escalate(by, one, EscalatedWhy.NOBODY_TO_ASK, today)
    return sent


@transaction.atomic
def tell_editors(*, by: Actor, today: date) -> int:
    """Write to the editors about the questions handed over since the last time. How many letters. Raises NotAllowed."""
    require(by, Permission.NETWORK_MANAGE)
    rows = Question.objects.select_for_update(of=("self",)).filter(
        prefecture_id=by.prefecture, state=OPEN, escalated_on__isnull=False, editors_told_on__isnull=True
    )
    waiting = list(rows.select_related(*freshness.WITH_RECORD).order_by("asked_on", "id"))
    if not waiting or not letters.mail_goes_out():
        return 0
    named = [Asked(one.record.name, address_in_mail(one.kind, one.record.pk)) for one in waiting]
    page = f"{address_in_mail('questions')}?show=escalated"
    connection, editors = get_connection(), freshness.editors(by.prefecture)
    for to in editors:
        letters.sent(connection, letters.escalation_letter(to, named, page))
    if editors:
        rows.filter(pk__in=[one.pk for one in waiting]).update(editors_told_on=today)
    return len(editors)


@transaction.atomic
def withdraw_question(*, by: Actor, question_id: UUID) -> Question:
    """Make the links of a question open nothing any more. Raises NotAllowed, NotFound, Refusal (it is closed)."""
    require(by, Permission.NETWORK_MANAGE)
    rows = freshness.questions(by).select_for_update(of=("self",))
    found = rows.filter(pk=question_id).first()
    if found is None:
        raise NotFound("question_not_found", _("This question does not exist."))
    if found.state != OPEN:
        raise not_in_state(_("This question has its answer already."))
    return close(by, found, QuestionState.WITHDRAWN)


def close(by: Actor, question: Question, state: QuestionState) -> Question:
    """End a question that the caller holds locked."""
    question.state, question.closed_at = state.value, timezone.now()
    question.save(update_fields=["state", "closed_at"])
    audit.record(by, f"question.{state.value}", KIND, question.pk, about=question.kind)
    return question


def _open_of(owner: Organisation) -> list[Question]:
    rows = Question.objects.select_for_update(of=("self",)).filter(prefecture_id=owner.prefecture_id, state=OPEN)
    found = [one for one in rows.select_related(*freshness.WITH_RECORD).order_by("id") if one.owner.pk == owner.pk]
    return [one for one in found if not freshness.is_settled(one)]


def _step(question: Question, today: date) -> Step:
    return next_step(
        Said(question.record.confirmed_on, asked_on=tuple(question.sent_on)),
        escalated=question.escalated_on is not None, limits=freshness_limits(today),
        campaign=campaign_limits(today), today=today,
    )  # fmt: skip


def _sent(owner: Organisation, due: Sequence[Question], to: Addressee, today: date, *, again: bool) -> int:
    office = Prefecture.objects.get(pk=owner.prefecture_id)
    asked = [Asked(one.record.name, _address(one, to)) for one in due]
    days = campaign_limits(today).link_days
    letter = letters.question_letter(to.email, office.name, owner.name, asked, days, again=again)
    try:
        letters.sent(get_connection(), letter)
    except smtplib.SMTPRecipientsRefused:
        return 0
    return 1


def _address(question: Question, to: Addressee) -> str:
    identifier = uuid5(question.pk, str(to.user_id or to.contact_id or "office"))
    about = {"question": question, "user_id": to.user_id, "contact_id": to.contact_id}
    QuestionLink.objects.get_or_create(pk=identifier, prefecture_id=question.prefecture_id, defaults=about)
    return address_in_mail("confirm_by_link", token_of(question.prefecture_id, identifier))


def _escalate(by: Actor, question: Question, why: EscalatedWhy, today: date) -> None:
    question.escalated_on, question.escalated_why = today, why.value
    question.save(update_fields=["escalated_on", "escalated_why"])
    audit.record(by, "question.escalated", KIND, question.pk, about=question.kind, why=why.value)

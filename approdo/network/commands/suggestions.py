"""What people suggest about records: received, answered, the answer sent, the address forgotten."""

from __future__ import annotations

import smtplib
from datetime import date
from uuid import UUID

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.saying import texts_said
from approdo.network import letters
from approdo.network.models import Suggestion
from approdo.network.queries import freshness
from approdo.network.records import not_in_state, texts_checked
from approdo.network.rules.suggestions import LONGEST, SuggestionState, forgotten_before

KIND = "suggestion"
NEW = SuggestionState.NEW.value


@transaction.atomic
def suggest(
    *, form: UUID, prefecture: str, service_id: UUID, words: str, language: str, contact: str, today: date
) -> None:
    """Keep what a reader says of a published service; the same form a second time adds nothing.

    Neither the hour nor where it came from is kept. It stands in no audit: nobody of the office acts.
    """
    row = Suggestion(
        pk=form, prefecture_id=prefecture, service_id=service_id, words=words[:LONGEST], language=language,
        contact=contact, day=today,
    )  # fmt: skip
    Suggestion.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def answer_suggestion(
    *, by: Actor, suggestion_id: UUID, accepted: bool, answer: str, today: date | None = None
) -> Suggestion:
    """Accept or refuse a suggestion, with an answer; the record is changed on its own page.

    Raises NotAllowed, NotFound, InvalidInput (no answer), Refusal (it has one already).
    """
    require(by, Permission.NETWORK_EDIT)
    rows = freshness.suggestions(by).select_for_update(of=("self",))
    found = rows.filter(pk=suggestion_id).first()
    if found is None:
        raise NotFound("suggestion_not_found", _("This suggestion does not exist, or is not about a record of yours."))
    if found.state != NEW:
        raise not_in_state(_("This suggestion has its answer already."))
    texts_said(answer=answer)
    texts_checked({"answer": answer}, protected=bool(getattr(found.record, "protected", False)))
    state = SuggestionState.ACCEPTED if accepted else SuggestionState.REFUSED
    found.state, found.answer = state.value, answer.strip()[:LONGEST]
    found.answered_by_id, found.answered_on = by.user_id, today or timezone.localdate()
    found.save()
    audit.record(by, f"suggestion.{state.value}", KIND, found.pk, about=found.kind)
    return found


@transaction.atomic
def send_answers(*, by: Actor, today: date) -> int:
    """Send the answers to whoever left an address and forget it; forget those that waited too long. How many letters.

    An address that the mail server refuses is forgotten like the others. Raises NotAllowed, and other faults of the server.
    """
    require(by, Permission.NETWORK_EDIT)
    rows = Suggestion.objects.select_for_update(of=("self",)).filter(prefecture_id=by.prefecture).exclude(contact="")
    sent = 0
    if letters.mail_goes_out():
        for one in rows.exclude(state=NEW).select_related(*freshness.WITH_RECORD).order_by("day", "id"):
            accepted = one.state == SuggestionState.ACCEPTED.value
            letter = letters.answer_letter(one.contact, one.record.name, one.answer, accepted=accepted)
            try:
                letters.sent(get_connection(), letter)
                sent += 1
            except smtplib.SMTPRecipientsRefused:
                pass
            one.contact = ""
            one.save(update_fields=["contact"])
    before = forgotten_before(today)
    rows.filter(Q(day__lt=before) | Q(answered_on__lt=before)).update(contact="")
    return sent

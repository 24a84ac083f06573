"""What whoever opens the link of a letter may do: say that a record is right, or what is wrong in it."""

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
from approdo.core.errors import NotFound, Refusal, Stale
from approdo.network.commands.asking import close
from approdo.network.models import QuestionLink, Suggestion
from approdo.network.queries import confirming, freshness
from approdo.network.records import recorded, texts_checked
from approdo.network.rules.confirmations import LinkStanding, QuestionState
from approdo.network.rules.freshness import Speaker
from approdo.network.rules.suggestions import LONGEST

LANGUAGE = "it"


@transaction.atomic
def confirm_by_link(*, by: Actor, link_id: UUID, seen: str, expired: bool, today: date | None = None) -> QuestionLink:
    """Say that the record of a link is right as it was shown; `seen` is the mark of what the page showed.

    `by` acts for whoever the link was sent to. Raises NotAllowed, NotFound, Refusal (answered, withdrawn, expired),
    Stale (the record was changed meanwhile).
    """
    require(by, Permission.NETWORK_EDIT)
    link = _usable(by, link_id, expired=expired)
    kind = link.question.kind
    row = freshness.RECORDS[kind]._default_manager.select_for_update().get(pk=link.question.record.pk)
    if confirming.seen(row) != seen:
        raise Stale(f"{kind}_changed", _("The record was changed since you opened it: read it again."))
    row.confirmed_on = today or timezone.localdate()
    row.confirmed_by_id, row.confirmed_as = by.user_id, Speaker.MEMBER.value
    recorded(by, kind, row, f"{kind}.confirmed", [])
    return _used(by, link, QuestionState.CONFIRMED)


@transaction.atomic
def suggest_by_link(*, by: Actor, link_id: UUID, words: str, expired: bool, today: date | None = None) -> QuestionLink:
    """Say what is wrong in the record of a link. It is read like any suggestion, and the record is not confirmed.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (answered, withdrawn, expired).
    """
    require(by, Permission.NETWORK_EDIT)
    link = _usable(by, link_id, expired=expired)
    told = words.strip()[:LONGEST]
    if not told:
        raise Refusal("words_missing", _("Write what is to be changed."))
    texts_checked({"words": told}, protected=bool(getattr(link.question.record, "protected", False)))
    row = Suggestion.objects.create(
        prefecture_id=by.prefecture, words=told, language=LANGUAGE, said_as=Speaker.MEMBER.value,
        day=today or timezone.localdate(), **freshness.record_columns(link.question.record),
    )  # fmt: skip
    audit.record(by, "suggestion.sent", "suggestion", row.pk, about=link.question.kind)
    return _used(by, link, QuestionState.CHANGE_WANTED)


def _usable(by: Actor, link_id: UUID, *, expired: bool) -> QuestionLink:
    """The link with its question locked. Raises NotFound, Refusal."""
    rows = QuestionLink.objects.select_for_update(of=("question",)).filter(prefecture_id=by.prefecture)
    link = rows.select_related(*(f"question__{way}" for way in freshness.WITH_RECORD)).filter(pk=link_id).first()
    if link is None:
        raise NotFound("link_unknown", _("This address is not one of ours."))
    standing = confirming.standing_of(link, expired=expired)
    if standing is not LinkStanding.OPEN:
        raise Refusal(f"link_{standing.value}", _("This address opens nothing any more."))
    return link


def _used(by: Actor, link: QuestionLink, state: QuestionState) -> QuestionLink:
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    close(by, link.question, state)
    return link

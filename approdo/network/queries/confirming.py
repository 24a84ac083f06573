"""What the link of a letter leads to."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from approdo.network.models import QuestionLink, Service
from approdo.network.queries import freshness
from approdo.network.rules.confirmations import LinkStanding, QuestionState, link_standing


def link(prefecture: str, identifier: UUID) -> QuestionLink | None:
    """The link with its question and record; None where it was taken away. Who asks holds the signed address."""
    rows = QuestionLink.objects.select_related("user", *(f"question__{way}" for way in freshness.WITH_RECORD))
    return rows.filter(prefecture_id=prefecture, pk=identifier).first()


def standing_of(found: QuestionLink, *, expired: bool) -> LinkStanding:
    """What a link opens now."""
    question = found.question
    settled = question.state == QuestionState.OPEN.value and freshness.is_settled(question)
    state = QuestionState.SETTLED if settled else QuestionState(question.state)
    return link_standing(state, expired=expired, holds=freshness.still_answers(found))


def seen(record: Any) -> str:
    """A mark of everything that the page of a link shows of a record: another one when any of it changed."""
    parts = [str(record.version)]
    if isinstance(record, Service):
        parts += [f"{pk} {version}" for pk, version in record.desks.order_by("id").values_list("pk", "version")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

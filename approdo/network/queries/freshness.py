"""Doors to what is asked, found and suggested about the records of the directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import NotFound
from approdo.core.models import User
from approdo.network.definitions import freshness_limits
from approdo.network.models import (
    CheckFinding,
    Location,
    NetworkMember,
    Organisation,
    Question,
    QuestionLink,
    Service,
    Suggestion,
)
from approdo.network.models.freshness import ABOUT, AboutRecord
from approdo.network.rules.confirmations import QuestionState
from approdo.network.rules.directory import RecordState
from approdo.network.rules.freshness import Speaker
from approdo.network.rules.suggestions import SuggestionState

About = TypeVar("About", bound=AboutRecord)
RECORDS: dict[str, type[Organisation] | type[Service] | type[Location]] = {
    "organisation": Organisation, "service": Service, "place": Location,
}  # fmt: skip
WITH_RECORD = ("organisation", "service__organisation", "place__organisation")
OPEN = QuestionState.OPEN.value


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who may say that a record is right: a member, a contact or, with neither, the organisation itself."""

    email: str
    user_id: UUID | None = None
    contact_id: UUID | None = None


def of_own_records(by: Actor, rows: QuerySet[About]) -> QuerySet[About]:
    """Those rows of the actor's prefecture that are about records which the actor may see, with the record."""
    rows = rows.filter(prefecture_id=by.prefecture).select_related(*WITH_RECORD)
    if by.may(Permission.NETWORK_SEE):
        return rows
    if by.may(Permission.NETWORK_SEE_OWN) and by.user_id is not None:
        mine = NetworkMember.objects.filter(prefecture_id=by.prefecture, user_id=by.user_id).values("organisation")
        ways = ("organisation", "service__organisation", "place__organisation")
        return rows.filter(Q(*((f"{way}__in", mine) for way in ways), _connector=Q.OR))
    return rows.none()


def questions(by: Actor, state: str = "", escalated: bool = False) -> QuerySet[Question]:
    """Questions about records that the actor sees."""
    rows = of_own_records(by, Question.objects.all())
    if state:
        rows = rows.filter(state=state)
    return rows.filter(escalated_on__isnull=False, state=OPEN) if escalated else rows


def findings(by: Actor, fault: str = "", dismissed: bool = False) -> QuerySet[CheckFinding]:
    """What the checks found and still stands, of records that the actor sees."""
    rows = of_own_records(by, CheckFinding.objects.filter(dismissed_at__isnull=not dismissed))
    return rows.filter(fault=fault) if fault else rows


def suggestions(by: Actor, state: str = "") -> QuerySet[Suggestion]:
    """What people said of records that the actor sees."""
    rows = of_own_records(by, Suggestion.objects.all())
    return rows.filter(state=state) if state else rows


def suggestion(by: Actor, identifier: UUID) -> Suggestion:
    """One suggestion with its record. Raises NotFound."""
    found = suggestions(by).select_related("answered_by").filter(pk=identifier).first()
    if found is None:
        raise NotFound("suggestion_not_found", _("This suggestion does not exist, or is not about a record of yours."))
    return found


def to_ask(prefecture: str, today: date) -> list[tuple[str, Any]]:
    """The published records of which it is time to ask and nobody asks yet, each with its kind.

    A protected place is not asked about by mail: whoever keeps it confirms it on its page. Who asked for a change by the
    link of a letter is not asked again before an editor has read it.
    """
    last = today - timedelta(days=freshness_limits(today).ask_days)
    due = Q(confirmed_on__lte=last) | Q(confirmed_on__isnull=True)
    found: list[tuple[str, Any]] = []
    for kind, model in RECORDS.items():
        this = {kind: OuterRef("pk")}
        free = ~Exists(Question.objects.filter(state=OPEN, **this)) & ~Exists(changes_wanted().filter(**this))
        rows: QuerySet[Any] = model._default_manager.filter(
            due, free, prefecture_id=prefecture, state=RecordState.PUBLISHED.value
        )
        rows = rows.filter(protected=False) if model is Location else rows
        found += [(kind, row) for row in rows.order_by("id")]
    return found


def changes_wanted() -> QuerySet[Suggestion]:
    """What whoever keeps a record asked to change in it, and no editor has answered yet."""
    return Suggestion.objects.filter(state=SuggestionState.NEW.value, said_as=Speaker.MEMBER.value)


def is_settled(question: Question) -> bool:
    """Whether somebody said the record otherwise since it was asked about, or the public does not read it any more."""
    row = question.record
    confirmed = row.confirmed_on is not None and row.confirmed_on >= question.asked_on
    return confirmed or row.state != RecordState.PUBLISHED.value or (question.kind == "place" and row.protected)


def addressees(owner: Organisation) -> list[Addressee]:
    """Who is asked about the records of an organisation.

    Its members; where it has none its contacts that hold; where it has neither, its own address. Nobody, perhaps.
    """
    members = owner.members.filter(user__is_active=True).select_related("user").order_by("since", "id")
    found = [Addressee(one.user.email, user_id=one.user_id) for one in members]
    if not found:
        rows = owner.contacts.filter(ended_on__isnull=True).exclude(email="").order_by("name", "id")
        found = [Addressee(one.email, contact_id=one.pk) for one in rows]
    return found or ([Addressee(owner.email)] if owner.email else [])


def still_answers(link: QuestionLink) -> bool:
    """Whether whoever a link was sent to still answers for the record."""
    owner = link.question.owner
    if link.user_id is not None:
        return owner.members.filter(user_id=link.user_id, user__is_active=True).exists()
    if link.contact_id is not None:
        return owner.contacts.filter(pk=link.contact_id, ended_on__isnull=True).exists()
    return bool(owner.email)


def editors(prefecture: str) -> list[str]:
    """The addresses of the editors of the network whose role holds today; of the executives where there is none."""
    today = timezone.localdate()
    holds = Q(memberships__valid_from__lte=today) & (
        Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gt=today)
    )
    for role in (Role.NETWORK_EDITOR, Role.EXECUTIVE):
        rows = User.objects.filter(
            holds, prefecture_id=prefecture, is_active=True, memberships__role=role.value,
            memberships__prefecture_id=prefecture,
        )  # fmt: skip
        if found := list(rows.order_by("email").values_list("email", flat=True).distinct()):
            return found
    return []


def waiting(by: Actor) -> dict[str, int]:
    """How many questions, findings and suggestions wait for somebody, among those the actor sees."""
    open_ones = questions(by, OPEN).aggregate(all=Count("id"), late=Count("id", filter=Q(escalated_on__isnull=False)))
    return {
        "questions": open_ones["all"], "escalated": open_ones["late"], "findings": findings(by).count(),
        "suggestions": suggestions(by, "new").count(),
    }  # fmt: skip


def names_of(users: Iterable[str]) -> dict[str, str]:
    """Names of users by identifier, for who said a field."""
    wanted = set(users) - {""}
    rows = User.objects.filter(pk__in=wanted).values_list("pk", "full_name") if wanted else []
    return {str(pk): name for pk, name in rows}


def record_columns(row: Any) -> dict[str, Any]:
    """The column by which a row points to that record."""
    return {next(kind for kind in ABOUT if isinstance(row, RECORDS[kind])): row}

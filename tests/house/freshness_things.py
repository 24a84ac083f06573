"""A question, a finding, a suggestion and a likely pair about the records of a network, and as many as one asks for."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from approdo.core.identifiers import new_id
from approdo.network.links import token_of
from approdo.network.models import (
    CheckFinding,
    LikelyDuplicate,
    Organisation,
    Question,
    QuestionLink,
    Service,
    Suggestion,
)

DAY = date(2026, 6, 1)


def make_freshness(prefecture: str, organisation: UUID, other: UUID, note: str) -> dict[str, Any]:
    """One of each about an organisation, and the pair that it makes with another one."""
    here: dict[str, Any] = {"prefecture_id": prefecture, "organisation_id": organisation}
    first, second = sorted((organisation, other))
    pair = LikelyDuplicate.objects.create(
        prefecture_id=prefecture, organisation_id=first, other_organisation_id=second, score=80, found_on=DAY
    )
    return {
        "question": Question.objects.create(**here, asked_on=DAY).pk,
        "check_finding": _finding(here, note).pk,
        "suggestion": _suggestion(here, note).pk,
        "record_pair": pair.pk,
        "pair_versions": ",".join(str(Organisation.objects.get(pk=one).version) for one in (first, second)),
    }


def many_of_freshness(prefecture: str, organisation: UUID, rows: int) -> dict[str, object]:
    """That many of each, every one about a record of its own."""
    services = list(Service.objects.filter(organisation=organisation).order_by("id")[:rows])
    bodies = list(Organisation.objects.filter(prefecture_id=prefecture).exclude(pk=organisation).order_by("id")[:rows])
    for number, one in enumerate(services):
        here: dict[str, Any] = {"prefecture_id": prefecture, "service": one}
        asked = Question.objects.create(**here, asked_on=DAY)
        _finding(here, str(number))
        said = _suggestion(here, str(number))
    for one in bodies:
        first, second = sorted((organisation, one.pk))
        pair = LikelyDuplicate.objects.create(
            prefecture_id=prefecture, organisation_id=first, other_organisation_id=second, score=80, found_on=DAY
        )
    link = QuestionLink.objects.create(prefecture_id=prefecture, question=asked)
    return {"suggestion_id": said.pk, "pair_id": pair.pk, "token": token_of(prefecture, link.pk)}


def _finding(about: dict[str, Any], value: str) -> CheckFinding:
    return CheckFinding.objects.create(
        **about, field="phones", value=value, fault="phone_odd", first_seen=DAY, last_seen=DAY
    )


def _suggestion(about: dict[str, Any], words: str) -> Suggestion:
    return Suggestion.objects.create(**about, pk=new_id(), words=words, language="it", day=DAY)

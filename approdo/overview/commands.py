"""The same act on many case files, each by itself: what one refuses does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.procedures.commands import opening
from approdo.procedures.models import CaseFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case file: the file when the act was done, the reason when it was refused."""

    case_id: UUID
    case: CaseFile | None = None
    refused: Any = ""


@transaction.atomic
def assign_many(*, by: Actor, case_ids: Iterable[UUID], user_id: UUID) -> list[Outcome]:
    """Put case files in the hands of a colleague, one after another."""
    require(by, Permission.CASE_ASSIGN)
    return _each(case_ids, partial(opening.assign_case, by=by, user_id=user_id))


@transaction.atomic
def prioritise_many(*, by: Actor, case_ids: Iterable[UUID], reason: str) -> list[Outcome]:
    """Give case files priority, or take it away when the reason is empty."""
    require(by, Permission.CASE_PRIORITISE)
    return _each(case_ids, partial(opening.prioritise, by=by, reason=reason))


def _each(case_ids: Iterable[UUID], act: Callable[..., CaseFile]) -> list[Outcome]:
    """Locks are taken in one order whatever was chosen first, so that two such acts never block each other."""
    outcomes: dict[UUID, Outcome] = {}
    asked = list(dict.fromkeys(case_ids))
    for case_id in sorted(asked):
        try:
            with transaction.atomic():
                outcomes[case_id] = Outcome(case_id, act(case_id=case_id))
        except Refusal as refused:
            outcomes[case_id] = Outcome(case_id, refused=refused.message)
    return [outcomes[case_id] for case_id in asked]

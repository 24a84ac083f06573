"""Lists one goes back to: a query under a name."""

from __future__ import annotations

from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import SavedFilter, User

MOST = 30  # filters of one user


@transaction.atomic
def save_filter(*, by: Actor, name: str, query: str) -> SavedFilter:
    """Keep a query under a name. A name used before is refused, not overwritten."""
    require(by, Permission.CASE_SEE)
    chosen = _name(name)
    User.objects.select_for_update(of=("self",)).get(pk=user_of(by))  # so that two of the same name wait for each other
    mine = _mine(by)
    if mine.count() >= MOST:
        raise Refusal("too_many_filters", _("You keep %(most)s lists already: delete one first.") % {"most": MOST})
    _free(by, chosen)
    row = SavedFilter.objects.create(prefecture_id=by.prefecture, user_id=user_of(by), name=chosen, query=query[:500])
    audit.record(by, "filter.saved", "filter", row.pk)
    return row


@transaction.atomic
def rename_filter(*, by: Actor, filter_id: UUID, name: str) -> SavedFilter:
    """Give a saved list another name."""
    require(by, Permission.CASE_SEE)
    row = _locked(by, filter_id)
    chosen = _name(name)
    if chosen != row.name:
        _free(by, chosen)
        row.name = chosen
        row.save(update_fields=["name"])
        audit.record(by, "filter.renamed", "filter", row.pk)
    return row


@transaction.atomic
def delete_filter(*, by: Actor, filter_id: UUID) -> None:
    """Forget a saved list. Its case files stay as they are."""
    require(by, Permission.CASE_SEE)
    row = _locked(by, filter_id)
    audit.record(by, "filter.deleted", "filter", row.pk)
    row.delete()


def _mine(by: Actor) -> models.QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(prefecture_id=by.prefecture, user_id=user_of(by))


def _locked(by: Actor, filter_id: UUID) -> SavedFilter:
    row = _mine(by).select_for_update().filter(pk=filter_id).first()
    if row is None:
        raise NotFound("filter_not_found", _("You keep no such list."))
    return row


def _name(name: str) -> str:
    chosen = " ".join(name.split())
    if not chosen or len(chosen) > 60:
        words = _("Give the list a name of at most 60 characters.")
        raise InvalidInput("filter_name", words, fields={"name": words})
    return chosen


def _free(by: Actor, name: str) -> None:
    if _mine(by).filter(name=name).exists():
        words = _("You already keep a list with this name. Choose another one.")
        raise InvalidInput("filter_name_taken", words, fields={"name": words})

"""Records that may be one: found by likeness, listed, compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.models import LikelyDuplicate, Organisation, Service
from approdo.network.rules.duplicates import PROPOSED_FROM, Likened, Likeness, likeness

LIKE_NAMES = 0.45  # pg_trgm, from 0 to 1
KINDS: dict[str, type[Organisation] | type[Service]] = {"organisation": Organisation, "service": Service}
# Pairs with like names (by the index of trigrams), or with a code, telephone, e-mail or page in common.
PAIRS = {
    "organisation": """
        SELECT one.id, other.id FROM network_organisation one JOIN network_organisation other
          ON one.id < other.id AND one.prefecture_id = other.prefecture_id AND one.name %% other.name
         WHERE one.prefecture_id = %(office)s
        UNION SELECT one.id, other.id FROM network_organisation one JOIN network_organisation other
          ON one.id < other.id AND one.prefecture_id = other.prefecture_id AND one.tax_code = other.tax_code
         WHERE one.prefecture_id = %(office)s AND one.tax_code <> ''
        UNION SELECT least(one.organisation_id, other.organisation_id), greatest(one.organisation_id, other.organisation_id)
          FROM network_phone one JOIN network_phone other
          ON one.organisation_id <> other.organisation_id AND one.number = other.number
         WHERE one.prefecture_id = %(office)s AND other.prefecture_id = %(office)s""",
    "service": """
        SELECT one.id, other.id FROM network_service one JOIN network_service other
          ON one.id < other.id AND one.prefecture_id = other.prefecture_id AND one.name %% other.name
         WHERE one.prefecture_id = %(office)s""",
}


def alike(prefecture: str, kind: str) -> Iterator[tuple[UUID, UUID, Likeness]]:
    """Pairs of records of a prefecture that may be one, the smaller identifier first; none that was withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKE_NAMES)])
        cursor.execute(PAIRS[kind], {"office": prefecture})
        pairs = cursor.fetchall()
    wanted = {one for pair in pairs for one in pair}
    rows: QuerySet[Any] = KINDS[kind]._default_manager.filter(pk__in=wanted).exclude(state="withdrawn")
    told = {row.pk: _likened(row) for row in rows.prefetch_related("phones")}
    for one, other in pairs:
        if one in told and other in told:
            found = likeness(told[one], told[other])
            if found.score >= PROPOSED_FROM:
                yield one, other, found


def _likened(row: Any) -> Likened:
    phones = frozenset("".join(sign for sign in one.number if sign.isdigit()) for one in row.phones.all())
    if isinstance(row, Organisation):
        codes, names = {row.tax_code, row.ipa_code} - {""}, (row.name, *row.alternate_names)
        return Likened(names, frozenset(codes), phones, _some(row.email), _some(row.website.rstrip("/")))
    names = tuple(name for name in (row.name, row.alternate_name) if name)
    return Likened(
        names, frozenset(), phones, _some(row.email), _some(row.url.rstrip("/")), owner=str(row.organisation_id)
    )


def _some(value: str) -> frozenset[str]:
    return frozenset({value.lower()} - {""})


def listed(by: Actor, kind: str = "", different: bool = False) -> QuerySet[LikelyDuplicate]:
    """Pairs of which nobody said what they are, or those said to be two; for the editors of the network alone."""
    if not by.may(Permission.NETWORK_MANAGE):
        return LikelyDuplicate.objects.none()
    rows = LikelyDuplicate.objects.filter(prefecture_id=by.prefecture, different_at__isnull=not different)
    rows = rows.filter(**{f"{kind}__isnull": False}) if kind else rows
    return rows.select_related(
        "organisation", "other_organisation", "service__organisation", "other_service__organisation"
    )


def pair(by: Actor, identifier: UUID) -> LikelyDuplicate:
    """One pair, also one said to be two. Raises NotFound."""
    found = listed(by).filter(pk=identifier).first() or listed(by, different=True).filter(pk=identifier).first()
    if found is None:
        raise NotFound("pair_not_found", _("This pair does not exist any more."))
    return found

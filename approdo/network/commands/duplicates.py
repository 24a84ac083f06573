"""Records that may be one: proposed, said to be two, or merged for ever."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.network.commands.organisations import locked_organisation
from approdo.network.commands.services import locked_service, reachable
from approdo.network.models import (
    LikelyDuplicate,
    Organisation,
    Phone,
    Service,
    ServiceArea,
)
from approdo.network.queries import duplicates, opportunities, outreach
from approdo.network.records import not_in_state, recorded
from approdo.network.rules.directory import RecordState

WITHDRAWN = RecordState.WITHDRAWN.value
FILLED = {
    "organisation": ("description", "tax_code", "website", "email", "certified_mail"),
    "service": ("alternate_name", "eligibility_note", "fees_description", "application_process", "url", "email"),
}  # fmt: skip
# The keys that do not follow to the record that stays: what was asked, found and proposed about the words of the other
# one, and those that have a way of their own below. Every other key follows, also one that is added tomorrow.
ABOUT_ITS_WORDS = ("question", "checkfinding", "likelyduplicate")
OWN_WAY = {
    "organisation": ("organisation.parent", "organisation.merged_into", "phone.organisation"),
    "service": ("service.merged_into", "phone.service", "servicearea.service", "searchdocument.service"),
}


@transaction.atomic
def propose_duplicates(*, by: Actor, today: date) -> int:
    """Write down the pairs that may be one and forget those that no longer are alike. How many wait. Raises NotAllowed.

    What somebody said to be two stays so.
    """
    require(by, Permission.NETWORK_MANAGE)
    waiting = 0
    for kind in duplicates.KINDS:
        rows = LikelyDuplicate.objects.filter(prefecture_id=by.prefecture, **{f"{kind}__isnull": False})
        found = {(one, other): like for one, other, like in duplicates.alike(by.prefecture, kind)}
        known = {(getattr(row, f"{kind}_id"), getattr(row, f"other_{kind}_id")): row for row in rows}
        gone = [row.pk for pair, row in known.items() if pair not in found and row.different_at is None]
        LikelyDuplicate.objects.filter(pk__in=gone).delete()
        LikelyDuplicate.objects.bulk_create(
            (
                LikelyDuplicate(
                    prefecture_id=by.prefecture, score=like.score, why=[why.value for why in like.why], found_on=today,
                    **{f"{kind}_id": one, f"other_{kind}_id": other},
                )
                for (one, other), like in found.items() if (one, other) not in known
            ),
            ignore_conflicts=True,
        )  # fmt: skip
        waiting += len(found.keys() - {pair for pair, row in known.items() if row.different_at is not None})
    return waiting


@transaction.atomic
def keep_apart(*, by: Actor, pair_id: UUID) -> LikelyDuplicate:
    """Say that two records are two: they are not proposed again. Raises NotAllowed, NotFound, Refusal (said already)."""
    require(by, Permission.NETWORK_MANAGE)
    found = duplicates.pair(by, pair_id)
    if found.different_at is not None:
        raise not_in_state(_("Somebody said already that they are two."))
    found.different_at, found.different_by_id = timezone.now(), by.user_id
    found.save(update_fields=["different_at", "different_by"])
    audit.record(by, "duplicate.kept_apart", found.kind, found.first.pk, other=str(found.second.pk))
    return found


@transaction.atomic
def merge_records(*, by: Actor, pair_id: UUID, keep: UUID, versions: dict[str, int]) -> Organisation | Service:
    """Make one record of a pair, for ever: the other one is withdrawn and points to the one kept.

    `versions`: by identifier, those that were read. What the one kept does not say is taken from the other; whatever
    belongs to the other moves. Raises NotAllowed, NotFound, Stale, Refusal.
    """
    require(by, Permission.NETWORK_MANAGE)
    pair = duplicates.pair(by, pair_id)
    both = sorted((pair.first.pk, pair.second.pk))
    if keep not in both:
        raise Refusal("not_of_the_pair", _("Choose which of the two stays."), fields={"keep": _("Choose one.")})
    lock = locked_organisation if pair.kind == "organisation" else locked_service
    rows: dict[UUID, Any] = {one: lock(by, one, versions.get(str(one), 0)) for one in both}
    kept: Organisation | Service = rows.pop(keep)
    gone: Any = rows.popitem()[1]
    if gone.state == WITHDRAWN or kept.merged_into_id is not None:
        raise not_in_state(_("One of the two is not in use any more."))
    moved = _organisation(kept, gone) if isinstance(kept, Organisation) else _service(kept, gone)
    filled = [name for name in FILLED[pair.kind] if not getattr(kept, name) and getattr(gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    gone.state, gone.merged_into = WITHDRAWN, kept
    recorded(by, pair.kind, gone, f"{pair.kind}.merged", ["merged_into", "state"])
    recorded(by, pair.kind, kept, f"{pair.kind}.merged", [*filled, *moved])
    LikelyDuplicate.objects.filter(**{f"{pair.kind}__in": both}, different_at__isnull=True).delete()
    LikelyDuplicate.objects.filter(**{f"other_{pair.kind}__in": both}, different_at__isnull=True).delete()
    return kept


def _organisation(kept: Organisation, gone: Organisation) -> list[str]:
    """Move everything of an organisation to another. Raises Refusal where that would hide something."""
    if kept.state != RecordState.PUBLISHED.value and _shows_something(gone):
        raise Refusal(
            "organisation_not_published",
            _("The one that stays is not published, and the other has services, opportunities or stops that are."),
        )
    if kept.ipa_code and gone.ipa_code and kept.ipa_code != gone.ipa_code:
        raise Refusal("two_ipa_codes", _("They have two different IPA codes: they are two organisations."))
    mine = set(kept.focal_points.filter(ended_on__isnull=True).values_list("matter", flat=True))
    if gone.focal_points.filter(ended_on__isnull=True, matter__in=mine).exists():
        raise Refusal("focal_points_twice", _("Both have a focal point for the same matter: end one of the two first."))
    above = kept.parent
    while above is not None:
        if above.pk == gone.pk:
            raise Refusal("part_of_the_other", _("The one that stays is a part of the other one."))
        above = above.parent
    if gone.ipa_code and not kept.ipa_code:
        kept.ipa_code, gone.ipa_code = gone.ipa_code, ""
        gone.save(update_fields=["ipa_code"])
    _followed(kept, gone, "organisation")
    gone.units.exclude(pk=kept.pk).update(parent=kept)
    kept.alternate_names = list(dict.fromkeys([*kept.alternate_names, gone.name, *gone.alternate_names]))
    _phones(kept, gone, "organisation")
    return ["alternate_names", "phones"]


def _shows_something(gone: Organisation) -> bool:
    """Whether the public reads a service, an opportunity or an outreach stop of an organisation."""
    today = timezone.localdate()
    return (
        gone.services.filter(state=RecordState.PUBLISHED.value).exists()
        or opportunities.published(gone.prefecture_id, today).filter(organisation=gone).exists()
        or outreach.published(gone.prefecture_id, today).filter(organisation=gone).exists()
    )


def _service(kept: Service, gone: Service) -> list[str]:
    """Move desks, telephones and comuni of a service to another. Raises Refusal where that would hide or show something."""
    if kept.protected != gone.protected:
        raise Refusal("one_is_protected", _("Only one of the two is protected: they cannot become one."))
    if gone.state == RecordState.PUBLISHED.value and kept.state != RecordState.PUBLISHED.value:
        raise Refusal(
            "service_not_published", _("The one that stays is not published: keep the other one, or publish it first.")
        )
    there = kept.desks.filter(ended_on__isnull=True, location__isnull=False).values("location")
    if gone.desks.filter(ended_on__isnull=True, location__in=there).exists():
        raise Refusal("met_there_twice", _("Both are met at the same place: close one of the two desks first."))
    _followed(kept, gone, "service")
    _phones(kept, gone, "service")
    if not kept.whole_province:
        kept.whole_province = gone.whole_province
        codes = set(gone.areas.values_list("comune_code", flat=True)) - set(
            kept.areas.values_list("comune_code", flat=True)
        )
        ServiceArea.objects.bulk_create(
            ServiceArea(prefecture_id=kept.prefecture_id, service=kept, comune_code=code) for code in sorted(codes)
        )
    if kept.whole_province:
        kept.areas.all().delete()
    reachable(kept)
    return ["areas", "desks", "phones"]


def _followed(kept: Any, gone: Any, kind: str) -> None:
    """Point every row that points to the record that goes to the one that stays."""
    for one in gone._meta.get_fields(include_hidden=True):
        if not one.one_to_many or one.concrete:
            continue
        table, column = one.related_model._meta.model_name, one.field.name
        if table not in ABOUT_ITS_WORDS and f"{table}.{column}" not in OWN_WAY[kind]:
            one.related_model._default_manager.filter(**{column: gone}).update(**{column: kept})


def _phones(kept: Any, gone: Any, owner: str) -> None:
    mine = set(kept.phones.values_list("number", flat=True))
    Phone.objects.filter(**{owner: gone}).exclude(number__in=mine).update(**{owner: kept})

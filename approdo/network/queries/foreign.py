"""What came from other publishers, and what here may be the same."""

from __future__ import annotations

from functools import cache

from django.db.models import QuerySet

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.network.definitions import categories
from approdo.network.models import ForeignRecord, Organisation, Service
from approdo.network.queries import organisations, services
from approdo.network.rules.facts import OrganisationFacts
from approdo.network.rules.taking import ForeignKind
from approdo.network.rules.vocabulary import folded

LONGEST_KEY = 120  # signs of an identifier
SHOWN = 5


def visible_to(by: Actor) -> QuerySet[ForeignRecord]:
    """The only door: everything of the prefecture to who keeps the network, nothing to others."""
    rows = ForeignRecord.objects.filter(prefecture_id=by.prefecture)
    return rows if by.may(Permission.NETWORK_MANAGE) else rows.none()


def ties(by: Actor, publisher: str, kind: ForeignKind) -> QuerySet[ForeignRecord]:
    """What of one kind came from a publisher."""
    return visible_to(by).filter(publisher=publisher, kind=kind.value)


def services_alike(by: Actor, name: str, organisation: str) -> list[Service]:
    """Services that may be the one of that name of an organisation of that name: they have both, or the whole name."""
    rows = services.visible_to(by).filter(name__iexact=" ".join(name.split())).select_related("organisation")
    found = list(rows.order_by("id")[:SHOWN])
    same = [one for one in found if folded(one.organisation.name) == folded(organisation)]
    return same or found


def organisation_alike(by: Actor, facts: OrganisationFacts) -> Organisation | None:
    """The organisation that is the same for certain, by a code, else the only one of that name."""
    rows = organisations.visible_to(by)
    for column, code in (("ipa_code", facts.ipa_code), ("tax_code", facts.tax_code)):
        if code and (found := rows.filter(**{column: code}).first()):
            return found
    named = list(rows.filter(name__iexact=" ".join(facts.name.split()))[:2])
    return named[0] if len(named) == 1 else None


@cache
def category_words() -> dict[str, str]:
    """The category that each code and each label means, small letters; words of two categories mean none."""
    found: dict[str, str] = {}
    doubtful = set()
    for one in categories().values():
        if not one.need:
            continue
        for word in {folded(label) for label in (one.id, *one.labels.values())}:
            if word in found:
                doubtful.add(word)
            found[word] = one.id
    return {word: code for word, code in found.items() if word not in doubtful}

"""The only door to the texts of the network and to their renderings, for who works on them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.network.models import Rendering, RenderingEvent, SourceVersion, Text
from approdo.network.rules.sources import HolderKind
from approdo.network.rules.translations import TranslationState


def visible_to(by: Actor) -> QuerySet[Text]:
    """Texts in use that the actor may work on: those of its prefecture, for who may translate."""
    if not by.may(Permission.NETWORK_TRANSLATE):
        return Text.objects.none()
    return Text.objects.filter(prefecture_id=by.prefecture, retired_at__isnull=True)


def renderings_visible_to(by: Actor) -> QuerySet[Rendering]:
    """Their renderings."""
    rows = Rendering.objects.filter(prefecture_id=by.prefecture, text__in=visible_to(by))
    return rows.select_related("text")


def text(by: Actor, identifier: UUID) -> Text:
    """One text. Raises NotFound."""
    found = visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise NotFound("text_not_found", _("This text does not exist, or is no longer in use."))
    return found


def rendering(by: Actor, identifier: UUID) -> Rendering:
    """One rendering with its text. Raises NotFound."""
    found = renderings_visible_to(by).filter(pk=identifier).first()
    if found is None:
        raise rendering_not_found()
    return found


def rendering_not_found() -> NotFound:
    """There is no such translation, or the actor may not know that there is."""
    return NotFound("rendering_not_found", _("This translation does not exist, or its text is no longer in use."))


def work(
    by: Actor, today: date, *, text: str = "", language: str = "", kind: str = "", holder: str = "", state: str = ""
) -> QuerySet[Rendering]:
    """Renderings to work on: those of texts that somebody will still read. Empty filters let everything through."""
    rows = renderings_visible_to(by).filter(Q(text__wanted_until__isnull=True) | Q(text__wanted_until__gte=today))
    if text:
        rows = rows.filter(text__title__icontains=text)
    chosen = {"language": language, "text__kind": kind, "text__holder_kind": holder, "state": state}
    return rows.filter(**{name: value for name, value in chosen.items() if value})


def counts(rows: QuerySet[Rendering]) -> dict[TranslationState, int]:
    """How many renderings are in each state."""
    found = dict(rows.order_by().values_list("state").annotate(Count("id")))
    return {state: found.get(state.value, 0) for state in TranslationState}


def renderings_of(found: Text) -> QuerySet[Rendering]:
    """The renderings of a text, by language."""
    return found.renderings.select_related("text").order_by("language")


def of_holder(by: Actor, kind: HolderKind, holder_id: UUID) -> QuerySet[Text]:
    """The texts of a record, retired ones too, so that they can be locked."""
    return Text.objects.filter(prefecture_id=by.prefecture, holder_kind=kind.value, holder_id=holder_id)


def history(found: Rendering) -> QuerySet[RenderingEvent]:
    """What happened to a rendering, the latest first."""
    return found.events.select_related("by").order_by("-number")


def earlier_words(found: Text, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The Italian words of sentences as they were once, by number and mark: the last words under each mark."""
    said: dict[tuple[int, str], str] = {}
    if not wanted:
        return said
    for version in SourceVersion.objects.filter(text=found).order_by("number"):
        said.update({(key, mark): words for key, _lead, words, mark in version.sentences if (key, mark) in wanted})
    return said


def versions(found: Text) -> QuerySet[SourceVersion]:
    """The times a text was written, the latest first."""
    return found.versions.select_related("written_by").order_by("-number")

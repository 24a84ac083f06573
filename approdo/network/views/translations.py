"""Pages of translations: what there is to do, a text with its languages, how a reader gets it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from approdo.core.access.actor import Actor
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, query_without, text_of
from approdo.network import text_labels
from approdo.network.commands import translating
from approdo.network.definitions import languages, text_kinds
from approdo.network.forms.translations import LanguageForm
from approdo.network.holders import HOLDERS
from approdo.network.models import Rendering
from approdo.network.queries import texts
from approdo.network.queries.reading import readable
from approdo.network.rules.reading_ease import reading_ease
from approdo.network.rules.renderings import ITALIAN
from approdo.network.rules.sentences import Sentence, joined
from approdo.network.rules.sources import HolderKind
from approdo.network.rules.translations import TranslationState
from approdo.network.text_rows import source_of
from approdo.network.views.text_pages import crumbs, sheet, translator_of

SORTS = {"title": "text__title", "language": "language", "changed": "changed_at"}
HEAD = (
    gettext_lazy("Record of the network"), gettext_lazy("Field"), gettext_lazy("Kind of text"), gettext_lazy("Language"),
    gettext_lazy("State"), gettext_lazy("Sentences missing"), gettext_lazy("Sentences of an older text"),
)  # fmt: skip


@require_GET
def translations(request: HttpRequest) -> HttpResponse:
    """The work list, by language, state, kind and record."""
    by = translator_of(request)
    filters = _filters(request)
    rows = _rows(by, filters)
    context = {
        **listing(request, rows, SORTS, "title"), "labels": text_labels, "asked": filters, "states": _states(request, by),
        "choices_of_language": [(one.id, one.name) for one in languages().values() if one.id != ITALIAN],
        "kinds": [(kind, text_labels.kind_word(kind)) for kind in text_kinds()],
        "holders": [(kind.value, one.label) for kind, one in HOLDERS.items()],
    }  # fmt: skip
    return page(request, "network/translations.html", context)


@require_GET
def export_translations(request: HttpRequest, kind: str) -> FileResponse:
    """The work list as a file."""
    rows = _rows(translator_of(request), _filters(request)).order_by("text__title", "id")
    told = [
        [
            row.text.title, str(text_labels.field_word(row.text.holder_kind, row.text.field)),
            text_labels.kind_word(row.text.kind), row.language,
            str(text_labels.TRANSLATIONS[TranslationState(row.state)]), row.missing, row.stale,
        ]
        for row in rows
    ]  # fmt: skip
    return sheet(request, kind, "translations", HEAD, told)


@require_GET
def text_page(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """A text: its Italian and how easy it is, its languages, and how a reader of one gets it."""
    found = texts.text(translator_of(request), text_id)
    source = source_of(found.sentences)
    asked = chosen(request, "language", languages(), ITALIAN)
    italian = joined(Sentence(one.lead, one.words) for one in source)
    context = {
        "labels": text_labels, "text": found, "source": source, "ease": reading_ease(italian), "tongues": languages(),
        "choices_of_language": [(one.id, one.name) for one in languages().values()], "asked": asked,
        "renderings": texts.renderings_of(found), "versions": texts.versions(found), "reading": readable(found, asked),
        "record": address(HOLDERS[HolderKind(found.holder_kind)].page, found.holder_id),
    }  # fmt: skip
    return page(request, "network/text.html", context)


def add_language(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """A text in one more language."""
    by = translator_of(request)
    found = texts.text(by, text_id)
    held = {ITALIAN, *found.renderings.values_list("language", flat=True)}
    form = LanguageForm(request.POST or None, free=[one for one in languages().values() if one.id not in held])

    def act() -> HttpResponse:
        made = translating.add_language(by=by, text_id=text_id, language=form.cleaned_data["language"])
        return done(request, _("The language was added: translate it here."), "translation", made.pk)

    title, back = _("Add a language"), address("network_text", found.pk)
    way = crumbs((str(found.title), back), (title, None))
    shown = {"title": title, "subtitle": found.title, "submit": _("Add"), "back": back, "crumbs": way}
    return form_page(request, form, act, shown)


def _filters(request: HttpRequest) -> dict[str, str]:
    return {
        "text": text_of(request),
        "language": chosen(request, "language", languages()),
        "kind": chosen(request, "kind", text_kinds()),
        "holder": chosen(request, "holder", HOLDERS),
        "state": chosen(request, "state", TranslationState),
    }


def _rows(by: Actor, filters: dict[str, str]) -> QuerySet[Rendering]:
    return texts.work(by, timezone.localdate(), **filters)


def _states(request: HttpRequest, by: Actor) -> list[Context]:
    """The counts of the states among what the other filters leave, each a link."""
    others: dict[str, Any] = {**_filters(request), "state": ""}
    asked, query = request.GET.get("state", ""), query_without(request, "state")
    return [
        {
            "label": text_labels.STATES_SHORT[state], "count": count, "tone": text_labels.STATE_TONES[state],
            "url": f"?{query}&state={state.value}" if query else f"?state={state.value}", "current": asked == state.value,
        }
        for state, count in texts.counts(_rows(by, others)).items()
    ]  # fmt: skip

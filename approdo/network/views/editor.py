"""The editor of a translation: sentence by sentence, all at once, by a machine; its history."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done
from approdo.network import text_labels
from approdo.network.commands import translating
from approdo.network.definitions import languages
from approdo.network.editing import lines_of
from approdo.network.forms.translations import SentencesForm, WholeTextForm
from approdo.network.machine.base import installed
from approdo.network.models import Rendering
from approdo.network.queries import texts
from approdo.network.rules.reading_ease import reading_ease
from approdo.network.rules.sentences import Sentence, joined
from approdo.network.text_rows import source_of
from approdo.network.views.text_pages import REVIEW, about_rendering, crumbs, rendering_title, translator_of


def translation(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """Italian and translation side by side."""
    by = translator_of(request)
    row = texts.rendering(by, rendering_id)
    lines = lines_of(row)
    form = SentencesForm(request.POST or None, version=row.version, language=languages()[row.language], lines=lines)
    act = partial(_save, request, row, form)
    context = {**_around(row), "lines": lines, "may_review": by.may(REVIEW), "machine": installed()}
    return form_page(request, form, act, context, "network/translation.html")


def translate_text(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """A translation pasted whole."""
    by = translator_of(request)
    row = texts.rendering(by, rendering_id)
    form = WholeTextForm(request.POST or None, version=row.version, language=languages()[row.language])

    def act() -> HttpResponse:
        told = form.cleaned_data
        number = translating.translate_text(
            by=by, rendering_id=row.pk, words=told["words"], expected_version=told["version"] or 0
        )
        return done(request, _saved(number), "translation", row.pk)

    context = {**about_rendering(row, _("Write the whole text"), _("Save")), "source": source_of(row.text.sentences)}
    return form_page(request, form, act, context, "network/whole_text.html")


@require_POST
def machine_translate(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """The machine writes what is missing or stale."""
    by = translator_of(request)
    version = request.POST.get("version", "")
    number = translating.machine_translate(
        by=by, rendering_id=rendering_id, expected_version=int(version) if version.isdecimal() else 0
    )
    words = ngettext(
        "The machine wrote %(n)s sentence: read it.", "The machine wrote %(n)s sentences: read them.", number
    )
    return done(request, words % {"n": number}, "translation", rendering_id)


@require_GET
def translation_history(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """Everything that happened to a translation, the latest first."""
    row = texts.rendering(translator_of(request), rendering_id)
    context = {
        **about_rendering(row, _("History"), ""), "labels": text_labels, "rendering": row,
        "target": languages()[row.language], "events": list(texts.history(row)[:500]),
    }  # fmt: skip
    return page(request, "network/translation_history.html", context)


def _save(request: HttpRequest, row: Rendering, form: SentencesForm) -> HttpResponse:
    number = translating.translate_sentences(
        by=translator_of(request), rendering_id=row.pk, said=form.said(), holds=form.holds(),
        expected_version=form.cleaned_data["version"] or 0,
    )  # fmt: skip
    return done(request, _saved(number), "translation", row.pk)


def _saved(number: int) -> str:
    if not number:
        return _("Nothing was new: nothing changed.")
    words = ngettext("%(n)s sentence was saved.", "%(n)s sentences were saved.", number)
    return words % {"n": number}


def _around(row: Rendering) -> Context:
    whole = joined(Sentence(one.lead, one.words) for one in source_of(row.text.sentences))
    events = texts.history(row)
    return {
        "title": rendering_title(row), "crumbs": crumbs((rendering_title(row), None)), "labels": text_labels,
        "rendering": row, "target": languages()[row.language], "ease": reading_ease(whole),
        "said_last": events.filter(act__in=("rejected", "reopened", "accepted")).first(),
    }  # fmt: skip

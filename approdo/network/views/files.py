"""Translations that leave in a file and come back in one."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core.errors import Refusal
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import chosen, done, text_of
from approdo.core.transfer import exports
from approdo.network import text_labels
from approdo.network.commands import files as acts
from approdo.network.definitions import languages, text_kinds
from approdo.network.exchange import sheet, xliff
from approdo.network.exchange.going import MOST_RENDERINGS, all_going
from approdo.network.forms.translations import TranslationFileForm
from approdo.network.holders import HOLDERS
from approdo.network.queries import files, texts
from approdo.network.rules.translations import TranslationState
from approdo.network.views.text_pages import TRANSLATE, crumbs, file_name, translator_of

FORMATS = {"xlf": (xliff.written, "application/x-xliff+xml"), "csv": (sheet.written, "text/csv; charset=utf-8")}


@require_GET
def take_translations(request: HttpRequest, kind: str) -> FileResponse:
    """The sentences of the work list as a file to be translated elsewhere."""
    by = translator_of(request)
    asked = {
        "text": text_of(request), "language": chosen(request, "language", languages()),
        "kind": chosen(request, "kind", text_kinds()), "holder": chosen(request, "holder", HOLDERS),
        "state": chosen(request, "state", TranslationState),
    }  # fmt: skip
    rows = list(texts.work(by, timezone.localdate(), **asked).order_by("language", "text_id")[: MOST_RENDERINGS + 1])
    if len(rows) > MOST_RENDERINGS:
        raise Refusal(
            "too_many_texts", _("At most %(most)s texts in a file: choose a language.") % {"most": MOST_RENDERINGS}
        )
    exports.allow_export(by, "sentences", "csv", len(rows), TRANSLATE, language=asked["language"], file=kind)
    write, media_type = FORMATS[kind]
    return answers.saved(b"".join(write(all_going(rows))), f"{file_name('translations')}.{kind}", media_type)


def bring_translations(request: HttpRequest) -> HttpResponse:
    """A file of translations is sent, and tried."""
    by = translator_of(request)
    form = TranslationFileForm(request.POST or None, request.FILES or None)

    def act() -> HttpResponse:
        sent = form.cleaned_data["file"]
        return redirect("translation_file", acts.bring_file(by=by, name=sent.name, content=sent).pk)

    title = _("Bring translations")
    context = {
        "title": title, "submit": _("Send and check"), "back": address("translations"), "crumbs": crumbs((title, None)),
        "earlier": files.visible_to(by)[:10],
    }  # fmt: skip
    return form_page(request, form, act, context, "network/bring_translations.html")


@require_GET
def translation_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What a file would write, or wrote."""
    by = translator_of(request)
    found = files.file(by, file_id)
    name = found.document.file_name
    way = crumbs((_("Bring translations"), address("bring_translations")), (name, None))
    plan = None if found.taken_at else files.plan(by, found)
    context = {"labels": text_labels, "file": found, "plan": plan, "crumbs": way, "tongues": languages()}
    return page(request, "network/translation_file.html", context)


@require_POST
def take_translation_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What a file says is written."""
    acts.take_file(by=translator_of(request), file_id=file_id)
    return done(request, _("The file was taken over: its sentences wait to be reviewed."), "translation_file", file_id)

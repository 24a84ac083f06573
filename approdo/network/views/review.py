"""Pages of whoever reads translations again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from approdo.core.pages.form_page import form_page
from approdo.core.pages.work import done
from approdo.network import text_labels
from approdo.network.commands import reviewing
from approdo.network.definitions import languages
from approdo.network.doubts import doubts_of
from approdo.network.editing import lines_of
from approdo.network.forms.translations import ReasonForm, ReviewForm
from approdo.network.queries import texts
from approdo.network.rules.glossary import Warned
from approdo.network.views.text_pages import REVIEW, about_rendering, translator_of


def review_translation(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """A translation is accepted, each doubt answered."""
    by = translator_of(request, REVIEW)
    row = texts.rendering(by, rendering_id)
    lines = lines_of(row)
    places = {line.sentence.key: line.number for line in lines}
    doubts = {one: _in_words(one, places) for one in doubts_of(row)}
    form = ReviewForm(request.POST or None, version=row.version, doubts=doubts)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        reviewing.review(by=by, rendering_id=row.pk, answers=form.answers(), expected_version=version)
        return done(request, _("Accepted: from now on it is read as it is."), "translation", row.pk)

    context = {
        **about_rendering(row, _("Review"), _("Accept")), "labels": text_labels, "lines": lines, "rendering": row,
        "target": languages()[row.language],
    }  # fmt: skip
    return form_page(request, form, act, context, "network/review.html")


def reject_translation(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """What was not reviewed yet is sent back."""
    words = (_("Send back"), _("It was sent back, with the reason."))
    return _with_reason(request, rendering_id, reviewing.reject, words)


def return_to_draft(request: HttpRequest, rendering_id: UUID) -> HttpResponse:
    """What was accepted is accepted no more."""
    words = (_("Take the acceptance back"), _("Nobody reads it any more, until it is reviewed again."))
    return _with_reason(request, rendering_id, reviewing.return_to_draft, words)


def _with_reason(
    request: HttpRequest, rendering_id: UUID, command: Callable[..., Any], words: tuple[str, str]
) -> HttpResponse:
    by = translator_of(request, REVIEW)
    row = texts.rendering(by, rendering_id)
    form = ReasonForm(request.POST or None, initial={"version": row.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        command(by=by, rendering_id=row.pk, reason=told["reason"], expected_version=told["version"] or 0)
        return done(request, words[1], "translation", row.pk)

    return form_page(request, form, act, about_rendering(row, words[0], words[0]))


def _in_words(one: Warned, places: dict[int, int]) -> str:
    told = text_labels.DOUBTS[one.doubt] % {"words": ", ".join(one.words)}
    return _("Sentence %(number)s: %(doubt)s") % {"number": places[one.key], "doubt": told}

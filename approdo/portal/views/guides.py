"""Guides to the procedures, and the documents for one's own case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from approdo.network.definitions import categories
from approdo.portal import labels
from approdo.portal.answering import public, show
from approdo.portal.definitions import guides as listed
from approdo.portal.guides import Answers, Teller, checklist, known
from approdo.portal.views.pages import label
from approdo.portal.words import Speech
from approdo.procedures.definitions import references
from approdo.procedures.rules.checklist import UnknownAnswer


@require_safe
@public
def guides(request: HttpRequest, speech: Speech) -> HttpResponse:
    """Every guide, by need."""
    today = timezone.localdate()
    groups = [
        (label(categories()[need], speech), [(one.id, Teller(one, speech, today).name()) for one in group])
        for need, group in listed().items()
    ]
    return show(request, speech, "guides", {"groups": groups})


@require_safe
@public
def guide(request: HttpRequest, speech: Speech, procedure_id: str) -> HttpResponse:
    """What a procedure is, who may ask, costs, documents, terms in force today, steps."""
    teller = _teller(speech, procedure_id)
    return show(request, speech, "guide", {**_frame(teller), "references": references()})


@require_safe
@public
def documents(request: HttpRequest, speech: Speech, procedure_id: str) -> HttpResponse:
    """The documents for one's own case: a question at a time, the answers in the address, nothing kept."""
    teller = _teller(speech, procedure_id)
    asked = [one.id for one in teller.procedure.questions]
    answers = {name: request.GET.getlist(name) for name in asked if request.GET.getlist(name)}
    try:
        found = checklist(teller, answers)
    except UnknownAnswer:
        raise Http404 from None
    changes = {name: _address(answers, asked[: asked.index(name)]) for name in answers}
    return show(request, speech, "documents", {**_frame(teller), "list": found, "answers": answers, "changes": changes})


def _teller(speech: Speech, procedure_id: str) -> Teller:
    try:
        return Teller(known(procedure_id, listed().values()), speech, timezone.localdate())
    except KeyError:
        raise Http404 from None


def _frame(teller: Teller) -> dict[str, Any]:
    one = teller.procedure
    return {
        "teller": teller,
        "procedure": one,
        "office": teller.speech.say(labels.OFFICES[one.office]),
        "kind": teller.speech.say(labels.KINDS[one.kind]),
        "today": teller.speech.day(teller.today),
    }


def _address(answers: Answers, kept: list[str]) -> str:
    """The address of the questions again from one on: the answers before it stay."""
    return "?" + urlencode([(name, value) for name in kept for value in answers.get(name, [])])

"""The definitions of the procedures, in plain words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.render import page
from approdo.procedures import definition_labels, labels
from approdo.procedures.definitions import UnknownProcedure, procedure, procedures, references


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """Every procedure, by how far Approdo follows it."""
    require(request.actor, Permission.DEFINITION_SEE)  # type: ignore[attr-defined]
    known = sorted(procedures().values(), key=lambda one: definition_labels.said(one, "name"))
    groups = [(words, [one for one in known if one.kind == kind]) for kind, words in definition_labels.KINDS.items()]
    context = {"groups": [group for group in groups if group[1]], "words": definition_labels, "labels": labels}
    return page(request, "procedures/definitions.html", context)


@require_GET
def definition(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """One procedure, whole: who, on which law, by when, with which papers, and what is not confirmed yet."""
    require(request.actor, Permission.DEFINITION_SEE)  # type: ignore[attr-defined]
    try:
        shown = procedure(procedure_id)
    except UnknownProcedure:
        raise Http404 from None
    others = [one for one in procedures().values() if one.office == shown.office and one.id != shown.id]
    context = {
        "procedure": shown,
        "others": sorted(others, key=lambda one: definition_labels.said(one, "name")),
        "references": references(),
        "words": definition_labels,
        "labels": labels,
    }
    return page(request, "procedures/definition.html", context)

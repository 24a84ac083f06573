"""How every act on a case file is shown and done: a form, its consequence, the command, and what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.request import StaffRequest
from approdo.core.errors import Refusal, Stale
from approdo.core.pages.render import page
from approdo.procedures.forms.acts import ActForm
from approdo.procedures.models import CaseFile
from approdo.procedures.queries import cases
from approdo.procedures.queries.pages import PERMISSIONS
from approdo.procedures.views import shaping

Command = Callable[..., Any]


def act_page(
    request: StaffRequest,
    case_id: UUID,
    form_class: type[ActForm],
    command: Command,
    *,
    title: Any,
    submit: Any,
    done: Any,
    consequence: Any = "",
    tab: str = "",
    **form_values: Any,
) -> HttpResponse:
    """Show the form of an act, or do the act and go back to the case file.

    The act is the name of the address; who may not do it does not see its form either. `command` gets who acts, the
    case file, its expected version and each checked field by its name. A refusal stands beside its field, or above the
    form; nothing typed is lost.
    """
    if request.resolver_match is None:
        raise RuntimeError("an act is reached by its address")
    require(request.actor, PERMISSIONS[str(request.resolver_match.url_name)])
    case = cases.visible_case(request.actor, case_id)
    back = reverse("case", args=[case.pk]) + (f"?tab={tab}" if tab else "")
    form = form_class(request.POST or None, case=case, **form_values)
    refused = _refusal(request.actor, form, case, command) if request.method == "POST" and form.is_valid() else None
    if form.is_bound and not form.errors:
        messages.success(request, done)
        return redirect(back)
    context = {
        "case": case, "form": form, "title": title, "submit": submit, "consequence": consequence,
        "changes": refused.changes if isinstance(refused, Stale) else [],
        "case_url": back, "act_name": shaping.act_name,
    }  # fmt: skip
    return page(request, "procedures/act.html", context, status=_status(form, refused))


def _status(form: ActForm, refused: Refusal | None) -> int:
    """409 for an act that the law or the state of things refuses, 422 for input of the wrong shape."""
    if refused is not None:
        return 409
    return 422 if form.errors else 200


def _refusal(by: Actor, form: ActForm, case: CaseFile, command: Command) -> Refusal | None:
    """Do the act; what refused it stands on the form, None when it is done."""
    told = dict(form.cleaned_data)
    try:
        command(by=by, case_id=case.pk, expected_version=told.pop("version"), **told)
    except Refusal as refused:
        explain(form, refused)
        if isinstance(refused, Stale):
            _start_again_from(form, case)
        return refused
    return None


def _start_again_from(form: ActForm, case: CaseFile) -> None:
    """The page that tells what changed is the one from which the act may be repeated, with what was typed."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(case.version)
    form.data = data


def explain(form: forms.Form, refused: Refusal) -> None:
    """Put a refusal beside the fields it is about, and its sentence above the form unless a field says it already."""
    beside = {name: sentence for name, sentence in refused.fields.items() if name in form.fields}
    if str(refused.message) not in map(str, beside.values()):
        form.add_error(None, refused.message)
    for name, sentence in beside.items():
        form.add_error(name, sentence)

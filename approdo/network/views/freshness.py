"""Pages of what is asked, found and suggested about the records of the network."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, query_without, text_of
from approdo.network import freshness_labels, letters, naming
from approdo.network.commands import asking, checking, suggestions
from approdo.network.definitions import freshness_limits, node_types
from approdo.network.forms.freshness import AnswerForm
from approdo.network.queries import freshness, freshness_overview
from approdo.network.rules.checks import CheckFault
from approdo.network.rules.confirmations import QuestionState
from approdo.network.rules.freshness import Fresh
from approdo.network.rules.suggestions import SuggestionState
from approdo.network.views.pages import actor_of, form_of, sheet, sight_of

SORTS = {"asked": "asked_on"}
FOUND_SORTS = {"first": "first_seen"}
SUGGESTED_SORTS = {"day": "day"}
OVERVIEW_SORTS = {
    "name": "name", **{one.value: f"{one.value}_count" for one in Fresh}, "answer": "last_on", "doubts": "doubt_count",
}  # fmt: skip
OVERVIEW_HEAD = (
    gettext_lazy("Organisation"), *freshness_labels.COUNTED.values(), gettext_lazy("Last answer"),
    gettext_lazy("Answered by"), gettext_lazy("Answered as"), gettext_lazy("Next question"),
    *freshness_labels.CHECKED.values(),
)  # fmt: skip
EDIT, MANAGE = Permission.NETWORK_EDIT, Permission.NETWORK_MANAGE


@require_GET
def network_freshness(request: HttpRequest) -> HttpResponse:
    """How fresh the records of each organisation are."""
    by, today = actor_of(request), timezone.localdate()
    text, kind, state, doubtful = _overview_asked(request)
    shown = listing(
        request, freshness_overview.listed(by, today, text, kind, state, doubtful), OVERVIEW_SORTS, "-stale"
    )
    context = {
        **shown, **_around(), "answered": freshness_overview.answered(by, shown["rows"], today),
        "totals": freshness_overview.totals(
            freshness_overview.listed(by, today, text, kind, doubtful=doubtful), today
        ),
        "text": text, "kind": kind, "state": state, "doubtful": doubtful, "naming": naming, "Fresh": Fresh,
        "limits": freshness_limits(today), "counts_query": query_without(request, "state"),
    }  # fmt: skip
    return page(request, "network/freshness.html", context)


@require_GET
def export_network_freshness(request: HttpRequest, kind: str) -> FileResponse:
    """The same as a file."""
    by, today = actor_of(request), timezone.localdate()
    rows = list(freshness_overview.listed(by, today, *_overview_asked(request)).order_by("name", "id"))
    told = freshness_overview.answered(by, rows, today)
    lines = [
        [
            one.name, *(getattr(one, f"{state.value}_count") for state in freshness_labels.COUNTED), said.on, said.name,
            str(freshness_labels.SPEAKERS[said.speaker]) if said.speaker else "", said.next_letter,
            *(said.doubts.get(checked, 0) for checked in freshness_labels.CHECKED),
        ]
        for one, said in ((one, told[one.pk]) for one in rows)
    ]  # fmt: skip
    return sheet(request, kind, "freshness", OVERVIEW_HEAD, lines, sight_of(by))


def _overview_asked(request: HttpRequest) -> tuple[str, str, str, bool]:
    return (
        text_of(request), chosen(request, "type", node_types()), chosen(request, "state", Fresh),
        request.GET.get("show") == "doubts",
    )  # fmt: skip


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of the campaign."""
    by = actor_of(request, EDIT)
    asked = chosen(request, "state", QuestionState)
    escalated = request.GET.get("show") == "escalated"
    context = {
        **listing(request, freshness.questions(by, asked, escalated), SORTS, "-asked"), **_around(),
        "asked": asked, "escalated": escalated, "may_manage": by.may(MANAGE), "mail": letters.mail_goes_out(),
    }  # fmt: skip
    return page(request, "network/questions.html", context)


@require_POST
def withdraw_question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Its links open nothing any more."""
    asking.withdraw_question(by=actor_of(request, MANAGE), question_id=question_id)
    return done(request, _("The question is withdrawn: its addresses open nothing any more."), "questions")


@require_GET
def check_findings(request: HttpRequest) -> HttpResponse:
    """What the checks of the night found."""
    by = actor_of(request, EDIT)
    fault, dismissed = chosen(request, "fault", CheckFault), request.GET.get("show") == "dismissed"
    context = {
        **listing(request, freshness.findings(by, fault, dismissed), FOUND_SORTS, "-first"), **_around(),
        "fault": fault, "dismissed": dismissed, "outside": bool(settings.OUTSIDE),
    }  # fmt: skip
    return page(request, "network/check_findings.html", context)


@require_POST
def dismiss_finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """The value stands as it is."""
    checking.dismiss_finding(by=actor_of(request, EDIT), finding_id=finding_id)
    return done(request, _("It stands as it is, and is not listed again."), "check_findings")


@require_GET
def suggestions_page(request: HttpRequest) -> HttpResponse:
    """What people suggest, first what waits for an answer."""
    by, state = actor_of(request, EDIT), chosen(request, "state", SuggestionState, SuggestionState.NEW.value)
    rows = freshness.suggestions(by, "" if request.GET.get("state") == "" else state)
    state = "" if request.GET.get("state") == "" else state
    context = {**listing(request, rows, SUGGESTED_SORTS, "day"), **_around(), "state": state}
    return page(request, "network/suggestions.html", context)


def suggestion(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """One suggestion and its answer."""
    by = actor_of(request, EDIT)
    found = freshness.suggestion(by, suggestion_id)
    form = AnswerForm(request.POST or None)

    def act() -> HttpResponse:
        accepted = form.cleaned_data["decision"] == "accepted"
        suggestions.answer_suggestion(
            by=by, suggestion_id=suggestion_id, accepted=accepted, answer=form.cleaned_data["answer"]
        )
        if accepted:
            return done(request, _("Accepted. Change the record now."), f"change_{found.kind}", found.record.pk)
        return done(request, _("The suggestion has its answer."), "suggestions")

    back = address("suggestions")
    shown = form_of(_("Suggestion"), _("Answer"), back, (_("Suggestions"), back), subtitle=found.record.name)
    about = {"suggestion": found, **_around()}
    return form_page(request, form, act, {**shown, **about}, "network/suggestion.html")


def _around() -> Context:
    return {"words": freshness_labels}

"""The page behind the link of a letter: nobody signs in, and opening it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal
from approdo.core.pages.render import page
from approdo.network import freshness_labels, labels, naming
from approdo.network.commands import answering_links as acts
from approdo.network.definitions import campaign_limits
from approdo.network.links import ReadLink, read_token
from approdo.network.models import QuestionLink
from approdo.network.queries import confirming, services
from approdo.network.rules.confirmations import LinkStanding
from approdo.network.rules.suggestions import LONGEST

STATUS = {LinkStanding.OPEN: 200, LinkStanding.ANSWERED: 200, LinkStanding.WITHDRAWN: 410, LinkStanding.EXPIRED: 410}


@dataclass(frozen=True, slots=True)
class _Opened:
    read: ReadLink
    link: QuestionLink
    standing: LinkStanding


# The address is the whole authority, and no cookie is asked for: another site that knew it could use it by itself.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the record of a link with its button; the button confirms it. Programs that open links change nothing."""
    opened = _opened(token)
    if opened is None:
        return _private(page(request, "network/link_unknown.html", status=404))
    if request.method != "POST" or opened.standing is not LinkStanding.OPEN:
        return _shown(request, opened, STATUS[opened.standing])
    try:
        _act(request, opened)
    except Refusal as refusal:
        return _shown(request, opened, refusal.status, refusal)
    return _private(HttpResponseRedirect(request.path, status=303))


def _opened(token: str) -> _Opened | None:
    """The link of a token, in the prefecture that it names; None where it is not one of ours."""
    read = read_token(token, campaign_limits(timezone.localdate()).link_days)
    if read is None:
        return None
    tenancy.enter(read.prefecture)
    link = confirming.link(read.prefecture, read.link_id)
    return _Opened(read, link, confirming.standing_of(link, expired=read.expired)) if link else None


def _act(request: HttpRequest, opened: _Opened) -> None:
    link, expired = opened.link, opened.read.expired
    label = link.user.full_name if link.user else link.question.owner.name
    by = Actor(opened.read.prefecture, link.user_id, label, frozenset({Permission.NETWORK_EDIT}))
    if request.POST.get("answer") == "change":
        acts.suggest_by_link(by=by, link_id=link.pk, words=request.POST.get("words", ""), expired=expired)
    else:
        acts.confirm_by_link(by=by, link_id=link.pk, seen=request.POST.get("seen", ""), expired=expired)


def _shown(request: HttpRequest, opened: _Opened, status: int, refusal: Refusal | None = None) -> HttpResponse:
    link = confirming.link(opened.read.prefecture, opened.read.link_id)
    assert link is not None  # noqa: S101 - it was read in this transaction, and nothing deletes links
    standing = confirming.standing_of(link, expired=opened.read.expired)
    context = {
        "question": link.question, "record": link.question.record, "standing": standing, "refusal": refusal,
        "longest": LONGEST, "labels": labels, "words": freshness_labels, "naming": naming,
        "said_before": request.POST.get("words", ""), "seen": confirming.seen(link.question.record), **_record(link),
    }  # fmt: skip
    return _private(page(request, "network/confirm_by_link.html", context, status=status))


def _record(link: QuestionLink) -> dict[str, Any]:
    """What the page tells of the record: nothing that the public may not read of it."""
    question = link.question
    if question.kind != "service":
        return {"subtitle": question.owner.name, "met": [], "facts": None}
    found = services.with_facts(type(question.record)._default_manager.filter(pk=question.record.pk)).get()
    met = [] if found.protected else services.desks_of(found)
    return {"subtitle": question.owner.name, "met": met, "facts": services.facts_of(found)}


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search, and told to no page that one goes to from here."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

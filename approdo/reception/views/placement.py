"""Pages of placement: the proposal in words, one group with its alternatives and the decision, suppositions, orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approdo.core import documents
from approdo.core.access.permissions import Permission
from approdo.core.pages import answers
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, done, listing, query_without
from approdo.reception import comuni, placement_words
from approdo.reception.commands import placement as acts
from approdo.reception.forms.arrivals import DecideForm, SupposeForm
from approdo.reception.models import Centre, PlacementLine, PlacementProposal
from approdo.reception.placement_answer import Answer, Explained
from approdo.reception.queries import arrivals, centres
from approdo.reception.sight import actor_of
from approdo.reception.views.arrivals import about, way
from approdo.reception.views.place_pages import crumbs, editor_of

LINES = 50  # on a page
ORDER_SORTS = {"written": "written_at", "centre": "centre__name"}


@require_POST
def propose(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Search a placement with things as they are."""
    by = editor_of(request, Permission.STAY_PLACE)
    proposal = acts.propose(by=by, notice_id=notice_id)
    return done(request, _("The proposal is ready."), "placement", proposal.pk)


def suppose(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Search a placement under a supposition."""
    by = editor_of(request, Permission.STAY_PLACE)
    notice = arrivals.notice(by, notice_id)
    form = SupposeForm(request.POST or None, centres.visible_to(by).order_by("name", "id"))

    def act() -> HttpResponse:
        proposal = acts.propose(by=by, notice_id=notice_id, what_if=form.what_if())
        return done(request, _("This is what would be proposed."), "placement", proposal.pk)

    return form_page(request, form, act, {**about(notice, _("What if…")), "submit": _("Search")})


def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """A proposal: what it is worth, where it sends each group and why, and how the comuni would stand."""
    by = editor_of(request, Permission.RECEPTION_SEE)
    found = arrivals.proposal(by, proposal_id)
    lines = list(arrivals.lines_of(found))
    answer, names = Answer(found, lines), _names(by)
    number = request.GET.get("page", "")
    start = (int(number) - 1) * LINES if number.isdigit() and 0 < int(number) < 10_000 else 0
    shown = lines[start : start + LINES]
    sizes = answer.ledger.compared.parties
    context: Context = {
        **_about(found, names), "lines": [(line, _words(answer, line, names)) for line in shown],
        "nowhere": [line for line in lines if line.centre_id is None], "total": len(lines),
        "undecided": sum(1 for line in lines if not hasattr(line.group, "decision")),
        "moved": sum(1 for line in lines if line.centre_id != line.greedy_id), "loads": answer.loads(), "comuni": comuni,
        "persons": sum(party.size for party in sizes.values()), "may_place": by.may(Permission.STAY_PLACE),
        "previous": _page(request, start // LINES) if start else None,
        "next": _page(request, start // LINES + 2) if start + LINES < len(lines) else None,
    }  # fmt: skip
    return page(request, "reception/placement.html", context)


def _page(request: HttpRequest, number: int) -> str:
    query = query_without(request)
    return f"?{query}&page={number}" if query else f"?page={number}"


def decide(request: HttpRequest, proposal_id: UUID, group_id: UUID) -> HttpResponse:
    """One group: why there, what else, why not elsewhere; and the officer's decision."""
    by = editor_of(request, Permission.STAY_PLACE)
    found = arrivals.proposal(by, proposal_id)
    line, lines = arrivals.line(found, group_id), arrivals.lines_of(found)
    known = list(centres.visible_to(by).order_by("name", "id"))
    form = DecideForm(request.POST or None, known, line.centre_id)
    answer, names = Answer(found, lines), {row.code: row for row in known}

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.decide(
            by=by, proposal_id=proposal_id, group_id=group_id, centre_id=UUID(told["centre"]), motive=told["motive"]
        )
        return done(request, _("The group has its place."), "placement", proposal_id)

    title = _("Group %(label)s") % {"label": line.group.label}
    context = {
        **_about(found, names), "title": title, "submit": _("Decide"), "line": line,
        "said": _words(answer, line, names), "not_there": _not_there(answer, line, names), "words": placement_words,
        "back": address("placement", proposal_id),
        "crumbs": way(
            (found.notice.reference, address("arrival", found.notice_id)),
            (_("Proposal"), address("placement", proposal_id)), (title, None),
        ),
    }  # fmt: skip
    return form_page(request, form, act, context, "reception/placement_group.html")


@require_POST
def accept(request: HttpRequest, proposal_id: UUID, group_id: UUID) -> HttpResponse:
    """The group goes where the proposal says."""
    by = editor_of(request, Permission.STAY_PLACE)
    acts.decide(by=by, proposal_id=proposal_id, group_id=group_id)
    return done(request, _("The group has its place."), "placement", proposal_id)


@require_POST
def write_orders(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The letters to the centres."""
    by = editor_of(request, Permission.STAY_PLACE)
    made = acts.write_orders(by=by, notice_id=notice_id)
    return done(request, _("Orders written: %(count)s.") % {"count": len(made)}, "arrival", notice_id)


def orders(request: HttpRequest) -> HttpResponse:
    """Orders to the centres one may see, the latest first."""
    context = {
        **listing(request, arrivals.orders(actor_of(request)), ORDER_SORTS, "-written"),
        "crumbs": crumbs((_("Orders of placement"), None)),
    }
    return page(request, "reception/orders.html", context)


def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The PDF of an order."""
    by = actor_of(request)
    found = arrivals.order(by, order_id)
    return answers.letter(documents.read(by, found.document), found.document.file_name)


def _names(by: Any) -> dict[str, Centre]:
    return {row.code: row for row in centres.visible_to(by)}


def _about(found: PlacementProposal, names: dict[str, Centre]) -> Context:
    told = {code: row.name for code, row in names.items()}
    return {
        "proposal": found, "notice": found.notice, "words": placement_words,
        "supposed": placement_words.supposition(found.supposing, told, comuni),
        "gap": (found.points - found.bound) * 100 / found.points if found.points else 0,
    }  # fmt: skip


def _words(answer: Answer, line: PlacementLine, names: dict[str, Centre]) -> dict[str, Any]:
    """What a line says, ready for a page."""
    said: Explained = answer.explain(line.group.label)
    return {
        "why": [(placement_words.why_here(one), one.points) for one in said.terms],
        "load": said.load, "load_points": said.load_points,
        "comune": comuni.name(said.place.comune) if said.place else "",
        "others": [(names.get(one.place), one.points) for one in said.others],
        "reasons": [(placement_words.WHY_NOT[reason], count) for reason, count in said.reasons.items()],
        "size": answer.ledger.compared.parties[line.group.label].size,
    }  # fmt: skip


def _not_there(answer: Answer, line: PlacementLine, names: dict[str, Centre]) -> list[tuple[Any, list[Any], int]]:
    """Every other centre: what shuts it to the group, or by how many points it would be worse."""
    found = []
    for code in sorted(answer.places, key=lambda one: str(names.get(one, one))):
        if line.centre is None or code != line.centre.code:
            reasons, more = answer.why_not(line.group.label, code)
            found.append((names.get(code, code), [placement_words.WHY_NOT[one] for one in reasons], more))
    return found

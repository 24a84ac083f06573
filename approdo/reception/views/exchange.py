"""Pages of the exchange with the Ministry's system: its lists, what differs, our list to take away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Crumbs, chosen
from approdo.core.transfer import exports
from approdo.reception import labels
from approdo.reception.commands import exchange as acts
from approdo.reception.forms.exchange import ColumnsForm, SystemListForm
from approdo.reception.queries import exchange
from approdo.reception.rules.exchange import Difference
from approdo.reception.sight import actor_of
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SHOWN = 500  # differences of a page; the file has all


@require_GET
def system_lists(request: HttpRequest) -> HttpResponse:
    """The lists compared, and when the last one was."""
    by = actor_of(request)
    context = {
        "labels": labels, "rows": list(exchange.visible_to(by)[:100]), "last": exchange.last_compared(by),
        "may_edit": by.may(Permission.GUEST_EDIT), "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, "reception/system_lists.html", context)


def keep_list(request: HttpRequest) -> HttpResponse:
    """A list is sent."""
    by, today = editor_of(request, Permission.GUEST_EDIT), timezone.localdate()
    form = SystemListForm(request.POST or None, request.FILES or None, today=today)

    def act() -> HttpResponse:
        sent, day = form.cleaned_data["file"], form.cleaned_data["taken_on"]
        made = acts.keep_list(by=by, name=sent.name, content=sent, taken_on=day, today=today)
        return redirect("compare_list", made.pk)

    context = {
        "title": _("Compare a list of the Ministry's system"), "submit": _("Send"), "back": address("system_lists"),
        "crumbs": _way((_("New list"), None)),
    }  # fmt: skip
    return form_page(request, form, act, context)


def compare_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Which column holds what; then the comparison."""
    by = editor_of(request, Permission.GUEST_EDIT)
    found = exchange.system_list(by, list_id)
    form = ColumnsForm(request.POST or None, headings=found.headings, proposed=exchange.proposed(by, found.headings))

    def act() -> HttpResponse:
        acts.compare_list(by=by, list_id=list_id, columns=form.columns())
        return redirect("system_list", list_id)

    context = {
        "title": _("What the columns hold"), "submit": _("Compare"), "subtitle": found.document.file_name,
        "back": address("system_lists"), "crumbs": _way((found.document.file_name, None)),
    }  # fmt: skip
    return form_page(request, form, act, context)


@require_GET
def system_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What a list says otherwise."""
    by = actor_of(request)
    found = exchange.system_list(by, list_id)
    kind = chosen(request, "kind", Difference)
    counts = {one: sum(1 for row in found.differences if row["kind"] == one.value) for one in Difference}
    rows = [row for row in found.differences if kind in ("", row["kind"])]
    context = {
        "labels": labels, "found": found, "rows": rows[:SHOWN], "total": len(rows), "kind": kind, "counts": counts,
        "may_edit": by.may(Permission.GUEST_EDIT), "crumbs": _way((found.document.file_name, None)), "shown": SHOWN,
        "takeable": counts[Difference.NUMBER_MISSING],
    }  # fmt: skip
    return page(request, "reception/system_list.html", context)


@require_POST
def take_numbers(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The numbers missing here are written."""
    written, refused = acts.take_numbers(by=editor_of(request, Permission.GUEST_EDIT), list_id=list_id)
    messages.success(request, _("%(n)s numbers were written.") % {"n": written})
    if refused:
        messages.warning(request, _("%(n)s could not be: another guest has them.") % {"n": refused})
    return redirect("system_list", list_id)


@require_GET
def export_differences(request: HttpRequest, list_id: UUID, kind: str) -> FileResponse:
    """All the differences of a list as a file."""
    found = exchange.system_list(actor_of(request), list_id)
    head = (_("Difference"), _("Row"), _("Guest"), _("What"), _("Here"), _("There"))
    rows = [
        [
            str(labels.EXCHANGE_DIFFERENCES[Difference(row["kind"])]), row["row"] or "", row["name"],
            str(labels.EXCHANGE_FIELDS[row["field"]]) if row["field"] else "", row["ours"], row["theirs"],
        ]
        for row in found.differences
    ]  # fmt: skip
    return sheet(request, kind, "differences", head, rows)


@require_GET
def export_guests_of_night(request: HttpRequest, kind: str) -> FileResponse:
    """Who sleeps where tonight, in the columns that a comparison reads."""
    by, today = actor_of(request), timezone.localdate()
    exports.allow_export(by, "system_list", kind, 0, Permission.RECEPTION_SEE)
    return exports.response(kind, f"sga-{today.isoformat()}", list(exchange.HEAD), exchange.table_of(by, today))


def _way(*further: tuple[str, str | None]) -> Crumbs:
    return crumbs((_("Ministry's system"), address("system_lists")), *further)

"""Pages of arrivals: the list, one notice with its groups, the list of people on trial, the headcount."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, Crumbs, done, listing, text_of
from approdo.people import labels as people_words
from approdo.reception import comuni, placement_words
from approdo.reception.arrival_list import read_list
from approdo.reception.commands import arrivals as acts
from approdo.reception.forms.arrivals import CountForm, ListForm, NoticeForm, OfferForm, QuotaForm
from approdo.reception.models import ArrivalGroup, ArrivalNotice
from approdo.reception.queries import arrivals, centres
from approdo.reception.rules.arrivals import RowFault, whole_groups
from approdo.reception.rules.vocabulary import ArrivalState, Need
from approdo.reception.views.place_pages import crumbs, editor_of, sheet

SORTS = {"expected": "expected_on", "reference": "reference", "announced": "announced"}
HEAD = (
    gettext_lazy("Reference"), gettext_lazy("Expected on"), gettext_lazy("They come from"), gettext_lazy("Announced"),
    gettext_lazy("Listed"), gettext_lazy("Counted"), gettext_lazy("Not come"), gettext_lazy("Groups"),
    gettext_lazy("Groups with a place"),
)  # fmt: skip


def arrivals_page(request: HttpRequest) -> HttpResponse:
    """The notices of arrival, the latest first."""
    by = editor_of(request, Permission.RECEPTION_SEE)
    context = {
        **listing(request, arrivals.listed(by, text_of(request)), SORTS, "-expected"), "asked": text_of(request),
        "may_place": by.may(Permission.STAY_PLACE),
    }  # fmt: skip
    return page(request, "reception/arrivals.html", context)


@require_GET
def export_arrivals(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    rows = arrivals.listed(editor_of(request, Permission.RECEPTION_SEE), text_of(request))
    told = [
        [row.reference, row.expected_on, row.origin, row.announced, row.listed, row.counted, row.absent, row.group_count,
         row.decided]
        for row in rows
    ]  # fmt: skip
    return sheet(request, kind, "arrivals", HEAD, told)


def record_notice(request: HttpRequest) -> HttpResponse:
    """People announced."""
    by = editor_of(request, Permission.STAY_PLACE)
    form = NoticeForm(request.POST or None)

    def act() -> HttpResponse:
        notice = acts.record_notice(by=by, facts=form.facts())
        return done(request, _("The notice is recorded. Now add the list of the people."), "arrival", notice.pk)

    context = {
        "title": _("New notice of arrival"), "submit": _("Record"), "crumbs": way((_("New"), None)),
        "back": address("arrivals"),
    }  # fmt: skip
    return form_page(request, form, act, context)


def arrival(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice: who comes, in which groups, where they are sent."""
    by = editor_of(request, Permission.RECEPTION_SEE)
    notice = arrivals.notice(by, notice_id)
    groups = list(arrivals.groups_of(notice))
    names = dict(centres.visible_to(by).values_list("code", "name"))
    states = Counter(one.state for row in groups for one in row.persons.all())
    context: Context = {
        "notice": notice, "groups": [(row, _needs_of(row)) for row in groups], "states": states,
        "listed": sum(states.values()), "waiting": sum(1 for row in groups if _waits(row)),
        "unordered": any(hasattr(row, "decision") and row.decision.order_id is None for row in groups),
        "proposals": [
            (row, placement_words.supposition(row.supposing, names, comuni)) for row in arrivals.proposals_of(notice)
        ],
        "orders": arrivals.orders(by).filter(notice=notice), "words": placement_words,
        "may_place": by.may(Permission.STAY_PLACE),
    }  # fmt: skip
    return page(request, "reception/arrival.html", context)


def _waits(row: ArrivalGroup) -> bool:
    absent = ArrivalState.NO_SHOW.value
    return not hasattr(row, "decision") and any(one.state != absent for one in row.persons.all())


def _needs_of(row: ArrivalGroup) -> list[Any]:
    asked = sorted({word for one in row.persons.all() for word in one.needs.split()})
    return [placement_words.NEEDS[Need(word)] for word in asked]


def try_list(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A list of the people, to be tried first."""
    by = editor_of(request, Permission.STAY_PLACE)
    notice = arrivals.notice(by, notice_id)
    form = ListForm(request.POST or None, request.FILES or None)

    def act() -> HttpResponse:
        sent = form.cleaned_data["file"]
        acts.try_list(by=by, notice_id=notice_id, name=sent.name, content=sent)
        return done(request, _("This is what the list says. Nobody is written down yet."), "arrival_list", notice_id)

    context = {**about(notice, _("List of the people")), "submit": _("Try the list")}
    return form_page(request, form, act, context)


def arrival_list(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The list on trial, row by row."""
    by = editor_of(request, Permission.STAY_PLACE)
    notice = arrivals.notice(by, notice_id)
    read = read_list(by, notice.document, notice.expected_on) if notice.document else None
    there = set(notice.groups.values_list("label", flat=True))
    groups = whole_groups(read.rows) if read else {}
    context: Context = {
        "notice": notice, "read": read, "new": {label: rows for label, rows in groups.items() if label not in there},
        "there": there & set(groups), "wrong": [(row, _faults(row.faults)) for row in read.rows if row.faults] if read else [],
        "left_out": sorted({row.group for row in read.rows if row.group} - set(groups)) if read else [],
        "crumbs": way((notice.reference, address("arrival", notice_id)), (_("List of the people"), None)),
    }  # fmt: skip
    return page(request, "reception/arrival_list.html", context)


def _faults(faults: Any) -> list[tuple[Any, Any]]:
    return [
        (
            placement_words.COLUMN_NAMES.get(name, name),
            placement_words.ROW_FAULTS[fault] if isinstance(fault, RowFault) else people_words.FAULT[fault],
        )
        for name, fault in faults.items()
    ]


@require_POST
def take_list(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Write down what the list on trial says."""
    by = editor_of(request, Permission.STAY_PLACE)
    made = acts.take_list(by=by, notice_id=notice_id, document_id=_document(request))
    return done(request, _("Groups written down: %(count)s.") % {"count": len(made)}, "arrival", notice_id)


def _document(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("document", ""))
    except ValueError:
        return None


def count_arrived(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """How many came, and who did not."""
    by = editor_of(request, Permission.STAY_PLACE)
    notice = arrivals.notice(by, notice_id)
    people = arrivals.persons_of(notice)
    absent = [str(row.pk) for row in people if row.state == ArrivalState.NO_SHOW.value]
    initial = {"arrived_on": notice.arrived_on or timezone.localdate(), "counted": notice.counted, "absent": absent}
    form = CountForm(request.POST or None, people, **initial)

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.count_arrived(
            by=by, notice_id=notice_id, arrived_on=told["arrived_on"], counted=told["counted"], absent=form.missing()
        )
        return done(request, _("The headcount is recorded."), "arrival", notice_id)

    return form_page(request, form, act, {**about(notice, _("Headcount on arrival")), "submit": _("Record")})


def describe_offer(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """What a centre has for those placed in it."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    centre = centres.centre(by, centre_id)
    form = OfferForm(request.POST or None, arrivals.offer_of(centre_id), centre.version)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"]
        acts.describe_offer(by=by, centre_id=centre_id, facts=form.facts(), expected_version=version)
        return done(request, _("What the centre offers is written."), "centre", centre_id)

    title, back = _("What the centre offers"), address("centre", centre_id)
    context = {
        "title": title, "submit": _("Save"), "subtitle": centre.name, "back": back,
        "crumbs": crumbs((_("Centres"), address("centres")), (centre.name, back), (title, None)),
    }  # fmt: skip
    return form_page(request, form, act, context)


def quotas(request: HttpRequest) -> HttpResponse:
    """The comuni that have centres: residents, guests, caps."""
    by, today = editor_of(request, Permission.RECEPTION_SEE), timezone.localdate()
    present: Counter[str] = Counter()
    for code, guests in centres.listed(by, today).values_list("comune", "present"):
        present[code] += guests
    known, nothing = arrivals.numbers(by, present), arrivals.ComuneNumbers()
    rows = [(code, known.get(code, nothing), present[code]) for code in sorted(present, key=comuni.name)]
    context = {"rows": rows, "comuni": comuni, "may_edit": by.may(Permission.CENTRE_EDIT)}
    return page(request, "reception/quotas.html", context)


def set_quota(request: HttpRequest, comune: str) -> HttpResponse:
    """Residents and cap of a comune."""
    by = editor_of(request, Permission.CENTRE_EDIT)
    before = arrivals.quotas(by).get(comune)
    told = {name: getattr(before, name) for name in ("residents", "most", "source")} if before else {}
    form = QuotaForm(request.POST or None, initial=told)

    def act() -> HttpResponse:
        acts.set_quota(by=by, comune=comune, **form.cleaned_data)
        return done(request, _("The numbers of the comune are written."), "comune_quotas")

    context = {
        "title": comuni.name(comune), "submit": _("Save"), "back": address("comune_quotas"),
        "crumbs": crumbs((_("Comuni"), address("comune_quotas")), (comuni.name(comune), None)),
    }  # fmt: skip
    return form_page(request, form, act, context)


def way(*further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of arrivals."""
    return crumbs((_("Arrivals"), address("arrivals")), *further)


def about(notice: ArrivalNotice, title: str) -> Context:
    """What pages of an act on a notice show."""
    back = address("arrival", notice.pk)
    return {
        "title": title, "subtitle": notice.reference, "back": back, "crumbs": way((notice.reference, back), (title, None)),
    }  # fmt: skip

"""The measures of an office: a page and a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.pages.formats import short_date
from approdo.core.pages.render import page
from approdo.procedures import labels
from approdo.procedures.forms.measures import asked
from approdo.procedures.measure_tables import procedure_name, sections
from approdo.procedures.queries.measures import Scope, report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure of the office in a period, with its definition, chart and table."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, Permission.CASE_MEASURE)
    form = asked(request.GET, timezone.localdate())
    scope = Scope(**form.cleaned_data) if form.is_valid() else None
    found = report(actor, scope) if scope else None
    context = {
        "form": form,
        "about": _about(scope) if scope else "",
        "sections": sections(found) if found and found.files else [],
        "nothing": scope is not None and not (found and found.files),
        "export": f"{reverse('export_measures')}?{form.data_as_query()}",
    }
    return page(request, "procedures/measures.html", context, status=200 if scope else 400)


@require_GET
def export_measures(request: HttpRequest) -> HttpResponse:
    """The same tables as a workbook; a period that makes no sense goes back to the page that says so."""
    # Loads the library of workbooks, which the web process does not need to start.
    from approdo.procedures.measure_workbook import workbook  # noqa: PLC0415

    form = asked(request.GET, timezone.localdate())
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('measures')}?{form.data_as_query()}")
    scope = Scope(**form.cleaned_data)
    found = sections(report(request.actor, scope))  # type: ignore[attr-defined]
    heading = [(_("Prefettura"), request.user.prefecture.name), (_("About"), _about(scope)), (_("As of"), scope.end)]  # type: ignore[union-attr]
    response = HttpResponse(workbook(found, heading), content_type=XLSX)
    name = _("measures")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{scope.end}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _about(scope: Scope) -> str:
    """Which period, office and procedure the numbers are about."""
    period = _("From %(start)s to %(end)s") % {"start": short_date(scope.start), "end": short_date(scope.end)}
    office = str(labels.OFFICES[scope.office]) if scope.office else _("every office")
    named = procedure_name(scope.procedure) if scope.procedure else _("every procedure")
    return f"{period}, {office}, {named}"

"""Lists kept under a name, and the address of the calendar."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approdo.core import queries as core
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.commands import feeds, filters
from approdo.core.errors import NotAllowed, NotFound, Refusal
from approdo.core.pages.render import page
from approdo.overview.forms import NameForm, stored_query
from approdo.overview.views.worklist import by_of


@require_GET
def saved_lists(request: HttpRequest) -> HttpResponse:
    """The lists one keeps, to rename or delete."""
    require(by_of(request), Permission.CASE_SEE)
    return page(request, "overview/saved_lists.html", {"saved": core.filters_of(by_of(request))})


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the list one looks at."""
    query = stored_query(request.POST.get("query", ""))
    back = f"{reverse('worklist')}?{query}" if query else reverse("worklist")
    try:
        row = filters.save_filter(by=by_of(request), name=request.POST.get("name", ""), query=query)
    except Refusal as refused:
        form = NameForm(request.POST)
        form.is_valid()
        form.add_error("name", refused.message)
        return page(request, "overview/save_filter.html", {"form": form, "back": back}, status=refused.status)
    messages.success(request, _("The list is kept as “%(name)s”.") % {"name": row.name})
    return redirect(back)


@require_POST
def rename_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Give a list another name."""
    try:
        filters.rename_filter(by=by_of(request), filter_id=filter_id, name=request.POST.get("name", ""))
    except (NotAllowed, NotFound):
        raise
    except Refusal as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The list has its new name."))
    return redirect("saved_lists")


@require_POST
def delete_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Forget a list."""
    filters.delete_filter(by=by_of(request), filter_id=filter_id)
    messages.success(request, _("The list is no longer kept. Its case files are as they were."))
    return redirect("saved_lists")


@require_http_methods(["GET", "POST"])
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Whether one's deadlines are open to a calendar program; a new secret address is shown this once."""
    by, address = by_of(request), ""
    require(by, Permission.CASE_SEE)
    if request.method == "POST":
        secret = feeds.make_feed(by=by)
        address = request.build_absolute_uri(reverse("feed", args=[secret]))
    return page(request, "overview/calendar_feed.html", {"feed": core.feed_of(by), "address": address})


@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    feeds.revoke_feed(by=by_of(request))
    messages.success(request, _("The address no longer works. Calendars that used it stop being brought up to date."))
    return redirect("calendar_feed")

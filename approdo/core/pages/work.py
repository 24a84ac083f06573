"""What pages of work share: the way back with a sentence, lists that sort, filter and page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from approdo.core.rest.paging import Paging, page_of

Context = dict[str, Any]
Crumbs = list[tuple[str, str | None]]
ROWS = 50


def done(request: HttpRequest, words: str, name: str, *arguments: Any) -> HttpResponseRedirect:
    """Back to a page with a sentence on what was done."""
    messages.success(request, words)
    return redirect(name, *arguments)


def listing(request: HttpRequest, rows: QuerySet[Any], sorts: dict[str, str], default: str) -> Context:
    """A page of a list in the order the address asks for; `sorts` maps a key of the address to its column."""
    sort = request.GET.get("sort", default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    sign, column = ("-" if sort.startswith("-") else ""), sorts[sort.removeprefix("-")]
    paging = Paging(limit=ROWS, cursor=request.GET.get("cursor"))
    found = page_of(request, rows, paging, order=(f"{sign}{column}", "id"))
    return {"rows": found["items"], "next": found["next"], "sort": sort, "base_query": query_without(request)}


def query_without(request: HttpRequest, *more: str) -> str:
    """The filters of the address, without order and place in the list."""
    query = request.GET.copy()
    for name in ("sort", "cursor", "page", *more):
        query.pop(name, None)
    return query.urlencode()


def chosen(request: HttpRequest, name: str, known: Iterable[str], default: str = "") -> str:
    """A filter of the address, the default when it is none of those known."""
    value = request.GET.get(name, default)
    return value if value in {str(one) for one in known} else default


def text_of(request: HttpRequest) -> str:
    """The words looked for."""
    return request.GET.get("q", "").strip()[:100]

"""The open data of the directory as the read API of HSDS 3.0."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from approdo.network.open_data_asked import OF_SERVICES, PAGING, Call, read
from approdo.network.queries.hsds import taxonomies, terms
from approdo.network.queries.open_data import Asked, desks_found, organisations_found, services_found
from approdo.network.rules.hsds import VERSION
from approdo.portal.hsds import description, reading
from approdo.portal.hsds.answering import in_memory, listed, open_data, shown

WHOLE = Call(Asked(), full=True)


@open_data
def about(request: HttpRequest) -> HttpResponseBase:
    """Which version and which profile is spoken here."""
    where = {name: request.build_absolute_uri(reverse(f"portal_hsds_{name}")) for name in ("profile", "openapi")}
    return shown(request, {"version": VERSION, "profile": where["profile"], "openapi_url": where["openapi"]})


@open_data
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of this API, in OpenAPI 3.1."""
    root = request.build_absolute_uri(reverse("portal_hsds_about")).rstrip("/")
    return shown(request, description.openapi(root))


@open_data
def profile(request: HttpRequest) -> HttpResponseBase:
    """The profile HSDS-IT: what is added to the specification."""
    return shown(request, description.profile())


@open_data
def services(request: HttpRequest) -> HttpResponseBase:
    """Services."""
    today = timezone.localdate()
    call = read(request.GET.dict(), PAGING | OF_SERVICES | {"minimal"}, today)
    return listed(request, call, services_found(call.asked, today), reading.service_records(call, today))


@open_data
def service(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One service with everything that hangs on it."""
    today = timezone.localdate()
    found = reading.one(services_found(Asked(), today), reading.service_records(WHOLE, today), key)
    return shown(request, found)


@open_data
def organisations(request: HttpRequest) -> HttpResponseBase:
    """Organisations."""
    today = timezone.localdate()
    call = read(request.GET.dict(), PAGING | {"search", "full", "full_service"}, today)
    wanted = organisations_found(today, call.asked.search)
    return listed(request, call, wanted, reading.organisation_records(call, today))


@open_data
def organisation(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One organisation with everything that hangs on it."""
    today = timezone.localdate()
    call = read(request.GET.dict(), frozenset({"full_service"}), today)
    reader = reading.organisation_records(call, today, simple_services=True)
    return shown(request, reading.one(organisations_found(today), reader, key))


@open_data
def desks(request: HttpRequest) -> HttpResponseBase:
    """Services at their places."""
    today = timezone.localdate()
    call = read(request.GET.dict(), PAGING | OF_SERVICES | {"postcode", "proximity"}, today)
    return listed(request, call, desks_found(call.asked, today), reading.desk_records(today, full=call.full))


@open_data
def desk(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One service at its place with everything that hangs on it."""
    today = timezone.localdate()
    found = reading.one(desks_found(Asked(), today), reading.desk_records(today, full=True), key)
    return shown(request, found)


@open_data
def taxonomy_list(request: HttpRequest) -> HttpResponseBase:
    """The lists of words that records are classified by."""
    call = read(request.GET.dict(), PAGING | {"search"}, timezone.localdate())
    return in_memory(request, call, reading.with_words(taxonomies().values(), call.asked.search))


@open_data
def taxonomy(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One list of words."""
    return shown(request, taxonomies().get(str(key)))


@open_data
def term_list(request: HttpRequest) -> HttpResponseBase:
    """The words."""
    allowed = PAGING | {"search", "taxonomy_id", "top_only", "parent_id"}
    call = read(request.GET.dict(), allowed, timezone.localdate())
    return in_memory(request, call, reading.terms_found(call))


@open_data
def term(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One word."""
    return shown(request, terms().get(str(key)))


@open_data
def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """An address that does not exist."""
    raise Http404

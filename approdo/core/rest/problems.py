"""Every refusal of the API as `application/problem+json` (RFC 9457), with a stable code and the fields at fault."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from approdo.core.errors import Refusal, Stale

MEDIA_TYPE = "application/problem+json"


class Change(Schema):
    """What somebody else did since the resource was read."""

    what: str
    by: str
    at: str


class Problem(Schema):
    """Why a call was refused and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}
    changes: list[Change] = []


def problems(*statuses: int) -> dict[Any, Any]:
    """Entries of an endpoint's `response=` for its refusals: `response={200: Out, **problems(403, 404)}`."""
    return dict.fromkeys(statuses, Problem)


def problem(
    status: int,
    code: str,
    detail: Any = "",
    *,
    fields: dict[str, Any] | None = None,
    changes: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A refusal as a response. `headers` are added to it (`Retry-After`, `WWW-Authenticate`)."""
    body = {
        "type": f"urn:approdo:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail or in_words(status)),
        "code": code,
        "fields": {name: str(words) for name, words in (fields or {}).items()},
        "changes": [{name: _plain(change[name]) for name in Change.model_fields} for change in changes or []],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=headers)


def of_refusal(refusal: Refusal) -> HttpResponse:
    """The response to a refusal of a command."""
    changes = refusal.changes if isinstance(refusal, Stale) else None
    return problem(refusal.status, refusal.code, refusal.message, fields=refusal.fields, changes=changes)


def of_status(status: int) -> HttpResponse:
    """The response to something that failed before it reached an endpoint."""
    known = {400: "bad_request", 401: "unauthenticated", 403: "not_allowed", 404: "not_found"}
    known |= {405: "method_not_allowed", 413: "too_large", 500: "server_error"}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem(status, known.get(status, HTTPStatus(status).name.lower()), headers=headers)


def in_words(status: int) -> str:
    """A sentence for a status that has none of its own."""
    words = {
        400: _("The call cannot be read. Check its form and repeat it."),
        401: _("Send a valid token: Authorization: Bearer, then the secret."),
        403: _("Your role does not allow this act. Ask the administrator of your office if you need it."),
        404: _("There is nothing at this address, or it is not of your office."),
        405: _("This address does not know this method."),
        413: _("The call is too large."),
        500: _("Something failed here. Nothing of the call was kept: you can repeat it."),
    }
    return words.get(status, HTTPStatus(status).description)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | Promise) or not hasattr(value, "isoformat") else value.isoformat()


def install(api: NinjaAPI) -> None:
    """Teach the API to answer its refusals as problems."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return of_refusal(error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(str(part) for part in item["loc"][1:]) or "body": _reason(item) for item in error.errors}
        return problem(422, "invalid_input", _("Some values are missing or wrong."), fields=fields)

    @api.exception_handler(DataError)
    def unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
        transaction.set_rollback(True)
        return problem(422, "invalid_input", _("Some values are missing or wrong."))

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return of_status(413)

    @api.exception_handler(Http404)
    def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
        return of_status(404)

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return of_status(401)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return of_status(error.status_code)


def _reason(item: dict[str, Any]) -> str:
    return _("Required") if item["type"] == "missing" else str(item["msg"])

"""Every refusal of the API as `application/problem+json` (RFC 9457), with a stable code and the fields at fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from ninja import Field, NinjaAPI, Schema
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
    fields: dict[str, str] = Field(default_factory=dict)
    changes: list[Change] = Field(default_factory=list)


def problems(*statuses: int) -> dict[Any, Any]:
    """Entries of an endpoint's `response=` for its refusals: `response={200: Out, **problems(403, 404)}`."""
    return dict.fromkeys(statuses, Problem)


class _Answer(Schema):
    """An answer, described once for all the operations that give it."""

    @classmethod
    @cache
    def model_json_schema(cls, **options: Any) -> Any:  # type: ignore[override]
        return super().model_json_schema(**options)


@cache
def answer_model(model: Any) -> Any:
    """What the library wraps `model` in to write an answer; None stands for no content.

    One for all the operations that answer so: left alone, the library builds another for each status of each
    operation, a thousand of them, which took a third of the start of a web process.
    """
    return None if model is None else type("Answer", (_Answer,), {"__annotations__": {"response": model}})


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


def _place(loc: Sequence[str | int]) -> str:
    """The field as the caller wrote it: the body is not known to them by the name that it has in the code."""
    source, *parts = loc
    return ".".join(str(part) for part in (parts[1:] if source == "body" else parts))


def install(api: NinjaAPI) -> None:
    """Teach the API to answer its refusals as problems."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return of_refusal(error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_place(item["loc"]) or "body": _reason(item) for item in error.errors}
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


# What the validator found: a sentence that takes the values of the validator, in the reader's language.
_A_DAY, _A_NUMBER = _lazy("Write a day that exists, as 2026-01-31."), _lazy("Write a number.")
_A_WHOLE_NUMBER, _A_FLAG = _lazy("Write a whole number."), _lazy("Write true or false.")
_AN_IDENTIFIER, _A_MOMENT = (
    _lazy("Write an identifier (UUID)."),
    _lazy("Write a day and a time, as 2026-01-31T10:00:00."),
)
_WRONG: dict[str, Any] = {
    "missing": _lazy("Required"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _A_DAY),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _A_MOMENT),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _A_WHOLE_NUMBER),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"), _A_NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _A_FLAG),
    **dict.fromkeys(("uuid_type", "uuid_parsing"), _AN_IDENTIFIER),
    "string_type": _lazy("Write a text."),
    "string_too_long": _lazy("At most %(max_length)s characters."),
    "string_too_short": _lazy("At least %(min_length)s characters."),
    "string_pattern_mismatch": _lazy("It must be written as %(pattern)s."),
    "too_long": _lazy("At most %(max_length)s values."),
    "too_short": _lazy("At least %(min_length)s values."),
    "greater_than_equal": _lazy("At least %(ge)s."),
    "greater_than": _lazy("More than %(gt)s."),
    "less_than_equal": _lazy("At most %(le)s."),
    "less_than": _lazy("Less than %(lt)s."),
    "enum": _lazy("Choose one of: %(expected)s."),
    "literal_error": _lazy("Choose one of: %(expected)s."),
    "extra_forbidden": _lazy("This field does not exist."),
    "list_type": _lazy("Write a list."),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _lazy("Write an object.")),
    "json_invalid": _lazy("It is not valid JSON."),
}


def _reason(item: dict[str, Any]) -> str:
    """What is wrong with a value; in the validator's own English words when there are none of ours."""
    sentence = _WRONG.get(item["type"])
    return str(sentence) % item.get("ctx", {}) if sentence else str(item["msg"])

"""Nobody overwrites unseen: a resource says its version, a change says which version it was made on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from approdo.core.errors import InvalidInput, Refusal
from approdo.core.rest.problems import answer_model, problems

_TAG = re.compile(r'"(\d{1,9})"')

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class PreconditionMissing(Refusal):
    """A change of an existing resource that does not say which version it was made on."""

    status = 428


def tag(response: HttpResponse, version: int) -> None:
    """Say the version of the resource in the answer."""
    response.headers["ETag"] = f'"{version}"'


def if_match(request: HttpRequest) -> int:
    """The version that the caller read, to be passed to the command, which refuses a stale one with what changed.

    Raises PreconditionMissing and InvalidInput.
    """
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionMissing(
            "if_match_missing", _("Read the resource, then send its ETag back as If-Match with the change.")
        )
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise InvalidInput("if_match_unreadable", _('If-Match is one ETag as it was received: "3".'))
    return int(found[1])


def versioned(endpoint: Endpoint) -> Endpoint:
    """Declare in the schema that the endpoint wants `If-Match`; to be put under the router's decorator."""

    def declare(operation: Operation) -> None:
        extra = operation.openapi_extra = operation.openapi_extra or {}
        extra.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": "If-Match",
                "required": True,
                "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
                "description": "ETag of the resource as it was read.",
            }
        )
        for status, model in problems(412, 428).items():
            operation.response_models.setdefault(status, answer_model(model))

    contribute_operation_callback(endpoint, declare)
    return endpoint

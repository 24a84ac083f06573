"""The API and its routers: what every endpoint has without asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.constants import NOT_SET
from ninja.errors import HttpError
from ninja.operation import Operation
from ninja.parser import Parser

from approdo.core.rest import idempotency
from approdo.core.rest.authentication import Session, Token
from approdo.core.rest.problems import MEDIA_TYPE, answer_model, install, problem, problems

SAFE = {"GET", "HEAD", "OPTIONS"}
ALWAYS = (400, 401, 429, 500)
UNSAFE = (409, 413, 415, 428)

_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": True,
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "Chosen by the caller, new for each act: the same call repeated with it has one effect.",
}
_RATE = {
    f"RateLimit-{name}": {"schema": {"type": "integer"}, "description": words}
    for name, words in (
        ("Limit", "Calls allowed in a minute."),
        ("Remaining", "Calls left in this minute."),
        ("Reset", "Seconds to the next minute."),
    )
}
_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}


class ApiRouter(Router):
    """Router of an app: its unsafe operations want a key and run once, all of them declare their refusals."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], *, response: Any = NOT_SET, **options: Any
    ) -> None:
        """Add an operation with the responses, headers and guards that all have."""
        unsafe = not set(methods) <= SAFE
        given = dict(response) if isinstance(response, dict) else {200: response}
        options["operation_id"] = options.get("operation_id") or view_func.__name__
        super().add_api_operation(path, methods, view_func, **options)
        operation = self.path_operations[path].operations[-1]
        always = (*ALWAYS, *(UNSAFE if unsafe else ()), 422)
        declared = {status: model for status, model in operation.response_models.items() if model is not NOT_SET}
        answers = {status: answer_model(model) for status, model in given.items()}
        operation.response_models = {**answers, **declared}
        for status, model in problems(*always).items():
            operation.response_models.setdefault(status, answer_model(model))
        if unsafe:
            extra = operation.openapi_extra = operation.openapi_extra or {}
            extra.setdefault("parameters", []).append(_KEY)
        guards = [
            *([idempotency.once] if unsafe else []),
            *([_only_json] if _takes_json(operation) else []),
            _only_known(operation),
        ]
        operation._run_decorators = guards  # type: ignore[attr-defined]
        for guard in guards:
            operation.run = guard(operation.run)  # type: ignore[method-assign, arg-type]


def _only_known(operation: Operation) -> Callable[[idempotency.Run], idempotency.Run]:
    """Refuses a parameter that the operation does not have: a mistyped filter would answer with everything."""
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = frozenset(name for model in models for name in model.__ninja_flatten_map__)

    def guard(run: idempotency.Run) -> idempotency.Run:
        def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            strange = sorted(set(request.GET) - known)
            if strange and request.actor is not None:  # type: ignore[attr-defined]
                fields = dict.fromkeys(strange, _("This parameter does not exist."))
                return problem(422, "invalid_input", _("Some values are missing or wrong."), fields=fields)
            return run(request, *args, **values)

        return answer

    return guard


def _takes_json(operation: Operation) -> bool:
    return any(model.__ninja_param_source__ == "body" for model in operation.models)


def _only_json(run: idempotency.Run) -> idempotency.Run:
    def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        if request.actor is not None and request.content_type != "application/json":  # type: ignore[attr-defined]
            return problem(415, "media_type", _("Send the content as application/json."))
        return run(request, *args, **values)

    return answer


class _StrictParser(Parser):
    """Refuses text that no database column can hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            content = json.loads(request.body, parse_constant=_refuse)
            if "\\u0000" in json.dumps(content):
                raise ValueError("NUL")
            json.dumps(content, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise HttpError(400, "unreadable") from None
        return content


def _refuse(word: str) -> None:
    raise ValueError(word)


class Api(NinjaAPI):
    """The API of Approdo: tokens or session, problems, one description of itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            auth=[Token(), Session()], parser=_StrictParser(), docs_url=None, openapi_url="/openapi.json", **options
        )
        install(self)

    def get_openapi_schema(self, **options: Any) -> Any:
        """OpenAPI 3.1 with addresses relative to the server, refusals as problems, rates in the headers."""
        return self._description

    @cached_property
    def _description(self) -> Any:
        # Hundreds of shapes take seconds, and anybody may ask.
        schema = super().get_openapi_schema(path_prefix="")
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    _finish(int(status), answer)
        return schema


def _finish(status: int, answer: dict[str, Any]) -> None:
    answer["headers"] = {**_RATE, **answer.get("headers", {})}
    if status >= 400 and "application/json" in answer.get("content", {}):
        answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
    if status == 429:
        answer["headers"] |= _RETRY

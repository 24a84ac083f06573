"""Error pages say what happened, what is safe and what to do, and need no database."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from approdo.core.errors import NotAllowed, Stale
from approdo.core.pages import errors
from approdo.core.pages.refusals import RefusalMiddleware


def request_of_nobody():
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda r: errors.bad_request(r, Exception()), 400),
        (lambda r: errors.forbidden(r, Exception()), 403),
        (lambda r: errors.not_found(r, Exception()), 404),
        (errors.server_error, 500),
        (errors.csrf_failure, 403),
    ],
)
def test_each_error_has_one_heading_and_a_way_out(answer, status) -> None:
    response = answer(request_of_nobody())
    body = response.content.decode()
    assert response.status_code == status
    assert body.count("<h1>") == 1
    assert 'class="btn btn-sm btn-primary" href="/"' in body


def test_without_a_database_the_reader_still_gets_a_page() -> None:
    # No `db` fixture: every query of this request fails, as when the database is down.
    response = Client(raise_request_exception=False).get("/somewhere/")
    assert response.status_code == 500
    assert b"<h1>" in response.content
    assert b"<main" in response.content


def test_when_even_the_templates_fail_a_plain_text_answers(monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> HttpResponse:
        raise OSError("no templates")

    monkeypatch.setattr(errors, "page", broken)
    response = errors.server_error(request_of_nobody())
    assert response.status_code == 500
    assert "al sicuro" in response.content.decode()


def test_an_old_form_is_refused_with_an_explanation(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert b"<h1>" in response.content


def refusal_page(refusal: Exception) -> HttpResponse:
    response = RefusalMiddleware(lambda request: HttpResponse()).process_exception(with_messages(), refusal)
    assert response is not None
    return response


def with_messages():
    request = request_of_nobody()
    request._messages = CookieStorage(request)
    return request


def test_a_refusal_shows_its_sentence() -> None:
    response = refusal_page(NotAllowed("not_allowed", "Ask the administrator."))
    assert response.status_code == 403
    assert b"Ask the administrator." in response.content


def test_a_stale_page_shows_who_changed_what() -> None:
    changes = [{"what": "Assigned to the second office", "by": "Colleague", "at": "11:32"}]
    body = refusal_page(Stale("stale", "It was changed.", changes=changes)).content.decode()
    assert "Assigned to the second office" in body
    assert "Colleague" in body
    assert "11:32" in body


def test_other_exceptions_are_not_refusals() -> None:
    assert RefusalMiddleware(lambda request: HttpResponse()).process_exception(with_messages(), ValueError()) is None

"""Every definition as a page in plain words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from approdo.core.models import User
from approdo.procedures.definitions import procedures

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def test_every_procedure_is_listed_and_opens_in_both_languages(signed_in: SignIn, officer_user: User) -> None:
    client = signed_in(officer_user)
    listed = client.get("/procedures/").content.decode()
    for one in procedures().values():
        assert f'href="/procedures/{one.id}/"' in listed
        italian = client.get(f"/procedures/{one.id}/").content.decode()
        assert one.name_it.replace("'", "&#39;") in italian
    client.cookies["approdo_language"] = "en"
    for one in procedures().values():
        assert one.name_en.replace("'", "&#39;") in client.get(f"/procedures/{one.id}/").content.decode()


def test_the_terms_show_every_version_with_its_source(signed_in: SignIn, officer_user: User) -> None:
    page = signed_in(officer_user).get("/procedures/family_reunification/").content.decode()
    confirmed = "non ancora confermato da un funzionario"
    for words in ("150 giorni", "90 giorni", "4 ott 2025", "TUI art. 29 c. 8", confirmed):
        assert words in page
    assert page.index("150 giorni") < page.index("90 giorni")


def test_conditions_are_said_in_words(signed_in: SignIn, officer_user: User) -> None:
    page = signed_in(officer_user).get("/procedures/family_reunification/").content.decode()
    assert "Di chi è la casa? “" in page
    assert "housing_owner" not in page


def test_no_identifier_stands_on_a_page_for_words(signed_in: SignIn, officer_user: User) -> None:
    """An event, an outcome, a unit or an owner without its words would show as an identifier."""
    client = signed_in(officer_user)
    for one in procedures().values():
        page = client.get(f"/procedures/{one.id}/").content.decode()
        told = page[page.index("<main") : page.index("</main>")]
        for term in one.terms:
            for version in term.versions:
                assert f">{version.starts_on}<" not in told
            assert f" {term.on_expiry}." not in told
        for figure in one.figures:
            assert not figure.unit.isidentifier() or f" {figure.unit}</td>" not in told


def test_an_unknown_procedure_is_not_found(signed_in: SignIn, officer_user: User) -> None:
    assert signed_in(officer_user).get("/procedures/no_such_thing/").status_code == 404

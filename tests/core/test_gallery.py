"""The gallery shows every component, to those who are signed in."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from approdo.core.models import User

SignIn = Callable[[User], Client]


def test_the_gallery_has_one_heading_and_every_landmark(signed_in: SignIn, officer_user: User) -> None:
    body = signed_in(officer_user).get("/gallery/").content.decode()
    assert len(re.findall(r"<h1[ >]", body)) == 1
    assert len(re.findall(r"<main[ >]", body)) == 1
    assert "Prefettura di Savona" in body
    assert officer_user.full_name in body


def test_a_stranger_is_sent_to_the_login_page(client: Client, db: None) -> None:
    assert client.get("/gallery/")["Location"].startswith("/accounts/login/")


def test_pages_carry_no_inline_script_nor_style(signed_in: SignIn, officer_user: User) -> None:
    body = signed_in(officer_user).get("/gallery/").content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", body)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", body)


def test_a_wrong_form_comes_back_with_what_was_typed(signed_in: SignIn, officer_user: User) -> None:
    body = signed_in(officer_user).post("/gallery/", {"name": "Rossi", "day": "31/02/2026"}).content.decode()
    assert 'value="Rossi"' in body
    assert 'value="31/02/2026"' in body
    assert "data-focus" in body
    assert 'href="#id_day"' in body


def test_the_page_speaks_the_language_chosen(signed_in: SignIn, officer_user: User) -> None:
    client = signed_in(officer_user)
    client.post("/language/", {"language": "en", "next": "/gallery/"})
    body = client.get("/gallery/").content.decode()
    assert '<html lang="en" dir="ltr">' in body
    assert "Skip to the content" in body

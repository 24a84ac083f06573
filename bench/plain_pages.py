"""The worklist page as others would write it, beside ours, and the proof that all three are one page."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import include, path

from bench.page_by_hand import by_hand
from bench.page_of_django import with_django_template

OURS, BY_HAND, DJANGO = "/?scope=all", "/plain/by-hand/", "/plain/django/"
_OF_ITS_OWN = re.compile(r'(name="(?:csrfmiddlewaretoken|form_id|next)" value=")[^"]*')  # fresh, or the address itself

urlpatterns = [
    path("plain/by-hand/", by_hand),
    path("plain/django/", with_django_template),
    path("", include("approdo.config.urls")),
]


def text_of(client: Client, address: str) -> str:
    """What a page draws: its HTML without the secrets of its forms, and without the blanks that nobody sees."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    html = _OF_ITS_OWN.sub(r"\1", answer.content.decode())
    html = html.replace("&#39;", "'").replace("&#x27;", "'")  # two ways to write one character
    return re.sub(r" ?(<[^>]*>) ?", r"\1", " ".join(html.split()))


def agree(client: Client) -> None:
    """All three are the same page, else their times cannot be compared. Raises AssertionError."""
    ours = text_of(client, OURS)
    for address in (BY_HAND, DJANGO):
        other = text_of(client, address)
        if other != ours:
            place = next((at for at, pair in enumerate(zip(ours, other, strict=False)) if pair[0] != pair[1]), 0)
            shown = slice(max(0, place - 120), place + 120)
            raise AssertionError(f"{address} differs:\n  ours  {ours[shown]}\n  other {other[shown]}")

"""The public pages of the portal, as anybody sees them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from approdo.config import environment
from approdo.network.definitions import categories, hotlines, languages
from approdo.portal.definitions import guides
from approdo.portal.words import spoken

pytestmark = pytest.mark.django_db

RELEASE = [code for code, one in languages().items() if one.release_1]
GUIDES = [one.id for group in guides().values() for one in group]


def text_of(path: str, **headers: str) -> str:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_portal_speaks_every_language_of_the_release() -> None:
    assert sorted(spoken()) == sorted(RELEASE)


@pytest.mark.parametrize("code", RELEASE)
def test_a_page_says_its_language_and_direction_and_offers_the_others_in_their_own_names(code: str) -> None:
    page = text_of(f"/{code}/needs/health/")
    assert f'<html lang="{code}" dir="{languages()[code].direction}">' in page
    for other in RELEASE:
        assert f'hreflang="{other}" href="http://testserver/{other}/needs/health/"' in page
        assert f">{languages()[other].name}</a>" in page


@pytest.mark.slow
@pytest.mark.parametrize("code", RELEASE)
def test_every_page_stands_in_every_language(code: str) -> None:
    for path in ("", "guides/", "accessibility/", "privacy/", "feedback/", "feedback/thanks/"):
        text_of(f"/{code}/{path}")
    for guide in GUIDES:
        text_of(f"/{code}/guides/{guide}/")
        text_of(f"/{code}/guides/{guide}/documents/")
    for one in categories().values():
        text_of(f"/{code}/needs/{one.need}/{one.id}/" if one.need else f"/{code}/needs/{one.id}/")


def test_the_home_shows_eight_needs_in_the_readers_words() -> None:
    needs = [one for one in categories().values() if not one.need]
    assert len(needs) == 8
    page = text_of("/uk/")
    for one in needs:
        assert one.labels["uk"].replace("'", "&#39;") in page


def test_every_page_carries_the_numbers_to_call_and_says_what_nobody_checked() -> None:
    page = text_of("/ar/guides/family_reunification/")
    for one in hotlines().values():
        assert f'href="tel:{one.number.replace(" ", "")}"' in page
    unchecked = sum(one.last_checked is None for one in hotlines().values())
    assert page.count("لم يُتحقق من الرقم بعد") == unchecked


def test_nobody_is_sent_to_another_language_but_one_is_proposed() -> None:
    proposal = "এই পাতা আপনি আপনার ভাষায় পড়তে পারেন"
    assert proposal in text_of("/it/guides/", **{"Accept-Language": "bn-BD,bn;q=0.9,it;q=0.5"})
    assert proposal not in text_of("/it/guides/", **{"Accept-Language": "it,bn;q=0.5"})
    assert proposal not in text_of("/bn/guides/", **{"Accept-Language": "bn"})
    assert Client().get("/portal/").status_code == 200


def test_the_portal_leaves_no_cookie_and_reads_no_session(signed_in: object, officer_user: object) -> None:
    browser = Client()
    for path in ("/it/", "/ar/guides/", "/en/feedback/", "/portal/"):
        assert not browser.get(path).cookies
    assert "Set-Cookie" not in signed_in(officer_user).get("/it/").headers  # type: ignore[operator]


def test_a_page_that_did_not_change_is_not_sent_again() -> None:
    first = Client().get("/bn/guides/family_reunification/")
    again = Client().get("/bn/guides/family_reunification/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in first.headers["Cache-Control"]
    other = Client().get("/it/guides/family_reunification/", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("code", RELEASE)
def test_a_first_visit_weighs_less_than_a_hundred_kilobytes_and_asks_nobody_else(code: str) -> None:
    for path in (f"/{code}/", f"/{code}/guides/family_reunification/"):
        answer = Client().get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        page = gzip.decompress(answer.content).decode()
        loaded = set(
            re.findall(
                r'<link rel="(?:stylesheet|icon)" href="([^"]+)"|<script src="([^"]+)"|<use href="([^"#]+)', page
            )
        )
        files = [name for found in loaded for name in found if name]
        assert files
        assert all(name.startswith("/static/") for name in files)
        weight = len(answer.content) + sum(len(gzip.compress(static(name))) for name in files)
        assert weight < 100_000
        assert "<script" not in page


def static(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert found
    return Path(found).read_bytes()


def test_a_page_on_violence_can_be_left_at_once_and_is_not_kept(settings: object) -> None:
    answer = Client().get("/es/needs/safety/anti_violence/")
    assert "https://www.wikipedia.org" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "wikipedia" not in text_of("/es/needs/health/")


def test_an_address_that_does_not_exist_is_told_in_its_language() -> None:
    for path in ("/fr/nothing/", "/fr/guides/law_241_1990/", "/fr/needs/none/", "/fr/needs/health/food/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert "Cette page n'existe pas" in answer.content.decode()
    assert Client().get("/xx/").status_code == 302  # no language of the portal: as any other address of the office


def test_who_funds_the_portal_is_told_where_it_is_configured(settings: object) -> None:
    assert 'class="funding"' not in text_of("/it/")
    settings.FUNDING_STATEMENT = "Cofinanziato <da prova>"  # type: ignore[attr-defined]
    assert "Cofinanziato &lt;da prova&gt;" in text_of("/ur/")


def test_the_emblem_of_who_funds_is_served_from_here(settings: object, tmp_path: Path) -> None:
    assert Client().get("/portal/emblem").status_code == 404
    emblem = tmp_path / "emblem.svg"
    emblem.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.FUNDING_EMBLEM = emblem  # type: ignore[attr-defined]
    assert 'src="/portal/emblem"' in text_of("/bn/")
    answer = Client().get("/portal/emblem")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    answer.close()


@pytest.mark.parametrize(("name", "size"), [("emblem.gif", 10), ("emblem.svg", 20_001), (None, 0)])
def test_an_emblem_that_would_weigh_on_every_visit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None, size: int
) -> None:
    file = tmp_path / (name or "missing.png")
    if name:
        file.write_bytes(b"x" * size)
    monkeypatch.setenv("APPRODO_FUNDING_EMBLEM", str(file))
    with pytest.raises(environment.ConfigurationError, match="APPRODO_FUNDING_EMBLEM"):
        environment.image("APPRODO_FUNDING_EMBLEM")

"""The pages of texts: the work list, the editor, the review, files, news; without any script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from approdo.core.access.actor import Actor
from approdo.core.access.roles import Role
from approdo.core.models import Prefecture
from approdo.network.commands import news, reviewing, translating
from approdo.network.models import NewsItem
from tests.network.newsroom import BODY, FRENCH, MakeUser, facts, new_item, rendering_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def browser(make_user: MakeUser, savona: Prefecture, signed_in: Callable[..., Client]) -> Client:
    """The browser of another reviewer."""
    return signed_in(make_user("second", savona, Role.TRANSLATION_REVIEWER))


def shown(answer: HttpResponse) -> str:
    return answer.content.decode()


def sent(browser: Client, name: str, *arguments: Any, **data: Any) -> HttpResponse:
    found: HttpResponse = browser.post(reverse(name, args=arguments), {"form_id": uuid4().hex, **data}, follow=True)
    return found


def test_the_work_list_is_filtered_by_its_address(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    new_item(reviewer, "Altro.", kind="rights")
    translating.translate_sentences(by=reviewer, rendering_id=rendering_of(item).pk, said=FRENCH)
    address = reverse("translations")
    assert shown(browser.get(address)).count('<tr><th scope="row"') == 44
    assert shown(browser.get(f"{address}?language=fr")).count('<tr><th scope="row"') == 4
    found = shown(browser.get(f"{address}?language=fr&state=draft&kind=news&holder=news&q=sportello"))
    assert found.count('<tr><th scope="row"') == 1
    assert 'aria-current="true"' in found
    assert "Nessun" in shown(browser.get(f"{address}?q=inesistente"))
    listed = b"".join(browser.get(f"{reverse('export_translations_csv')}?language=fr&state=draft").streaming_content)
    assert listed.decode().count("\r\n") == 2


def test_the_editor_shows_both_sides_each_in_its_language(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    page = shown(browser.get(reverse("translation", args=[rendering_of(item, "ar").pk])))
    assert page.count('sentence-words" lang="it" dir="ltr">') == 3
    assert page.count('lang="ar" dir="rtl"') == 3
    assert "تصريح الإقامة" in page  # the glossary
    assert "Gulpease" in page


def test_a_stale_sentence_shows_what_changed_and_may_be_said_to_hold(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    translating.translate_sentences(by=reviewer, rendering_id=row.pk, said=FRENCH)
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("Porta 2 foto", "Porta con te 2 foto")))
    page = shown(browser.get(reverse("translation", args=[row.pk])))
    assert "<ins>con te</ins>" in page
    assert 'name="h2"' in page
    assert 'name="h1"' not in page
    said = {f"s{number}": words for number, words in FRENCH.items()}
    answer = sent(browser, "translation", row.pk, h2="on", version=rendering_of(item).version, **said)
    assert "1 frase è stata salvata" in shown(answer)
    assert rendering_of(item).stale == 0


def test_an_old_page_keeps_what_was_typed_and_says_who_changed_it(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    translating.translate_sentences(by=reviewer, rendering_id=row.pk, said={1: "Venez."})
    answer = sent(browser, "translation", row.pk, s2="Apportez.", version=row.version)
    assert answer.status_code == 412
    assert "Apportez." in shown(answer)
    assert "Reviewer" in shown(answer)
    assert (
        sent(browser, "translation", row.pk, s2="Apportez.", version="").status_code == 412
    )  # no version is an old one


def test_hostile_words_are_shown_as_words(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer, "<script>alert(1)</script> <b>Vieni</b>.")
    row = rendering_of(item)
    translating.translate_sentences(by=reviewer, rendering_id=row.pk, said={1: "<img src=x onerror=alert(1)>"})
    for name, pk in (
        ("translation", row.pk), ("network_text", row.text_id), ("news_item", item.pk), ("translation_history", row.pk),
        ("review_translation", row.pk),
    ):  # fmt: skip
        page = shown(browser.get(reverse(name, args=[pk])))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_doubts_are_answered_in_the_form_of_the_review(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer, kind="rights")
    row = rendering_of(item)
    said = {**FRENCH, 2: "Apportez deux photos."}
    translating.translate_sentences(by=reviewer, rendering_id=row.pk, said=said)
    version = rendering_of(item).version
    answer = sent(browser, "review_translation", row.pk, version=version)
    assert answer.status_code == 422
    assert rendering_of(item).state == "draft"
    answer = sent(browser, "review_translation", row.pk, **{"version": version, "why-2-numbers_differ": "In lettere"})
    assert rendering_of(item).state == "reviewed"
    assert "In lettere" in shown(browser.get(reverse("translation_history", args=[row.pk])))


def test_a_reader_s_view_says_why_it_is_in_another_language(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    row = rendering_of(item)
    translating.translate_sentences(by=reviewer, rendering_id=row.pk, said=FRENCH)
    reviewing.review(by=reviewer, rendering_id=row.pk, answers={})
    page = shown(browser.get(f"{reverse('network_text', args=[text_of(item).pk])}?language=ar"))
    assert 'lang="fr" dir="ltr"' in page
    assert "Français" in page
    assert "العربية" in page
    news.correct_news(by=reviewer, news_id=item.pk, facts=facts(BODY.replace("2 foto", "3 foto")))
    page = shown(browser.get(f"{reverse('network_text', args=[text_of(item).pk])}?language=fr"))
    assert "Traduzione di una versione precedente" in page


def test_a_file_goes_out_and_comes_back_through_the_pages(browser: Client, reviewer: Actor) -> None:
    item = new_item(reviewer)
    taken = browser.get(f"{reverse('export_sentences_xliff')}?language=fr")
    content = b"".join(taken.streaming_content)
    assert content.count(b"<file ") == 2
    content = content.replace(b'<target state="needs-translation"></target>', b"<target>Phrase 2.</target>")
    answer = sent(browser, "bring_translations", file=SimpleUploadedFile("a.xlf", content))
    file = answer.redirect_chain[-1][0]
    assert "4" in shown(answer)
    assert rendering_of(item).state == "missing"
    browser.post(f"{file}take/", {"form_id": uuid4().hex})
    assert rendering_of(item).state == "draft"
    refused = sent(browser, "bring_translations", file=SimpleUploadedFile("a.xlf", b"<!DOCTYPE a><a/>"))
    assert refused.status_code == 422


def test_the_ease_of_a_text_is_told_while_it_is_written(browser: Client) -> None:
    hard = "Documentazione attestante la regolarizzazione contributiva amministrativamente verificata dalla competente autorità."
    page = shown(sent(browser, "text_ease", body=f"Vieni qui domani. {hard}"))
    assert "<html" not in page
    assert "Gulpease" in page
    assert hard in page
    form = shown(browser.get(reverse("record_news")))
    assert f'hx-post="{reverse("text_ease")}"' in form
    answer = sent(browser, "record_news", title="", body=hard, kind="news", published_from="2026-01-01")
    assert answer.status_code == 422
    assert "Gulpease" in shown(answer)


def test_news_is_written_corrected_and_withdrawn_through_the_pages(browser: Client) -> None:
    told = {"title": "Avviso", "body": BODY, "kind": "news", "published_from": "2026-01-01"}
    sent(browser, "record_news", **told)
    item = NewsItem.objects.get()
    answer = sent(browser, "correct_news", item.pk, **{**told, "body": f"{BODY} Nuova.", "minor": "on", "version": "1"})
    assert answer.status_code == 422
    assert "questa frase è nuova" in shown(answer)
    sent(browser, "correct_news", item.pk, **{**told, "body": f"{BODY} Nuova.", "version": "1"})
    sent(browser, "withdraw_news", item.pk, reason="Era sbagliato", version="2")
    item.refresh_from_db()
    assert item.withdrawn_why == "Era sbagliato"
    assert "Avviso" in shown(browser.get(f"{reverse('network_news')}?when=withdrawn"))
    assert "Avviso" not in shown(browser.get(f"{reverse('network_news')}?when=published"))

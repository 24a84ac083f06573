"""News: written, corrected, withdrawn; read by the public between its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from approdo.core.access.actor import Actor
from approdo.core.models import AuditRecord, Prefecture
from approdo.network.commands import news as acts
from approdo.network.models import NewsItem, Rendering
from approdo.network.queries import news, texts
from approdo.network.rules.news import When, when_of
from approdo.network.rules.sentences import Sentence, joined
from approdo.network.text_rows import source_of
from tests.network.newsroom import BODY, MakeUser, facts, new_item, reviewer_of, text_of
from tests.reception.refusals import refused

DAY = date(2026, 3, 1)


@pytest.mark.django_db
def test_its_words_are_the_source_of_its_translations(reviewer: Actor) -> None:
    item = acts.record_news(by=reviewer, facts=facts("Prima riga.\n\n- una  cosa\n- un'altra\u200b  \n\nFine. "))
    assert item.body == "Prima riga.\n\n- una  cosa\n- un'altra\n\nFine."
    for field in ("title", "body"):
        source = source_of(text_of(item, field).sentences)
        assert joined(Sentence(one.lead, one.words) for one in source) == getattr(item, field)
    item = acts.correct_news(by=reviewer, news_id=item.pk, facts=facts("Altro testo."), expected_version=1)
    assert [one.words for one in source_of(text_of(item).sentences)] == [item.body]
    assert item.version == 2
    assert AuditRecord.objects.filter(act="news.corrected", object_id=str(item.pk)).count() == 1
    # The same facts again are no act
    assert acts.correct_news(by=reviewer, news_id=item.pk, facts=facts("Altro testo.")).version == 2


@pytest.mark.django_db
def test_a_change_that_is_not_minor_is_refused_as_minor(reviewer: Actor) -> None:
    item = new_item(reviewer)
    for body in (BODY.replace("2 foto", "3 foto"), BODY.replace("non costa", "costa"), f"{BODY} Chiama prima."):
        act = partial(acts.correct_news, by=reviewer, news_id=item.pk, facts=facts(body), minor=True)
        refused("not_minor", act, "minor")
    item.refresh_from_db()
    assert item.body == BODY


@pytest.mark.django_db
def test_withdrawn_news_is_gone_with_its_translations(reviewer: Actor) -> None:
    item = new_item(reviewer)
    refused("reason_missing", lambda: acts.withdraw_news(by=reviewer, news_id=item.pk, reason=" "), "reason")
    acts.withdraw_news(by=reviewer, news_id=item.pk, reason="La sede ha chiuso")
    assert not texts.visible_to(reviewer).exists()
    assert not news.published("SV", DAY).exists()
    refused("news_withdrawn", lambda: acts.correct_news(by=reviewer, news_id=item.pk, facts=facts("Altro.")))
    refused("news_withdrawn", lambda: acts.withdraw_news(by=reviewer, news_id=item.pk, reason="Ancora"))


@pytest.mark.django_db
def test_translations_of_news_that_is_over_are_no_work(reviewer: Actor) -> None:
    today = timezone.localdate()
    for until in (today - timedelta(1), today, None):
        acts.record_news(by=reviewer, facts=replace(facts(), published_until=until))
    assert texts.work(reviewer, today, language="fr").count() == 4  # two texts of two pieces of news
    assert Rendering.objects.filter(language="fr").count() == 6


@pytest.mark.django_db
def test_what_is_refused(reviewer: Actor, translator: Actor, make_user: MakeUser, palermo: Prefecture) -> None:
    told = facts()
    refused("text_missing", lambda: acts.record_news(by=reviewer, facts=replace(told, title=" \u200b")), "title")
    refused("news_wrong", lambda: acts.record_news(by=reviewer, facts=replace(told, kind="label")), "kind")
    refused("news_wrong", lambda: acts.record_news(by=reviewer, facts=replace(told, title="a" * 161)), "title")
    before = replace(told, published_until=date(2025, 12, 31))
    refused("news_wrong", lambda: acts.record_news(by=reviewer, facts=before), "published_until")
    refused("text_too_long", lambda: acts.record_news(by=reviewer, facts=facts("a" * 20_001)), "body")
    refused("text_too_long", lambda: acts.record_news(by=reviewer, facts=facts("Sì. " * 301)), "body")
    refused("not_allowed", lambda: acts.record_news(by=translator, facts=told))
    item = new_item(reviewer)
    stranger = reviewer_of(make_user, palermo)
    refused("news_not_found", lambda: acts.correct_news(by=stranger, news_id=item.pk, facts=told))
    refused("news_not_found", lambda: acts.withdraw_news(by=reviewer, news_id=uuid4(), reason="Prova"))
    acts.correct_news(by=reviewer, news_id=item.pk, facts=facts("Altro."))
    refused("news_changed", lambda: acts.correct_news(by=reviewer, news_id=item.pk, facts=told, expected_version=1))


@pytest.mark.django_db
def test_the_database_refuses_news_that_ends_before_it_begins(reviewer: Actor) -> None:
    item = new_item(reviewer)
    with pytest.raises(DatabaseError, match="news_ends_after"), transaction.atomic():
        NewsItem.objects.filter(pk=item.pk).update(published_until=date(2025, 1, 1))
    with pytest.raises(DatabaseError, match="news_withdrawn_with"), transaction.atomic():
        NewsItem.objects.filter(pk=item.pk).update(withdrawn_at=timezone.now())


@pytest.mark.django_db
def test_the_filter_and_the_rule_say_the_same(reviewer: Actor) -> None:
    for start in (-2, 0, 2):
        for length in (None, 0, 1, 5):
            until = None if length is None else DAY + timedelta(start + length)
            told = replace(facts(), published_from=DAY + timedelta(start), published_until=until)
            item = acts.record_news(by=reviewer, facts=told)
            if length == 5:
                acts.withdraw_news(by=reviewer, news_id=item.pk, reason="Prova")
    rows = list(news.visible_to(reviewer))
    for when in When:
        found = set(news.listed(reviewer, DAY, when=when.value).values_list("pk", flat=True))
        assert found == {row.pk for row in rows if news.when_of(row, DAY) is when}
        assert found or when is When.OVER
    assert {row.pk for row in news.published("SV", DAY)} == {
        row.pk for row in rows if news.when_of(row, DAY) is When.PUBLISHED
    }


@given(st.integers(-40, 40), st.integers(0, 40))
def test_published_exactly_on_its_days(start: int, length: int) -> None:
    first, on = DAY + timedelta(start), DAY
    last = first.toordinal() + length
    shown = first.toordinal() <= on.toordinal() <= last
    assert (when_of(first, date.fromordinal(last), False, on) is When.PUBLISHED) == shown

"""Pages of the news of the network."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, Crumbs, chosen, done, listing, text_of
from approdo.network import text_labels
from approdo.network.commands import news as acts
from approdo.network.commands.news import NewsFacts
from approdo.network.forms.news import CorrectNewsForm, NewsForm, WithdrawNewsForm
from approdo.network.models import NewsItem
from approdo.network.queries import news, texts
from approdo.network.rules.news import When
from approdo.network.rules.reading_ease import reading_ease
from approdo.network.rules.sentences import split, tidy
from approdo.network.rules.sources import LONGEST_TEXT, HolderKind
from approdo.network.views.text_pages import WRITE, sheet, translator_of

SORTS = {"title": "title", "from": "published_from"}
HEAD = (
    gettext_lazy("Title"), gettext_lazy("Kind of text"), gettext_lazy("Published from"),
    gettext_lazy("Last day of publication"), gettext_lazy("State"),
)  # fmt: skip


@require_GET
def news_page(request: HttpRequest) -> HttpResponse:
    """The list of news, the latest first."""
    by, today = translator_of(request), timezone.localdate()
    asked = _filters(request)
    context = {
        **listing(request, news.listed(by, today, **asked), SORTS, "-from"), "labels": text_labels, "asked": asked,
        "today": today, "when_of": news.when_of, "may_write": by.may(WRITE),
        "kinds": [(kind, text_labels.kind_word(kind)) for kind in text_labels.NEWS_KINDS],
    }  # fmt: skip
    return page(request, "network/news.html", context)


@require_GET
def export_news(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    today = timezone.localdate()
    rows = news.listed(translator_of(request), today, **_filters(request)).order_by("-published_from", "id")
    told = [
        [
            row.title, text_labels.kind_word(row.kind), row.published_from, row.published_until,
            str(text_labels.WHENS[news.when_of(row, today)]),
        ]
        for row in rows
    ]  # fmt: skip
    return sheet(request, kind, "news", HEAD, told)


@require_GET
def news_item(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """One piece of news, with its texts and how far each language is."""
    by, today = translator_of(request), timezone.localdate()
    item = news.item(by, news_id)
    held = texts.of_holder(by, HolderKind.NEWS, item.pk).filter(retired_at__isnull=True)
    context = {
        "labels": text_labels, "item": item, "when": news.when_of(item, today), "ease": reading_ease(item.body),
        "texts": held.prefetch_related("renderings").order_by("-field"),
        "may_write": by.may(WRITE) and item.withdrawn_at is None, "crumbs": _way((item.title, None)),
    }  # fmt: skip
    return page(request, "network/news_item.html", context)


def record_news(request: HttpRequest) -> HttpResponse:
    """A new piece of news."""
    by = translator_of(request, WRITE)
    form = NewsForm(request.POST or None, initial={"published_from": timezone.localdate()})

    def act() -> HttpResponse:
        made = acts.record_news(by=by, facts=form.facts())
        return done(request, _("The news was recorded. Its translations can begin."), "news_item", made.pk)

    title, back = _("Write a piece of news"), address("network_news")
    shown = {"title": title, "submit": _("Record"), "back": back, "crumbs": _way((title, None)), **_ease(form)}
    return form_page(request, form, act, shown, "network/news_form.html")


def correct_news(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """What is written of a piece of news."""
    by = translator_of(request, WRITE)
    item = news.item(by, news_id)
    told = {name: getattr(item, name) for name in NewsFacts.__dataclass_fields__}
    form = CorrectNewsForm(request.POST or None, initial={**told, "version": item.version})

    def act() -> HttpResponse:
        minor, version = form.cleaned_data["minor"], form.cleaned_data["version"] or 0
        acts.correct_news(by=by, news_id=news_id, facts=form.facts(), minor=minor, expected_version=version)
        return done(request, _("The news was corrected."), "news_item", news_id)

    shown = {**_of(item, _("Correct"), _("Save")), **_ease(form)}
    return form_page(request, form, act, shown, "network/news_form.html")


def withdraw_news(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """A piece of news goes away."""
    by = translator_of(request, WRITE)
    item = news.item(by, news_id)
    form = WithdrawNewsForm(request.POST or None, initial={"version": item.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.withdraw_news(by=by, news_id=news_id, reason=told["reason"], expected_version=told["version"] or 0)
        return done(request, _("The news was withdrawn, with its translations."), "news_item", news_id)

    return form_page(request, form, act, _of(item, _("Withdraw"), _("Withdraw")))


@require_POST
def text_ease(request: HttpRequest) -> HttpResponse:
    """How easy the Italian being written is: a part of a form's page, for its script. Nothing is kept."""
    translator_of(request)
    return page(request, "network/ease.html", _measured(request.POST.get("body", "")[:LONGEST_TEXT]))


def _ease(form: NewsForm) -> Context:
    words = form.data.get("body") if form.is_bound else form.initial.get("body")
    return _measured(str(words or "")[:LONGEST_TEXT])


def _measured(words: str) -> Context:
    """The index of a text, and its sentences that are hardest to read."""
    each = [(reading_ease(one.words), one.words) for one in split(tidy(words))]
    hard = sorted((ease.index, said) for ease, said in each if ease is not None and ease.words > 7 and ease.index < 60)
    return {"ease": reading_ease(words), "hard": hard[:3], "labels": text_labels}


def _filters(request: HttpRequest) -> dict[str, str]:
    kind, when = chosen(request, "kind", text_labels.NEWS_KINDS), chosen(request, "when", When)
    return {"text": text_of(request), "kind": kind, "when": when}


def _way(*further: tuple[str, str | None]) -> Crumbs:
    return [(_("Home"), "/"), (_("News"), address("network_news")), *further]


def _of(item: NewsItem, title: str, submit: str) -> Context:
    back = address("news_item", item.pk)
    way = _way((item.title, back), (title, None))
    return {"title": title, "subtitle": item.title, "submit": submit, "back": back, "crumbs": way}

"""What the pages of texts share: who asks, the way to the page, lists that leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core.access.actor import Actor
from approdo.core.access.asking import who_asks
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.work import Context, Crumbs, query_without
from approdo.core.transfer import exports
from approdo.network import text_labels
from approdo.network.models import Rendering

TRANSLATE, REVIEW, WRITE = (
    Permission.NETWORK_TRANSLATE, Permission.NETWORK_REVIEW_TRANSLATIONS, Permission.NEWS_EDIT,
)  # fmt: skip


def translator_of(request: HttpRequest, *permissions: Permission) -> Actor:
    """Who asks, with the sight of the texts and those permissions besides. Raises NotAllowed."""
    return who_asks(request, TRANSLATE, *permissions)


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    """The way from the home to a page of translations."""
    return [(_("Home"), "/"), (_("Translations"), address("translations")), *further]


def rendering_title(row: Rendering) -> str:
    """A rendering in words."""
    field = text_labels.field_word(row.text.holder_kind, row.text.field)
    return f"{row.text.title} · {field} · {text_labels.language_word(row.language)}"


def about_rendering(row: Rendering, title: str, submit: str) -> Context:
    """What the form pages of a rendering say around the form."""
    back = address("translation", row.pk)
    way = crumbs((rendering_title(row), back), (title, None))
    return {"title": title, "subtitle": rendering_title(row), "submit": submit, "back": back, "crumbs": way}


def sheet(
    request: HttpRequest, kind: str, name: str, headings: Sequence[Any], rows: Sequence[Sequence[Any]]
) -> FileResponse:
    """A list as a file, written in the audit."""
    exports.allow_export(translator_of(request), name, kind, len(rows), TRANSLATE, query=query_without(request, "q"))
    return exports.response(kind, file_name(name), [str(heading) for heading in headings], rows)


def file_name(name: str) -> str:
    """A name with the day."""
    return f"{name}-{timezone.localdate().isoformat()}"

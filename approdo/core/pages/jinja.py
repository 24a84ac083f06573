"""The Jinja2 environment of every page: translation, locale-aware dates, numbers and money, safe JSON."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

from approdo.core.identifiers import new_id
from approdo.core.pages import addresses, charts, formats, frame, tables

FILTERS = {
    "date": formats.long_date,
    "short_date": formats.short_date,
    "moment": formats.moment,
    "month": formats.month,
    "money": formats.money,
    "number": formats.number,
    "days_away": formats.days_away,
}


def _token(request: HttpRequest) -> str:
    """The secret of the forms of a page, masked once for all of them."""
    if not hasattr(request, "page_token"):
        request.page_token = get_token(request)  # type: ignore[attr-defined]
    return request.page_token  # type: ignore[attr-defined, no-any-return]


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates on disk; where there is no room for them, or no right to write, pages are shown all the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def environment(**options: Any) -> Environment:
    """Build the environment. Undefined names are errors, everything is escaped."""
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    # Compiling every page again in every process makes the first reader wait, and the memory it took is not given back.
    options["bytecode_cache"] = _Compiled(settings.VAR / "templates")
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - autoescape is among the options
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=cache(static),  # a page asks for the same drawing hundreds of times
        url=addresses.address,
        url_of_each=addresses.address_of_each,
        csrf_token=_token,
        new_id=new_id,
        messages_of=get_messages,
        language=translation.get_language,
        right_to_left=translation.get_language_bidi,
        languages=settings.LANGUAGES,
        demo=settings.DEMO,
        demo_accounts=frame.demo_accounts,
        url_or_none=frame.url_or_none,
        frame_of=frame.frame_of,
        foot_links=frame.foot_links,
        language_name=frame.language_name,
        drawing_of=charts.drawing,
        rows_of=charts.rows_of,
        writers=tables.writers,
        written=tables.written,
        providers_of=frame.providers_of,
        approdo_version=frame.approdo_version,
    )
    env.filters.update(FILTERS)
    return env

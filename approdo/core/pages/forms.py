"""Forms in Bootstrap Italia's markup."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import BaseRenderer
from django.template.backends.jinja2 import Jinja2
from django.utils.formats import get_format
from jinja2 import Environment, Undefined

from approdo.core.pages.jinja import environment

OURS = Path(__file__).resolve().parents[1] / "templates"
DJANGO = Path(django.forms.__file__).parent / "jinja2"


class Renderer(BaseRenderer):
    """Renders fields and forms with the templates of this app, and with Django's where this app has none."""

    @cached_property
    def engine(self) -> Jinja2:
        """Our templates before Django's."""
        return Jinja2(
            {
                "NAME": "forms",
                "DIRS": [OURS, DJANGO],
                "APP_DIRS": False,
                "OPTIONS": {"environment": "approdo.core.pages.forms.form_environment"},
            }
        )

    def get_template(self, template_name: str) -> Any:
        """The template of a widget, a field or a form."""
        return self.engine.get_template(template_name)


def form_environment(**options: Any) -> Environment:
    """The environment of pages, except that a missing name is empty: Django's own widgets rely on it."""
    env = environment(**options)
    env.undefined = Undefined
    env.filters["iso_day"] = iso_day
    return env


def iso_day(value: str | date | None) -> str:
    """The day as the browser's date field wants it, read in any way the forms accept; empty when it is not a day."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    for pattern in get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(value or "", pattern).date().isoformat()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return ""

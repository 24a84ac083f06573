"""Forms in Bootstrap Italia's markup."""

from __future__ import annotations

from django.forms.renderers import Jinja2


class Renderer(Jinja2):
    """Renders fields and forms with the templates of this app."""

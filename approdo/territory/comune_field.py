"""The field of a form in which somebody names a comune, for every app; it works without JavaScript."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approdo.territory.labels import written
from approdo.territory.models import Comune
from approdo.territory.queries import comuni

PROPOSED = 5  # names told where the one written is not known


class ComuneInput(forms.TextInput):
    """A text whose browser proposes the comuni of a province; any other may be written."""

    province = ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The input with the list of its proposals."""
        if not self.province:
            return super().render(name, value, attrs, renderer)
        listed = f"comuni-{name}"
        text = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        near = comuni.of_province(self.province, timezone.localdate())
        options = format_html_join("", '<option value="{}"></option>', ((written(one),) for one in near))
        return format_html('{}<datalist id="{}">{}</datalist>', text, listed, options)


class ComuneField(forms.CharField):
    """A comune written by name ("Savona", "Castro (BG)", "Bozen") or by ISTAT code; its value is a Comune or None.

    `province`: sign of the province whose comuni the browser proposes. What was written and is none, or is more than one,
    is answered with the names that it may be.
    """

    widget = ComuneInput
    default_error_messages: ClassVar = {
        "unknown": _("No comune is called so. Is it one of these? %(names)s"),
        "unknown_at_all": _("No comune is called so. Write its name, or its six-figure ISTAT code."),
        "several": _("More than one comune is called so: %(names)s. Write the letters of the province too."),
        "ended": _("This comune no longer exists: its territory is now in %(names)s."),
    }

    def __init__(self, *, province: str = "", **options: Any) -> None:
        super().__init__(**{"max_length": comuni.LONGEST_NAME, **options})
        self.propose(province)

    def propose(self, province: str) -> None:
        """Let the browser propose the comuni of that province."""
        self.widget.province = province

    def prepare_value(self, value: Any) -> Any:
        """A comune, or the code of one that is known, as people write it."""
        if isinstance(value, str) and len(value) == 6 and value.isdigit():
            value = Comune.objects.select_related("province").filter(pk=value).first() or value
        return written(value) if isinstance(value, Comune) else value

    def clean(self, value: Any) -> Any:
        """The comune that was meant, None where nothing was written."""
        text = super().clean(value)
        return self._meant(text) if text else None

    def _meant(self, text: str) -> Comune:
        today = comuni.on_day(timezone.localdate())
        found = comuni.meant(text, today)
        if len(found) == 1:
            return found[0]
        if found:
            raise self._error("several", found)
        past = comuni.meant(text, Comune.objects.select_related("successor__province"))
        if past and past[0].successor:
            raise self._error("ended", [past[0].successor])
        likely = list(comuni.like(text, today)[:PROPOSED])
        raise self._error("unknown" if likely else "unknown_at_all", likely)

    def _error(self, code: str, named: list[Comune]) -> ValidationError:
        names = ", ".join(written(one) for one in named)
        return ValidationError(self.error_messages[code], code=code, params={"names": names})

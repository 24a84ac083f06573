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
MOST_LINES = 400  # more than the comuni of any province
_ERRORS: dict[str, Any] = {
    "unknown": _("No comune is called so. Is it one of these? %(names)s"),
    "unknown_at_all": _("No comune is called so. Write its name, or its six-figure ISTAT code."),
    "several": _("More than one comune is called so: %(names)s. Write the letters of the province too."),
    "ended": _("This comune no longer exists: its territory is now in %(names)s."),
    "none_loaded": _("The comuni are not loaded yet: the administrator does it with approdo import territory."),
}


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
    default_error_messages: ClassVar = _ERRORS

    def __init__(self, *, province: str = "", **options: Any) -> None:
        super().__init__(**{"max_length": comuni.LONGEST_NAME, **options})
        self.propose(province)

    def propose(self, province: str) -> None:
        """Let the browser propose the comuni of that province."""
        self.widget.province = province

    def prepare_value(self, value: Any) -> Any:
        """A comune, or the code of one that is known, as people write it."""
        if isinstance(value, str):
            value = _by_code([value]).get(value, value)
        return written(value) if isinstance(value, Comune) else value

    def clean(self, value: Any) -> Any:
        """The comune that was meant, None where nothing was written."""
        text = super().clean(value)
        return _meant(text, self.error_messages) if text else None


class ComuniField(forms.CharField):
    """Comuni written one a line, each by name or by ISTAT code; its value is a tuple of Comune, each of them once.

    A line that names none, or more than one, is told with the names that it may mean.
    """

    default_error_messages: ClassVar = {
        **_ERRORS,
        "line": _("%(line)s: %(reason)s"),
        "too_many": _("At most %(most)s lines."),
    }

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": rows}), **options})

    def prepare_value(self, value: Any) -> Any:
        """A list of comuni, or of codes, as lines; what was typed as it was."""
        if not isinstance(value, list | tuple):
            return value
        known = _by_code([one for one in value if isinstance(one, str)])
        found = [known.get(one, one) if isinstance(one, str) else one for one in value]
        return "\n".join(written(one) if isinstance(one, Comune) else str(one) for one in found)

    def clean(self, value: Any) -> Any:
        """The comuni that were meant."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": MOST_LINES})
        found, wrong = {}, []
        for line in lines:
            try:
                one = _meant(line, self.error_messages)
            except ValidationError as error:
                told = {"line": line, "reason": error.messages[0]}
                wrong.append(ValidationError(self.error_messages["line"], code=error.code, params=told))
            else:
                found[one.pk] = one
        if wrong:
            raise ValidationError(wrong)
        return tuple(found.values())


def _by_code(codes: list[str]) -> dict[str, Comune]:
    asked = [code for code in codes if len(code) == 6 and code.isdigit()]
    return Comune.objects.select_related("province").in_bulk(asked) if asked else {}


def _meant(text: str, errors: Any) -> Comune:
    """The comune that a text names. Raises ValidationError, in the words of `errors`."""
    today = comuni.on_day(timezone.localdate())
    found = comuni.meant(text, today)
    if len(found) == 1:
        return found[0]
    if found:
        raise _error(errors, "several", found)
    past = comuni.meant(text, Comune.objects.select_related("successor__province"))
    if past and past[0].successor:
        raise _error(errors, "ended", [past[0].successor])
    likely = list(comuni.like(text, today)[:PROPOSED])
    if likely:
        raise _error(errors, "unknown", likely)
    raise _error(errors, "unknown_at_all" if Comune.objects.exists() else "none_loaded", [])


def _error(errors: Any, code: str, named: list[Comune]) -> ValidationError:
    names = ", ".join(written(one) for one in named)
    return ValidationError(errors[code], code=code, params={"names": names})

"""The shape of what the worklist is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from approdo.overview import labels
from approdo.procedures import labels as words
from approdo.procedures.commands.opening import PRIORITY_REASONS
from approdo.procedures.definitions import procedures
from approdo.procedures.queries.worklist import BUCKETS, PAGE, SCOPES, SORTS, Wanted
from approdo.procedures.rules.states import State

LONGEST_TEXT = 100
PLAIN = Wanted()
_USUAL = asdict(PLAIN)


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for. A value that is none of the known ones counts as absent: an old address still opens."""

    def known(name: str, values: Any, default: str) -> str:
        value = asked.get(name, "")
        return value if value in values else default

    return Wanted(
        scope=known("scope", SCOPES, PLAIN.scope),
        bucket=known("bucket", BUCKETS, ""),
        procedure=known("procedure", procedures(), ""),
        state=known("state", frozenset(State), ""),
        priority=asked.get("priority") == "1",
        text=" ".join(asked.get("text", "").replace("\0", "").split())[:LONGEST_TEXT],
        sort=known("sort", [*SORTS, *(f"-{key}" for key in SORTS)], PLAIN.sort),
    )


def unknown_in(asked: Mapping[str, str], wanted: Wanted) -> list[str]:
    """The values of an address that mean nothing here, and for which those of `wanted` were taken."""
    return [
        asked[name]
        for name in ("scope", "bucket", "procedure", "state", "sort")
        if asked.get(name) and asked[name] != getattr(wanted, name)
    ]


def query_of(wanted: Wanted, **changes: Any) -> str:
    """The address of a list, with some of its parts changed; what is as usual is left out."""
    told = ((key, changes.get(key, getattr(wanted, key)), usual) for key, usual in _USUAL.items())
    return urlencode({key: "1" if value is True else value for key, value, usual in told if value != usual})


def stored_query(text: str) -> str:
    """The query of a saved list as it may be kept: only the known parts."""
    return query_of(wanted_of(QueryDict(text[:500]).dict()))


@cache
def _choices(language: str) -> dict[str, list[tuple[str, str]]]:
    """The procedures and the states that one may filter by, in that language, which is the one in force."""
    worked = [key for key, found in procedures().items() if found.has_files]
    named = sorted((labels.procedure_name(key), key) for key in worked)
    states = [(state.value, str(words.STATES[state])) for state in State if state not in ("draft", "closed")]
    everything = ("", gettext("All"))
    return {"procedure": [everything, *((key, word) for word, key in named)], "state": [everything, *states]}


class FilterForm(forms.Form):
    """The filters of the worklist that are not counts."""

    text = forms.CharField(label=_("Number, name or code"), required=False, max_length=LONGEST_TEXT)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    priority = forms.BooleanField(label=_("Only those with priority"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in _choices(get_language() or "it").items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices


class ManyForm(forms.Form):
    """Case files chosen in the list, and what to do with all of them."""

    chosen = forms.TypedMultipleChoiceField(coerce=UUID)
    act = forms.ChoiceField(choices=[("assign", ""), ("prioritise", "")])
    user = forms.UUIDField(required=False)
    reason = forms.ChoiceField(required=False, choices=[("", ""), *((reason, "") for reason in PRIORITY_REASONS)])

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        chosen = cast(forms.TypedMultipleChoiceField, self.fields["chosen"])
        chosen.choices = [(value, value) for value in data.getlist("chosen")[: PAGE * 4] if _is_id(value)]
        chosen.error_messages["required"] = _("Choose at least one case file of the list first.")

    def clean(self) -> dict[str, Any]:
        """Assigning needs somebody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == "assign" and not cleaned.get("user"):
            self.add_error("user", _("Choose the colleague."))
        return cleaned


class NameForm(forms.Form):
    """The name of a saved list."""

    name = forms.CharField(label=_("Name of the list"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True

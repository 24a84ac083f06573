"""The shape of a new case file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from approdo.people.queries import PersonHit
from approdo.procedures.commands.opening import Opening, Party
from approdo.procedures.definitions import procedures
from approdo.procedures.forms.acts import Day, today


def _procedures() -> list[tuple[str, str]]:
    english = get_language() == "en"
    known = [(one.id, one.name_en if english else one.name_it) for one in procedures().values() if one.has_files]
    return sorted(known, key=lambda choice: choice[1])


def _is_identifier(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class OpenForm(forms.Form):
    """Which procedure, who files it, when the portal received it."""

    procedure = forms.ChoiceField(label=_("Procedure"), choices=_procedures)
    filed_on = forms.DateField(
        label=_("Received by the portal on"), widget=Day, initial=today,
        help_text=_("The date of the portal's receipt: the term counts from it."),
    )  # fmt: skip
    external_code = forms.CharField(label=_("ALI code or K10"), required=False, max_length=40)
    person = forms.ChoiceField(label=_("Who files the request"), required=False, widget=forms.RadioSelect)
    employer = forms.CharField(label=_("Employer or host, when a company files"), required=False, max_length=160)
    employer_tax_code = forms.CharField(label=_("Tax code of the employer"), required=False, max_length=16)

    def __init__(self, *args: Any, hits: list[PersonHit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(hit.id), f"{hit.family_name} {hit.given_name} {hit.tax_code}".strip()) for hit in hits]
        chosen = self.data.get("person") or self.initial.get("person")
        if chosen and chosen not in dict(found):
            found.append((chosen, chosen))
        self.fields["person"].choices = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody must file."""
        data = super().clean() or {}
        if not data.get("person") and not data.get("employer", "").strip():
            self.add_error("person", _("Search and choose who files the request, or write the employer."))
        if data.get("person") and not _is_identifier(data["person"]):
            self.add_error("person", _("Choose one of the list."))
        return data

    def opening(self) -> Opening:
        """The checked input as the command wants it."""
        data = self.cleaned_data
        parties = []
        if data["employer"].strip():
            parties.append(
                Party(
                    "employer", entity_name=data["employer"].strip(), entity_tax_code=data["employer_tax_code"].strip()
                )
            )
        if data["person"]:
            parties.append(Party("beneficiary" if parties else "applicant", person_id=UUID(data["person"])))
        return Opening(data["procedure"], data["filed_on"], tuple(parties), external_code=data["external_code"])

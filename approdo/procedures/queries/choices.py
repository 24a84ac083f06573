"""The choices that the forms of a case file offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from approdo.core import queries as core
from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound
from approdo.core.pages.formats import short_date
from approdo.procedures import labels, wording
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, ChecklistItem
from approdo.procedures.rules.definition import Choice

# Recorded by an act of their own, never as a free event.
OWN_ACT = frozenset(
    {
        "filed", "integration_requested", "integration_received", "preliminary_rejection_received",
        "observations_received", "extension_granted", "decided", "withdrawn", "granted",
    }
)  # fmt: skip

Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the reader's language."""

    id: str
    text: str
    choices: Choices
    several: bool


def colleagues(actor: Actor) -> Choices:
    """The colleagues who may see case files; who may not work on them can only be a collaborator."""
    today = timezone.localdate()
    only = gettext("collaborator only")
    return [
        (str(key), name if Permission.CASE_WORK in allowed else f"{name} ({only})")
        for key, name, allowed in core.permitted(actor.prefecture, today)
        if Permission.CASE_SEE in allowed
    ]


def free_events(case: CaseFile) -> Choices:
    """The facts that may be recorded freely for this procedure: what follows the decision first, then the others."""
    definition = procedure(case.procedure)
    names = [*definition.follow_up, *definition.extra_events]
    if any(version.starts_on == "quota_imputed" for term in definition.terms for version in term.versions):
        names.insert(0, "quota_imputed")
    unique = dict.fromkeys(name for name in names if name not in OWN_ACT)
    return [(name, labels.EVENTS.get(name, name)) for name in unique]


def term_versions(case: CaseFile) -> Choices:
    """The versions of the main term, each with its first day and its amount."""
    definition, language = procedure(case.procedure), get_language() or "it"
    if not definition.main_term:
        return []
    versions = definition.term(definition.main_term).versions
    lasts = [
        wording.amount_words(version.amount, version.unit, language) if version.amount is not None else "–"
        for version in versions
    ]
    return [
        (version.valid_from.isoformat(), f"{short_date(version.valid_from)} · {last} · {version.source.article}")
        for version, last in zip(versions, lasts, strict=True)
    ]


def version_day(value: str) -> date | None:
    """The first day of a version chosen in a form, None when none was chosen."""
    return date.fromisoformat(value) if value else None


def _named(choices: tuple[Choice, ...], language: str) -> Choices:
    return [(choice.id, choice.name_en if language == "en" else choice.name_it) for choice in choices]


def questions(case: CaseFile, language: str) -> list[Asked]:
    """The questions of the procedure, in order."""
    return [
        Asked(
            found.id,
            found.text_en if language == "en" else found.text_it,
            _named(found.choices, language),
            found.several,
        )
        for found in procedure(case.procedure).questions
    ]


def item(case: CaseFile, document: str) -> ChecklistItem:
    """A row of the checklist. Raises NotFound."""
    row = case.checklist.filter(document=document).first()
    if row is None:
        raise NotFound("document_not_found", _("This document is not in the checklist of the case file."))
    return row


def document_name(row: ChecklistItem, language: str) -> str:
    """The name of a document of the checklist."""
    return name_of_document(row.case.procedure, row.document, language)


def name_of_document(procedure_id: str, document: str, language: str) -> str:
    """The name of a document of a procedure; its identifier when the procedure does not know it any more."""
    for rule in procedure(procedure_id).documents:
        if rule.id == document:
            return rule.name_en if language == "en" else rule.name_it
    return document


def outcomes(case: CaseFile) -> tuple[str, ...]:
    """How the case file may be decided."""
    return tuple(name for name in procedure(case.procedure).outcomes if name not in ("withdrawn", "revoked"))


def proposal(case: CaseFile) -> dict[str, str]:
    """What was already proposed; otherwise the legal basis and the remedies of the procedure."""
    standing = case.decisions.filter(revoked_on=None).first()
    if standing is not None:
        return {
            name: getattr(standing, name)
            for name in ("outcome", "reasons", "legal_basis", "remedies", "answers_observations")
        }
    definition = procedure(case.procedure)
    remedy = REMEDIES[definition.judge]
    return {"legal_basis": "; ".join(definition.legal_basis), "remedies": str(remedy)}


def reasons(case: CaseFile) -> dict[str, str]:
    """The reasons of the proposed refusal."""
    return {"reasons": proposal(case).get("reasons", "")}


# On paper, hence in Italian whatever the officer's language.
REMEDIES = {
    "administrative_court": (
        "Ricorso al Tribunale amministrativo regionale entro 60 giorni dalla notifica, oppure ricorso straordinario "
        "al Presidente della Repubblica entro 120 giorni."
    ),
    "ordinary_court": "Ricorso al Tribunale ordinario, sezione specializzata in materia di immigrazione.",
}

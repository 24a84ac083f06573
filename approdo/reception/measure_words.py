"""What was decided of a measure, in sentences: for the page and for the letters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from approdo.core.pages.formats import short_date
from approdo.reception import measure_labels as labels
from approdo.reception.models import MeasureDecision
from approdo.reception.rules.measures import EXCLUSIONS, ExcludedService, MeasureKind


def taken(decision: MeasureDecision) -> list[str]:
    """Each thing decided, with its days, services or centre, in the language in use; nothing where none was."""
    return [_said(decision, MeasureKind(word)) for word in decision.kinds]


def _said(decision: MeasureDecision, kind: MeasureKind) -> str:
    said = str(labels.MEASURE_KINDS[kind])
    more = ""
    if kind is MeasureKind.BENEFITS_SUSPENSION and decision.benefits_days is not None:
        more = _("%(days)s days") % {"days": decision.benefits_days}
    elif kind is MeasureKind.TRANSFER and decision.centre:
        more = decision.centre.name
    elif kind is MeasureKind.EXCLUSION_SERVICES:
        more = ", ".join(str(labels.EXCLUDED_SERVICES[ExcludedService(word)]) for word in decision.services)
    said = f"{said}: {more}" if more else said
    if kind in EXCLUSIONS and decision.exclusion_until:
        day = short_date(decision.exclusion_until)
        return _("%(what)s, until %(day)s excluded") % {"what": said, "day": day}
    return said

"""Words of opportunities and of outreach, for people of the back office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.network.rules.opportunities import OpportunityKind, Standing
from approdo.network.rules.outreach import Axis, Rhythm, TallyFault, TallySex

KINDS = {
    OpportunityKind.COURSE: _("Course"),
    OpportunityKind.JOB: _("Job"),
    OpportunityKind.INTERNSHIP: _("Internship"),
    OpportunityKind.HOUSING: _("Housing"),
    OpportunityKind.CALL: _("Call"),
    OpportunityKind.EVENT: _("Event"),
}
STANDINGS = {
    Standing.DRAFT: _("Draft"),
    Standing.PUBLISHED: _("Published"),
    Standing.EXPIRED: _("Expired"),
    Standing.WITHDRAWN: _("Withdrawn"),
}
STANDING_TONES = {
    Standing.DRAFT: "neutral",
    Standing.PUBLISHED: "success",
    Standing.EXPIRED: "info",
    Standing.WITHDRAWN: "stopped",
}
RHYTHMS = {
    Rhythm.ONCE: _("Once"),
    Rhythm.WEEKLY: _("Every week"),
    Rhythm.FORTNIGHTLY: _("Every two weeks"),
    Rhythm.MONTHLY: _("Every month, on the same weekday"),
}
AXES = {
    Axis.SEX: _("Sex"),
    Axis.LANGUAGE: _("Language"),
    Axis.NEED: _("Need"),
}
TALLY_SEXES = {
    TallySex.FEMALE: _("women"),
    TallySex.MALE: _("men"),
    TallySex.NOT_TOLD: _("not told"),
}
TALLY_FAULTS = {
    TallyFault.NEGATIVE: _("A count is zero or more."),
    TallyFault.TOO_MANY: _("These are too many people for one day."),
    TallyFault.MORE_THAN_MET: _("These are more than the people met."),
}

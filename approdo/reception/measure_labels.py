"""Words of measures against guests, for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.reception.rules.measures import (
    DecisionFault,
    Delivery,
    ExcludedService,
    Ground,
    MeasureKind,
    MeasurePaper,
    MeasureState,
    RestorationCause,
    Step,
    Voice,
)

GROUNDS = {
    Ground.ABANDONMENT: _("No-show or abandonment without a reasoned notice"),
    Ground.INTERVIEW_MISSED: _("No-show at the interview"),
    Ground.REPEAT_APPLICATION: _("Repeat application"),
    Ground.SUFFICIENT_MEANS: _("Sufficient means"),
    Ground.BREACH_OF_RULES: _("Serious or repeated breach of the rules"),
    Ground.DAMAGE: _("Wilful damage"),
    Ground.VIOLENCE: _("Violence, also outside the centre"),
}
MEASURE_KINDS = {
    MeasureKind.WITHDRAWAL: _("Withdrawal of reception"),
    MeasureKind.TRANSFER: _("Transfer to another centre"),
    MeasureKind.EXCLUSION_ACTIVITIES: _("Exclusion from activities for some time"),
    MeasureKind.EXCLUSION_SERVICES: _("Exclusion from services for some time"),
    MeasureKind.BENEFITS_SUSPENSION: _("Suspension of the accessory benefits (pocket money)"),
    MeasureKind.BENEFITS_WITHDRAWAL: _("Withdrawal of the accessory benefits (pocket money)"),
}
EXCLUDED_SERVICES = {
    ExcludedService.ITALIAN_COURSE: _("Italian course"),
    ExcludedService.TERRITORIAL_ORIENTATION: _("Orientation in the territory"),
    ExcludedService.TRANSPORT: _("Transport"),
    ExcludedService.INTERNET: _("Internet"),
}
MEASURE_STATES = {
    MeasureState.REPORTED: _("Reported by the centre"),
    MeasureState.OPEN: _("Procedure open"),
    MeasureState.DECIDED: _("Decided"),
    MeasureState.CLOSED: _("Ended"),
    MeasureState.DISMISSED: _("Not taken up"),
}
MEASURE_TONES = {
    MeasureState.REPORTED: "warning",
    MeasureState.OPEN: "info",
    MeasureState.DECIDED: "warning",
    MeasureState.CLOSED: "success",
    MeasureState.DISMISSED: "neutral",
}
DELIVERIES = {
    Delivery.IN_HAND: _("In hand, signed"),
    Delivery.CERTIFIED_MAIL: _("Certified mail"),
    Delivery.REGISTERED_MAIL: _("Registered letter"),
    Delivery.UNTRACEABLE: _("Person not found: complete by law"),
}
PAPERS = {
    MeasurePaper.NOTICE: _("Notice of the start of a measure"),
    MeasurePaper.DECISION: _("Decision on a measure"),
    MeasurePaper.COMMUNICATION: _("Communication to the Territorial Commission"),
}
VOICES = {Voice.HEARING: _("Hearing"), Voice.MEMOIR: _("Written memoir")}
RESTORATION_CAUSES = {
    RestorationCause.FORCE_MAJEURE: _("Force majeure"),
    RestorationCause.ACCIDENT: _("Accident"),
    RestorationCause.PERSONAL: _("Serious personal reasons"),
}
MEASURE_STEPS = {
    Step.REPORT: _("Report to be examined"),
    Step.NOTICE: _("Notice of the start"),
    Step.VOICE: _("Hearing or memoir"),
    Step.ASSESSMENT: _("Proportionality and vulnerability"),
    Step.DECISION: _("Decision"),
    Step.NOTIFICATION: _("Notification"),
    Step.EFFECTS: _("Effects"),
    Step.COMMISSION: _("Territorial Commission"),
    Step.RESTORATION: _("Decision on restoration"),
    Step.DONE: _("Nothing more"),
}
MEASURE_TERMS = {
    "conclusion": _("Decision by"),
    "hearing": _("Guest heard by"),
    "commission_notice": _("Commission told by"),
    "appeal": _("Appeal by"),
    "restoration": _("Decision on restoration by"),
}
MEASURE_ACTS = {
    "measure.reported": _("Reported by the centre"),
    "measure.opened": _("Procedure opened"),
    "measure.dismissed": _("Not taken up"),
    "measure.notice_received": _("Notice received by the guest"),
    "measure.heard": _("Guest heard"),
    "measure.assessed": _("Proportionality and vulnerability assessed"),
    "measure.decided": _("Decision signed"),
    "measure.notified": _("Decision received by the guest"),
    "measure.carried_out": _("Decision carried out"),
    "measure.commission_told": _("Territorial Commission told"),
    "measure.letter_written": _("Letter written"),
    "measure.letter_dispatched": _("Letter sent"),
    "measure.traced": _("Guest traced or back"),
    "measure.restored": _("Reception restored"),
    "measure.not_restored": _("Reception not restored"),
}
DECISION_FAULTS = {
    DecisionFault.NOTHING: _("Choose what is decided."),
    DecisionFault.NOT_ON_THIS_GROUND: _("This cannot be decided on this ground."),
    DecisionFault.BOTH_BENEFITS: _("Benefits are suspended or withdrawn, not both."),
    DecisionFault.SERVICES_MISSING: _("Choose the services."),
    DecisionFault.SERVICES_UNASKED: _("Services are chosen only for an exclusion from services."),
    DecisionFault.END_MISSING: _("An exclusion is for some time: write a day after the decision."),
    DecisionFault.END_UNASKED: _("This day is only for an exclusion."),
    DecisionFault.TOO_SHORT: _("A suspension lasts at least %(least)s days."),
    DecisionFault.TOO_LONG: _("A suspension lasts at most %(most)s months."),
    DecisionFault.DAYS_UNASKED: _("Days are only for a suspension of the benefits."),
    DecisionFault.CENTRE_MISSING: _("Choose the centre to move to."),
    DecisionFault.CENTRE_UNASKED: _("A centre is only for a transfer."),
}

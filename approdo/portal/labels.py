"""Words of the closed lists for people who read a guide, in the languages of the portal."""

from __future__ import annotations

from approdo.network.rules.opportunities import OpportunityKind
from approdo.network.rules.outreach import Axis, TallySex
from approdo.portal.words import N_

OFFICES = {
    "sui": N_("Immigration desk of the Prefettura"),
    "citizenship": N_("Citizenship office of the Prefettura"),
    "municipality": N_("Municipality"),
    "consulate": N_("Italian consulate"),
    "prefecture": N_("Prefettura"),
}
OWNERS = {
    "office": N_("The office"),
    "applicant": N_("You who apply"),
    "beneficiary": N_("The person for whom you apply"),
    "applicant_and_beneficiary": N_("You and the person for whom you apply"),
    "employer": N_("The employer"),
    "employer_and_beneficiary": N_("The employer and the worker"),
    "other_office": N_("Another office"),
    "consulate": N_("The Italian consulate"),
    "third_party": N_("Another person"),
}
STARTS = {
    "agreement_expires": N_("the last day of the agreement"),
    "complete_application": N_("the day when the application is complete"),
    "course_ended": N_("the end of the course"),
    "decree_notified": N_("the day when you get the decree"),
    "eighteenth_birthday": N_("the 18th birthday"),
    "employer_change_requested": N_("the request to change employer"),
    "end_of_signing_month": N_("the end of the month of the signing"),
    "entered_italy": N_("the entry into Italy"),
    "filed": N_("the day of the application"),
    "granted": N_("the day when the application is granted"),
    "permit_requested": N_("the request for the permit"),
    "presence_declared": N_("the declaration of presence"),
    "quota_imputed": N_("the day when a place in the quota is given"),
    "test_failed_or_unexcused_absence": N_("the test not passed, or missed without a reason"),
    "verification_notified": N_("the day when you are told of the check"),
    "visa_checks_done_notified": N_("the end of the checks for the visa"),
    "visa_issued": N_("the day of the visa"),
    "visa_requested": N_("the request for the visa"),
}
PERMITS = {
    "none": N_("no permit"),
    "asked": N_("permit asked, not yet given"),
    "asylum_seeker": N_("asylum seeker"),
    "refugee": N_("refugee"),
    "subsidiary": N_("subsidiary protection"),
    "special": N_("special protection"),
    "temporary": N_("temporary protection"),
    "minor": N_("permit for minors"),
    "work": N_("work"),
    "seasonal": N_("seasonal work"),
    "family": N_("family reasons"),
    "study": N_("study"),
    "health": N_("medical treatment"),
    "long_term": N_("long-term resident"),
    "eu_citizen": N_("citizen of the European Union"),
    "italian": N_("Italian citizen"),
}
FAMILIES = {
    "alone": N_("alone"),
    "with_children": N_("with children"),
    "pregnant": N_("pregnant"),
    "unaccompanied": N_("unaccompanied minor"),
}
DUE_AT = {
    "filing": N_("with the application"),
    "visit": N_("at the visit to the desk"),
    "consulate": N_("at the consulate"),
}
# What a person's rights are is not told in a translation that nobody reviewed: Italian and English only.
SILENCE = {
    "none": (
        "Se l'ufficio non risponde in tempo, la domanda non è accolta da sola: l'ufficio deve ancora decidere.",
        "If the office does not answer in time, nothing is granted by itself: the office must still decide.",
    ),
    "assent": (
        "Se l'ufficio non risponde in tempo, la domanda vale come accolta.",
        "If the office does not answer in time, your application counts as granted.",
    ),
    "refusal": (
        "Se l'ufficio non risponde in tempo, la domanda vale come rifiutata.",
        "If the office does not answer in time, your application counts as refused.",
    ),
}
REMEDIES = {
    "substitute_power": (
        "Chiedere che decida un altro dirigente dell'ufficio (potere sostitutivo)",
        "Ask another manager of the office to decide instead",
    ),
    "silence_action": ("Ricorso al giudice contro il silenzio", "Go to the court against the silence of the office"),
    "administrative_court": ("Ricorso al TAR", "Appeal to the administrative court (TAR)"),
    "ordinary_court": ("Ricorso al tribunale ordinario", "Appeal to the ordinary court"),
    "extraordinary_appeal": (
        "Ricorso straordinario al Presidente della Repubblica",
        "Appeal to the President of the Republic",
    ),
    "records_access": ("Chiedere di vedere gli atti", "Ask to see the papers of your file"),
}
KINDS = {
    "case": N_("You apply, the office answers in writing."),
    "legacy": N_("This procedure is closed to new applications. The office only ends the old ones."),
    "orientation": N_("This application goes to another office. Here you find how it works."),
}

DOORS = {
    "open": N_("Open now"),
    "closed": N_("Closed now"),
    "unknown": N_("Hours not known: call before you go"),
    "by_appointment": N_("By appointment only"),
}
# At a moment that the reader chose.
DOORS_THEN = {
    "open": N_("Open then"),
    "closed": N_("Closed then"),
    "unknown": DOORS["unknown"],
    "by_appointment": DOORS["by_appointment"],
}
COSTS = {
    "free": N_("Free"),
    "paid": N_("You pay"),
    "depends": N_("It depends"),
    "unknown": N_("Not known: ask"),
}
WAYS_IN = {
    "walk_in": N_("Go without an appointment"),
    "appointment": N_("Make an appointment"),
    "call": N_("Call first"),
    "referral": N_("Another service must send you"),
}
ATTENDING = {
    "in_person": N_("In person"),
    "phone": N_("By telephone"),
    "online": N_("On line"),
    "mobile": N_("They go where people are"),
}
HOLIDAYS = {
    "open": N_("Open on public holidays too"),
    "closed": N_("Closed on public holidays"),
    "unknown": N_("Not known on public holidays: call before"),
}
TOLD = {
    "machine": N_("translated by a program, not reviewed"),
    "older": N_("translation of an older text"),
    "italian_changed": N_("in Italian only"),
    "italian_missing": N_("in Italian only"),
}
REASONS = {
    "category": N_("it helps with: %(words)s"),
    "name": N_("its name says: %(words)s"),
    "text": N_("its description says: %(words)s"),
    "organisation": N_("who offers it is called: %(words)s"),
}
ELIGIBLE = N_("What can I use?")
KEEP = N_("To read without a connection")
OPPORTUNITIES_TITLE = N_("Opportunities")
OPPORTUNITIES = {
    OpportunityKind.COURSE: N_("Course"),
    OpportunityKind.JOB: N_("Job"),
    OpportunityKind.INTERNSHIP: N_("Internship"),
    OpportunityKind.HOUSING: N_("Housing"),
    OpportunityKind.CALL: N_("Call for applications"),
    OpportunityKind.EVENT: N_("Event"),
}
WHOLE_PROVINCE = N_("In the whole province")
APPLY_BY = N_("Apply by %(day)s")
FROM_TO = N_("From %(first)s to %(last)s")
ON_DAY = N_("On %(day)s")
OUTREACH = N_("When we come to you")
CALLED_OFF = N_("Cancelled: %(why)s")
WE_MET = N_("People we met from %(first)s to %(last)s: %(total)s.")
FEWER = N_("fewer than %(n)s")
AXES = {Axis.SEX: N_("Women and men"), Axis.LANGUAGE: N_("Languages"), Axis.NEED: N_("Needs")}
SEXES = {TallySex.FEMALE: N_("Women"), TallySex.MALE: N_("Men"), TallySex.NOT_TOLD: N_("Not told")}

"""Words of the closed lists of reception, for people."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approdo.core.pages.formats import short_date
from approdo.reception.rules.contracts import ContractFault
from approdo.reception.rules.exchange import Difference, Field
from approdo.reception.rules.expiries import Band, Stop, Subject
from approdo.reception.rules.minors import ExtensionFault, SectionCount
from approdo.reception.rules.places import CapacityFault
from approdo.reception.rules.presence import Disagreement, Reason
from approdo.reception.rules.sheet import Fault
from approdo.reception.rules.vocabulary import (
    AbsenceAnswer,
    AbsenceKind,
    CentreType,
    ComplianceKind,
    ExitReason,
    ExtensionKind,
    LegalForm,
    LotClass,
    MonthState,
    NightSource,
    NightState,
    SchemeVersion,
    SexProfile,
    StayState,
)

CENTRE_TYPES = {
    CentreType.HOTSPOT: _("Hotspot"),
    CentreType.GOVERNMENT_FIRST_RECEPTION: _("Government centre of first reception"),
    CentreType.CAS: _("Extraordinary reception centre (CAS)"),
    CentreType.CAS_PROVISIONAL: _("Provisional reception centre (CASP)"),
    CentreType.CAS_UAM: _("Temporary centre for unaccompanied minors"),
    CentreType.SAI: _("SAI project"),
}
LOT_CLASSES = {
    LotClass.SUA: _("Single housing units"),
    LotClass.CC_50: _("Collective centre up to 50 places"),
    LotClass.CC_100: _("Collective centre, 51-100 places"),
    LotClass.CC_300: _("Collective centre, 101-300 places"),
    LotClass.CC_OVER_300: _("Collective centre over 300 places"),
}
SCHEMES = {
    SchemeVersion.V2017: _("Scheme of 2017"),
    SchemeVersion.V2018: _("Scheme of 2018"),
    SchemeVersion.V2021: _("Scheme of 2021"),
    SchemeVersion.V2024: _("Scheme of 2024"),
}
LEGAL_FORMS = {
    LegalForm.SOCIAL_COOPERATIVE: _("Social cooperative"),
    LegalForm.CONSORTIUM_OF_COOPERATIVES: _("Consortium of social cooperatives"),
    LegalForm.ASSOCIATION: _("Association"),
    LegalForm.VOLUNTARY_ORGANISATION: _("Voluntary organisation"),
    LegalForm.COMPANY: _("Company"),
    LegalForm.RELIGIOUS_BODY: _("Religious body"),
    LegalForm.PUBLIC_BODY: _("Public body"),
    LegalForm.OTHER: _("Other legal form"),
}
COMPLIANCES = {
    ComplianceKind.DURC: _("Certificate of contributions (DURC)"),
    ComplianceKind.ANTIMAFIA: _("Anti-mafia clearance"),
    ComplianceKind.TRACEABILITY: _("Traceability of payments"),
}
EXTENSIONS = {
    ExtensionKind.OPTION: _("Extension foreseen by the contract"),
    ExtensionKind.TECHNICAL: _("Technical extension"),
    ExtensionKind.FIFTH: _("Increase within one fifth"),
}
SEX_PROFILES = {
    SexProfile.ANY: _("Anybody"),
    SexProfile.WOMEN: _("Women"),
    SexProfile.MEN: _("Men"),
    SexProfile.FAMILIES: _("Families"),
}
STAY_STATES = {
    StayState.PLANNED: _("Planned"),
    StayState.PRESENT: _("Present"),
    StayState.LEFT: _("Left"),
    StayState.NO_SHOW: _("Never arrived"),
    StayState.CANCELLED: _("Cancelled"),
}
EXIT_REASONS = {
    ExitReason.SAI_TRANSFER: _("Transfer to SAI"),
    ExitReason.CAS_TRANSFER: _("Transfer to another centre of the province"),
    ExitReason.OTHER_PROVINCE_TRANSFER: _("Transfer to another province"),
    ExitReason.STATUS_GRANTED_LEFT: _("Protection granted, left"),
    ExitReason.PROTECTION_DENIED_FINAL: _("Protection denied for good"),
    ExitReason.VOLUNTARY_LEAVING: _("Left of their own will"),
    ExitReason.ABANDONMENT: _("Abandonment"),
    ExitReason.WITHDRAWAL_DECREE: _("Decree of withdrawal"),
    ExitReason.SUFFICIENT_MEANS: _("Sufficient means"),
    ExitReason.DUBLIN_TRANSFER: _("Dublin transfer"),
    ExitReason.RELOCATION: _("Relocation"),
    ExitReason.ASSISTED_RETURN: _("Assisted return"),
    ExitReason.EXPULSION_OR_CPR: _("Expulsion or detention for return"),
    ExitReason.DETENTION: _("Detention"),
    ExitReason.DEATH: _("Death"),
    ExitReason.HOSPITAL_LONG: _("Long stay in hospital"),
    ExitReason.FAMILY_REUNION: _("Family reunion"),
    ExitReason.ADULT_TRANSITION: _("Came of age"),
    ExitReason.NO_SHOW: _("Never arrived"),
    ExitReason.ERROR: _("Recorded by mistake"),
}
NIGHT_STATES = {
    NightState.PRESENT: _("Present"),
    NightState.ABSENT_AUTHORISED: _("Absent, authorised"),
    NightState.ABSENT_HOSPITAL: _("In hospital"),
    NightState.ABSENT_UNJUSTIFIED: _("Absent without reason"),
    NightState.DETAINED: _("Detained"),
    NightState.NOT_SIGNED: _("Not signed"),
}
# One letter each, the same in every language, for the cells of the printed month.
NIGHT_LETTERS = {
    NightState.PRESENT: "P",
    NightState.ABSENT_AUTHORISED: "A",
    NightState.ABSENT_HOSPITAL: "H",
    NightState.ABSENT_UNJUSTIFIED: "X",
    NightState.DETAINED: "D",
    NightState.NOT_SIGNED: "?",
}
NIGHT_SOURCES = {
    NightSource.SIGNATURE_SHEET: _("Signature sheet"),
    NightSource.OPERATOR: _("Operator of the centre"),
    NightSource.BADGE: _("Badge"),
    NightSource.INSPECTION: _("Inspection"),
    NightSource.POLICE: _("Police"),
    NightSource.HOSPITAL: _("Hospital"),
    NightSource.OFFICE: _("Prefecture"),
}
ABSENCES = {
    AbsenceKind.AUTHORISED: _("Authorised absence"),
    AbsenceKind.HOSPITAL: _("Hospital"),
    AbsenceKind.UNJUSTIFIED: _("Unjustified absence"),
    AbsenceKind.DETENTION: _("Detention"),
}
MONTH_STATES = {
    MonthState.OPEN: _("Open"),
    MonthState.CLOSED: _("Closed by the centre"),
    MonthState.CHECKED: _("Checked by the office"),
    MonthState.SEALED: _("Sealed"),
}

# Places and contracts

BANDS = {
    Band.EXPIRED: _("Expired"),
    Band.WITHIN_60: _("Within 60 days"),
    Band.WITHIN_90: _("Within 90 days"),
    Band.WITHIN_180: _("Within 180 days"),
    Band.LATER: _("Later"),
}
BAND_TONES = {
    Band.EXPIRED: "danger",
    Band.WITHIN_60: "warning",
    Band.WITHIN_90: "info",
    Band.WITHIN_180: "neutral",
    Band.LATER: "neutral",
}
SUBJECTS = {
    Subject.CONTRACT: _("Contract"),
    Subject.GUARANTEE: _("Guarantee"),
    Subject.DURC: COMPLIANCES[ComplianceKind.DURC],
    Subject.ANTIMAFIA: COMPLIANCES[ComplianceKind.ANTIMAFIA],
    Subject.TRACEABILITY: COMPLIANCES[ComplianceKind.TRACEABILITY],
    Subject.CERTIFICATE: _("Certificate of the building"),
}
STOPS = {
    Stop.PAYMENTS: _("payments"),
    Stop.CONTRACTS: _("new contracts and extensions"),
    Stop.PLACEMENTS: _("new placements"),
}
CAPACITY_FAULTS = {
    CapacityFault.NO_PLACE: _("Write at least one place."),
    CapacityFault.ORDER_MISSING: _("Emergency places stand in an order: write its reference."),
    CapacityFault.OVER_MINORS: _("A centre for unaccompanied minors has at most %(minors_places)s places."),
    CapacityFault.MINORS_EMERGENCY: _(
        "A centre for unaccompanied minors grows by %(minors_emergency_percent)s percent at most."
    ),
    CapacityFault.EMERGENCY: _("In an emergency the places grow by %(emergency_percent)s percent at most."),
}
CONTRACT_FAULTS = {
    ContractFault.CIG: _("A CIG has ten signs, capital letters and digits."),
    ContractFault.ORDER: _("It ends before it begins."),
    ContractFault.NOT_LATER: _("An extension ends later than the contract does now."),
    ContractFault.OVER_FIFTH: _("All increases together would exceed a fifth of the contract's value."),
    ContractFault.OUTSIDE: _("This day stands outside the contract."),
    ContractFault.SEALED: _("A sealed month was computed on that past: begin after it."),
    ContractFault.NEGATIVE: _("Write a number that is not below zero; at least one place."),
}
CONTRACT_STATES = {"in_force": _("In force"), "future": _("Not begun"), "ended": _("Ended")}
CENTRE_STATES = {"open": _("Open centres"), "closed": _("Closed centres"), "all": _("All centres")}
REGISTER_ACTS = {
    "absence.asked": _("Absence asked"),
    "absence.authorised": _("Absence authorised"),
    "absence.ended": _("Return recorded"),
    "absence.refused": _("Absence refused"),
    "absence.reported": _("Absence reported"),
    "guest.changed": _("Numbers of the guest changed"),
    "guest.registered": _("Guest registered"),
}
PLACE_ACTS = {
    "body.corrected": _("Managing body corrected"),
    "body.compliance_recorded": _("Proof recorded"),
    "body.member_admitted": _("Operator added"),
    "body.member_removed": _("Operator removed"),
    "contract.corrected": _("Contract corrected"),
    "contract.price_set": _("Price set"),
    "contract.policy_set": _("Policy set"),
    "contract.extended": _("Contract extended"),
    "contract.guarantee_recorded": _("Guarantee recorded"),
    "centre.corrected": _("Centre corrected"),
    "centre.closed": _("Centre closed"),
    "centre.put_under_contract": _("Centre put under contract"),
    "centre.contract_ended": _("End under a contract"),
    "centre.capacity_set": _("Places set"),
    "centre.section_set": _("Section for minors"),
    "centre.laid_out": _("Rooms and beds laid out"),
    "centre.beds_out": _("Beds out of use"),
    "centre.bed_back": _("Bed back in use"),
    "centre.certificate_recorded": _("Certificate recorded"),
}


def subjects(found: tuple[Subject, ...]) -> str:
    """Proofs as a list in words."""
    return ", ".join(str(SUBJECTS[subject]) for subject in found)


def stops(found: tuple[Stop, ...]) -> str:
    """What is stopped, in words; empty when nothing is."""
    return ", ".join(str(STOPS[stop]) for stop in found)


def bed(unit: str, room: str, name: str) -> str:
    """Where a bed stands, in words."""
    return gettext("%(unit)s, room %(room)s, bed %(bed)s") % {"unit": unit, "room": room, "bed": name}


# The register
ABSENCE_ANSWERS = {
    "": "",
    AbsenceAnswer.ASKED: _("Asked, to be answered"),
    AbsenceAnswer.AUTHORISED: _("Authorised"),
    AbsenceAnswer.REFUSED: _("Refused"),
}
NIGHT_TONES = {
    NightState.PRESENT: "success",
    NightState.ABSENT_AUTHORISED: "info",
    NightState.ABSENT_HOSPITAL: "info",
    NightState.ABSENT_UNJUSTIFIED: "danger",
    NightState.DETAINED: "stopped",
    NightState.NOT_SIGNED: "warning",
}
MONTH_TONES = {
    MonthState.OPEN: "neutral",
    MonthState.CLOSED: "info",
    MonthState.CHECKED: "warning",
    MonthState.SEALED: "success",
}
DISAGREEMENTS = {
    Disagreement.AFTER_EXIT: _("written present, but not a guest here"),
    Disagreement.ELSEWHERE: _("written present, but a guest of another centre"),
    Disagreement.WITNESS: _("written present, but somebody else says otherwise"),
    Disagreement.ABSENCE: _("written present, but an absence is recorded"),
}
SHEET_FAULTS = {
    Fault.NO_GUEST: _("The row names nobody."),
    Fault.GUEST_UNKNOWN: _("Nobody of this name or number is a guest of the centre in this month."),
    Fault.GUEST_UNCLEAR: _("More than one guest has this name: write the CUI or Vestanet number."),
    Fault.GUEST_TWICE: _("This guest stands in an earlier row already."),
    Fault.MARK_UNKNOWN: _("This mark is not known."),
    Fault.NIGHT_OUTSIDE: _("The guest has no stay in the centre in this night."),
    Fault.NIGHT_TO_COME: _("This night has not begun."),
}
EXCHANGE_FIELDS = {
    Field.CUI: _("CUI"),
    Field.VESTANET: _("Vestanet number"),
    Field.FAMILY_NAME: _("Surname"),
    Field.GIVEN_NAME: _("Name"),
    Field.BIRTH_DATE: _("Birth date"),
    Field.CENTRE: _("Centre"),
    Field.ENTRY: _("Entry"),
    Field.EXIT: _("Exit"),
}
EXCHANGE_DIFFERENCES = {
    Difference.ONLY_THERE: _("Only in their list"),
    Difference.ONLY_HERE: _("Only here"),
    Difference.GUEST_UNCLEAR: _("More than one guest may be meant"),
    Difference.LEFT_HERE: _("In no centre here"),
    Difference.LEFT_THERE: _("Left, in their list"),
    Difference.CENTRE: _("Another centre"),
    Difference.ENTRY: _("Another day of entry"),
    Difference.NUMBER_MISSING: _("Number missing here"),
    Difference.NUMBER_DIFFERS: _("Another number"),
}
STEPS = {"close": _("to close"), "check": _("to check"), "seal": _("to seal")}
ALERT_REASONS = {
    Reason.ABSENT_SINCE: _("Recorded absent without reason since the night of %(first)s, for %(nights)s nights."),
    Reason.HOURS_OF_THE_CONTRACT: _("The contract gives the alert after %(hours)s hours."),
    Reason.PAYMENT_STOPS: _("Nothing is due from the first absent night, %(first)s."),
    Reason.NIGHTS_TO_RESOLVE: _(
        "%(unclear)s later nights were not signed: they count neither as absence nor as return."
    ),
    Reason.NEVER_WITHDRAWS: _("Reception is not withdrawn by this: the prefect decides, after hearing the guest."),
}


# Minors among adults
EXTENSION_FAULTS = {
    ExtensionFault.TWICE: _("The days were extended already: the law lets it be done once."),
    ExtensionFault.TOO_LATE: _("The days were over before that day: an extension is decided while they run."),
    ExtensionFault.IN_FUTURE: _("This has not happened yet: write a day that is not later than today."),
    ExtensionFault.NOT_NEEDED: _("They come of age before the days are over: no extension is needed."),
}
NO_COUNT = _("This guest is not an unaccompanied minor in a centre for adults.")


class Step(NamedTuple):
    """A step of a count in words, with the article beside."""

    text: str
    source: str


def section_steps(count: SectionCount, article: str, extended: str = "") -> list[Step]:
    """Why a minor among adults must leave by a day. `extended`: the reason of the extension."""
    plain = count.allowed - count.extension
    found = [
        Step(
            gettext("Nights among adults up to yesterday, all centres together: %(used)s.") % {"used": count.used}, ""
        ),
        Step(gettext("The law lets %(days)s days.") % {"days": plain}, article),
    ]
    if count.extension:
        told = {"days": count.extension, "reason": extended}
        found.append(Step(gettext("Extended once by %(days)s days: %(reason)s") % told, article))
    if count.majority is not None:
        told = {"day": short_date(count.majority)}
        found.append(Step(gettext("They are an adult for certain on %(day)s: from then on nothing counts.") % told, ""))
    if count.until is None:
        found.append(Step(gettext("They come of age before the days are over."), ""))
    else:
        told = {"day": short_date(count.until)}
        found.append(Step(gettext("They must leave by %(day)s: that night would be one too many.") % told, article))
    return found

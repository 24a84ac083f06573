"""Placement in words: why here, why not there, and what a supposition changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approdo.reception.rules.arrivals import RowFault
from approdo.reception.rules.placement import WhyNot
from approdo.reception.rules.placement_terms import TermValue
from approdo.reception.rules.placement_weights import Term
from approdo.reception.rules.vocabulary import ArrivalState, Need

NEEDS = {
    Need.ACCESSIBLE: gettext_lazy("a place that a wheelchair reaches"),
    Need.HOSPITAL: gettext_lazy("a hospital nearby"),
    Need.PSYCHOLOGICAL: gettext_lazy("psychological support"),
    Need.PROTECTED: gettext_lazy("a protected place"),
    Need.MATERNITY: gettext_lazy("help for mothers and newborn children"),
    Need.NURSING: gettext_lazy("nursing care"),
}
ARRIVAL_STATES = {
    ArrivalState.EXPECTED: gettext_lazy("Expected"),
    ArrivalState.ARRIVED: gettext_lazy("Arrived"),
    ArrivalState.NO_SHOW: gettext_lazy("Not come"),
}
WHY_NOT = {
    WhyNot.SET_ASIDE: gettext_lazy("nobody is sent to this centre for now"),
    WhyNot.CLOSED: gettext_lazy("the centre closes"),
    WhyNot.WRONG_KIND: gettext_lazy("the office does not place people in a centre of this kind"),
    WhyNot.NO_CONTRACT: gettext_lazy("no contract is in force that day"),
    WhyNot.CONTRACT_SPENT: gettext_lazy("the value of the contract is used up"),
    WhyNot.DURC: gettext_lazy("the certificate of contributions (DURC) is not valid that day"),
    WhyNot.ANTIMAFIA: gettext_lazy("the anti-mafia clearance is not valid that day"),
    WhyNot.SEPARATED: gettext_lazy("an order keeps them away from this centre"),
    WhyNot.APART: gettext_lazy("an order keeps them apart from a group that is sent there"),
    WhyNot.MINORS_ONLY: gettext_lazy("the centre is for unaccompanied minors"),
    WhyNot.NOT_FOR_MINORS: gettext_lazy("unaccompanied minors may not be sent there"),
    WhyNot.UNDER_LEAST_AGE: gettext_lazy("they are too young for a temporary centre for minors"),
    WhyNot.PROFILE: gettext_lazy("the centre receives others: the profile does not suit everybody of them"),
    WhyNot.NOT_ACCESSIBLE: gettext_lazy("a wheelchair does not reach it"),
    WhyNot.NO_ROOM: gettext_lazy("there are not enough free places in rooms that suit all of them"),
    WhyNot.NO_ACCESSIBLE_BED: gettext_lazy("no bed that a wheelchair reaches is free"),
    WhyNot.COMUNE_FULL: gettext_lazy("the comune has reached the most guests set for it"),
}
ROW_FAULTS = {
    RowFault.MISSING: gettext_lazy("Write this."),
    RowFault.TOO_LONG: gettext_lazy("At most 20 characters."),
    RowFault.SEX: gettext_lazy("Write M or F."),
    RowFault.DAY: gettext_lazy("Write the day as 31/12/1990."),
    RowFault.AGE: gettext_lazy("Write the years of age as a number."),
    RowFault.NEED: gettext_lazy("Use accessibile, ospedale, psicologo, protetto, maternita, infermiere."),
    RowFault.YES_OR_NO: gettext_lazy("Write sì or no."),
    RowFault.CENTRE: gettext_lazy("No centre has this code."),
    RowFault.GROUP: gettext_lazy("No other group of this list has this name."),
    RowFault.COMUNE: gettext_lazy("This comune is not known."),
    RowFault.ADULT_ALONE: gettext_lazy("An adult is not an unaccompanied minor."),
    RowFault.MINOR_IN_GROUP: gettext_lazy("An unaccompanied minor stands in a group alone."),
}
COLUMN_NAMES = {
    "group": gettext_lazy("group"),
    "family_name": gettext_lazy("family name"),
    "given_name": gettext_lazy("given name"),
    "sex": gettext_lazy("sex"),
    "birth_date": gettext_lazy("birth date"),
    "age": gettext_lazy("age"),
    "nationality": gettext_lazy("nationality"),
    "languages": gettext_lazy("languages"),
    "needs": gettext_lazy("needs"),
    "unaccompanied": gettext_lazy("unaccompanied"),
    "separated": gettext_lazy("not in centres"),
    "apart": gettext_lazy("not with groups"),
    "comune": gettext_lazy("comune"),
}


def why_here(value: TermValue) -> str:
    """A term as a sentence: what the place has for them, or what it lacks."""
    told: dict[str, Any] = {"amount": value.amount, "concerned": value.concerned, "minutes": value.minutes}
    if value.term in DISTANCES:
        known, unknown = DISTANCES[value.term]
        return str((unknown if value.minutes is None else known) % told)
    good, bad = SENTENCES[value.term]
    return str((bad if value.amount else good) % told)


DISTANCES = {
    Term.HOSPITAL: (
        gettext_lazy("the hospital is %(minutes)s minutes away"), gettext_lazy("how far the hospital is, is not known"),
    ),
    Term.SCHOOL: (
        gettext_lazy("school is %(minutes)s minutes away"), gettext_lazy("how far school is, is not known"),
    ),
    Term.COMMISSION: (
        gettext_lazy("the Territorial Commission is %(minutes)s minutes away"),
        gettext_lazy("how far the Territorial Commission is, is not known"),
    ),
}  # fmt: skip
SENTENCES = {
    Term.NEEDS: (
        gettext_lazy("the centre has every service they need"),
        gettext_lazy("services needed that the centre lacks: %(amount)s of %(concerned)s"),
    ),
    Term.LANGUAGE: (
        gettext_lazy("a mediator speaks a language of each of them"),
        gettext_lazy("no mediator for %(amount)s of %(concerned)s"),
    ),
    Term.ISOLATION: (
        gettext_lazy("people of the same country live there"),
        gettext_lazy("nobody of the same country lives there"),
    ),
    Term.CONCENTRATION: (
        gettext_lazy("their nationality does not prevail there"),
        gettext_lazy("their nationality prevails there already"),
    ),
    Term.CONTINUITY: (
        gettext_lazy("care or school goes on in the same comune"),
        gettext_lazy("care or school was begun in another comune"),
    ),
}


def points_words(points: int) -> str:
    """Points, as they stand beside a sentence."""
    return ngettext("%(count)s point", "%(count)s points", points) % {"count": points}


def supposition(told: dict[str, Any], names: dict[str, str], comuni: Any) -> list[str]:
    """What a supposition changes, in words; nothing for things as they are. `names`: of centres by code."""
    found = [_("without %(centre)s") % {"centre": names.get(code, code)} for code in told.get("closed", ())]
    found += [
        _("%(centre)s with %(free)s free places") % {"centre": names.get(code, code), "free": free}
        for code, free in told.get("free", {}).items()
    ]
    found += [
        _("at most %(most)s guests in %(comune)s") % {"most": most, "comune": comuni.name(code)}
        for code, most in told.get("most", {}).items()
    ]
    percent = told.get("equity_percent", 100)
    if percent != 100:
        found.append(_("the load of the comuni weighing %(percent)s per cent") % {"percent": percent})
    return found

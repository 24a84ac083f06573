"""The terms of a placement: what each costs a group in a place, with the numbers that explain it."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.reception.rules.placement import Party, Place
from approdo.reception.rules.placement_weights import Term, Weights

STEP = 10  # minutes
ITALIAN = "it"


@dataclass(frozen=True, slots=True)
class TermValue:
    """What a term costs: `points`, for `amount` out of the `concerned`; `minutes` where it is a distance."""

    term: Term
    points: int
    amount: int
    concerned: int
    minutes: int | None = None


def terms(party: Party, place: Place, weights: Weights) -> tuple[TermValue, ...]:
    """What it costs to place a group there, term by term; a term that concerns nobody of the group is left out.

    The load of the comune is not among them: it depends on where the others go.
    Source: domain rule 4.2; D.Lgs. 142/2015 arts. 10, 17, 18.
    """
    found = (
        _needs(party, place, weights),
        _language(party, place, weights),
        _distance(Term.HOSPITAL, party.hospital, place.hospital_minutes, weights.hospital_step, weights),
        _distance(Term.SCHOOL, party.pupils, place.school_minutes, weights.school_step, weights),
        _distance(Term.COMMISSION, 1, place.commission_minutes, weights.commission_step, weights),
        _isolation(party, place, weights),
        _concentration(party, place, weights),
        _continuity(party, place, weights),
    )
    return tuple(one for one in found if one.concerned)


def cost(party: Party, place: Place, weights: Weights) -> int:
    """The points of all the terms together. Source: as `terms`."""
    return sum(one.points for one in terms(party, place, weights))


def _needs(party: Party, place: Place, weights: Weights) -> TermValue:
    unmet = sum(count for need, count in party.services if need not in place.services)
    return TermValue(Term.NEEDS, unmet * weights.need_unmet, unmet, sum(count for _need, count in party.services))


def _language(party: Party, place: Place, weights: Weights) -> TermValue:
    alone = sum(count for known, count in party.speaking if ITALIAN not in known and place.languages.isdisjoint(known))
    return TermValue(
        Term.LANGUAGE, alone * weights.language_missing, alone, sum(count for _known, count in party.speaking)
    )


def _distance(term: Term, concerned: int, minutes: int | None, step: int, weights: Weights) -> TermValue:
    counted = min(weights.minutes_unknown if minutes is None else minutes, weights.minutes_most)
    return TermValue(term, concerned * step * (counted // STEP), concerned, concerned, minutes)


def _isolation(party: Party, place: Place, weights: Weights) -> TermValue:
    """Somebody alone among people of other countries; a family has its own, and an empty place has nobody yet."""
    asked = int(party.size == 1 and bool(party.from_countries) and any(place.nationalities.values()))
    alone = asked if asked and not place.nationalities.get(party.from_countries[0][0], 0) else 0
    return TermValue(Term.ISOLATION, alone * weights.isolation, alone, asked)


def _concentration(party: Party, place: Place, weights: Weights) -> TermValue:
    """One nationality far above the others already, which brings conflicts and closes the house to others."""
    present = sum(place.nationalities.values())
    if present < weights.concentration_least:
        return TermValue(Term.CONCENTRATION, 0, 0, 0)
    most = weights.concentration_percent * present
    over = sum(count for code, count in party.from_countries if place.nationalities.get(code, 0) * 100 > most)
    asked = sum(count for _code, count in party.from_countries)
    return TermValue(Term.CONCENTRATION, over * weights.concentration, over, asked)


def _continuity(party: Party, place: Place, weights: Weights) -> TermValue:
    asked = int(bool(party.comune))
    broken = asked if party.comune != place.comune else 0
    return TermValue(Term.CONTINUITY, broken * weights.continuity, broken, asked)

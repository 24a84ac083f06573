"""The words that conditions of eligibility may use, so that a service and the portal's questions mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from approdo.network.rules.eligibility import Asks, Condition


class Permit(StrEnum):
    """The paper one holds."""

    NONE = "none"
    ASKED = "asked"
    ASYLUM_SEEKER = "asylum_seeker"
    REFUGEE = "refugee"
    SUBSIDIARY = "subsidiary"
    SPECIAL = "special"
    TEMPORARY = "temporary"
    MINOR = "minor"
    WORK = "work"
    SEASONAL = "seasonal"
    FAMILY = "family"
    STUDY = "study"
    HEALTH = "health"
    LONG_TERM = "long_term"
    EU_CITIZEN = "eu_citizen"
    ITALIAN = "italian"


class Status(StrEnum):
    """What one lives through."""

    HOMELESS = "homeless"
    UNEMPLOYED = "unemployed"
    IN_RECEPTION = "in_reception"
    VIOLENCE = "violence"
    TRAFFICKING = "trafficking"
    EXPLOITED_AT_WORK = "exploited_at_work"
    DISABLED = "disabled"
    NEWLY_ARRIVED = "newly_arrived"


class Sex(StrEnum):
    """As one says it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Family(StrEnum):
    """Who one is with."""

    ALONE = "alone"
    WITH_CHILDREN = "with_children"
    PREGNANT = "pregnant"
    UNACCOMPANIED = "unaccompanied"


WORDS: dict[Asks, type[StrEnum]] = {
    Asks.PERMIT: Permit,
    Asks.STATUS: Status,
    Asks.SEX: Sex,
    Asks.FAMILY: Family,
}
COMUNE = re.compile(r"[0-9]{6}")


def unknown_words(conditions: Sequence[Condition]) -> list[tuple[Asks, str]]:
    """The words of the conditions that no question of the portal gives. Those of the area are free.

    Source: our choice: one list for services and for questions; comuni by their ISTAT code.
    """
    found = []
    for one in conditions:
        for word in one.words:
            listed = one.asks not in WORDS or word in {str(known) for known in WORDS[one.asks]}
            if not listed or (one.asks is Asks.COMUNE and not COMUNE.fullmatch(word)):
                found.append((one.asks, word))
    return found

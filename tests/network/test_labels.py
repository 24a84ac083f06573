"""Every word of a closed list of the network has its sentence."""

from __future__ import annotations

from enum import StrEnum

import pytest

from approdo.network import labels
from approdo.network.rules import eligibility, freshness, hours, reading_ease, schedule_faults, spoken, translations


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (labels.DOORS, hours.DeskState), (labels.DOOR_WHYS, hours.HoursWhy),
        (labels.SCHEDULE_FAULTS, schedule_faults.ScheduleFault), (labels.SPOKEN, spoken.Spoken),
        (labels.FRESHNESS, freshness.Fresh), (labels.FRESHNESS_WHYS, freshness.FreshWhy),
        (labels.MAY_USE, eligibility.May), (labels.TRANSLATIONS, translations.TranslationState),
        (labels.EASE, reading_ease.Ease),
    ],
)  # fmt: skip
def test_no_word_is_without_its_sentence(words: dict[StrEnum, object], vocabulary: type[StrEnum]) -> None:
    assert set(words) == set(vocabulary)

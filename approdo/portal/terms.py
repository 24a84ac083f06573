"""What a person says of themselves: the permit as it is called on it, in Italian, beside the reader's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from approdo.network import labels as network_labels
from approdo.portal.labels import FAMILIES, PERMITS
from approdo.portal.words import Speech


def permits(speech: Speech) -> list[tuple[str, str]]:
    """The permits by code: "refugee (rifugiato)"."""
    return _beside(speech, PERMITS, network_labels.PERMITS)


def families(speech: Speech) -> list[tuple[str, str]]:
    """Who lives in a family, by code."""
    return _beside(speech, FAMILIES, network_labels.FAMILIES)


def _beside(speech: Speech, own: Mapping[str, str], terms: Mapping[Any, Any]) -> list[tuple[str, str]]:
    with translation.override("it"):
        found = [(str(word), speech.say(own[str(word)]), str(term)) for word, term in terms.items()]
    return [(word, said if said.casefold() == term.casefold() else f"{said} ({term})") for word, said, term in found]

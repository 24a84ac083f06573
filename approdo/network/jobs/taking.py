"""Services taken from a file of another publisher, as the command line does it: so many at once, from where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import translation

from approdo.core import tenancy
from approdo.core.access.actor import Actor, system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.models import Prefecture
from approdo.network import labels
from approdo.network.commands.taking import Choices, take_services
from approdo.network.definitions import categories, node_types
from approdo.network.incoming.opening import Incoming, opened
from approdo.network.rules.hsds import Record
from approdo.network.rules.taking import Alike, Outcome, Taken

AT_ONCE = 128  # records of one transaction: an interrupted import keeps what was whole
QUIET = (Taken.NEW, Taken.CHANGED, Taken.SAME)


@dataclass(frozen=True, slots=True)
class Begun:
    """An import: who acts, whose records, what the file says."""

    by: Actor
    publisher: str
    choices: Choices
    incoming: Incoming

    @property
    def rows(self) -> int:
        """How many services there are to take."""
        return len(self.incoming.services)


def begin(prefecture: str, file: Path, *, publisher: str, alike: str, category: str, node_type: str) -> Begun:
    """Read a file. Raises Refusal: no such prefecture, a file that cannot be read, words that are not known."""
    with translation.override("en"), tenancy.within(prefecture):
        if not Prefecture.objects.filter(pk=prefecture).exists():
            raise InvalidInput("prefecture_unknown", f"There is no prefecture {prefecture} in this installation.")
        choices = Choices(node_type, category, Alike(alike))
        unknown = [
            word for word, known in ((category, _categories()), (node_type, {"", *node_types()})) if word not in known
        ]
        if any(unknown):
            raise InvalidInput("word_unknown", f"Not known: {', '.join(unknown)}.")
        by = system_actor(
            prefecture, Permission.NETWORK_MANAGE, Permission.NETWORK_EDIT, Permission.NETWORK_SEE,
            Permission.NETWORK_PUBLISH,
        )  # fmt: skip
        with file.open("rb") as source:
            return Begun(by, " ".join(publisher.split())[:120], choices, opened(source, file.name))


def _categories() -> set[str]:
    return {""} | {one.id for one in categories().values() if one.need}


def take(begun: Begun, advance: Callable[[int], None], *, dry_run: bool) -> list[Outcome]:
    """Take what was read; a dry run does the same and takes everything back at its end. Raises Refusal."""
    found = [_unread(place, fault) for place, fault in begun.incoming.unread]
    bodies: dict[str, Record] = {str(one["id"]): one for one in begun.incoming.organisations if one.get("id")}
    told = begun.incoming.services
    if dry_run:
        with translation.override("en"), tenancy.within(begun.by.prefecture):
            found += _some(begun, bodies, told)
            transaction.set_rollback(True)
        advance(len(told))
        return _in_order(found)
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        with translation.override("en"), tenancy.within(begun.by.prefecture):
            found += _some(begun, bodies, some)
        advance(len(some))
    return _in_order(found)


def _some(begun: Begun, bodies: dict[str, Record], told: Sequence[tuple[int, Record]]) -> list[Outcome]:
    return take_services(by=begun.by, publisher=begun.publisher, told=told, bodies=bodies, choices=begun.choices)


def _unread(place: int, fault: object) -> Outcome:
    with translation.override("en"):
        column, word, value = (getattr(fault, name) for name in ("column", "fault", "value"))
        return Outcome(place, "", Taken.WRONG, ((column, str(labels.UNREAD[word] % {"value": value})),))


def _in_order(found: list[Outcome]) -> list[Outcome]:
    return sorted(found, key=lambda one: one.place)


def counts(found: Sequence[Outcome]) -> dict[str, int]:
    """How many records became what, by word."""
    return dict(sorted(Counter(one.taken.value for one in found).items()))


def lines(found: Sequence[Outcome], most: int) -> Iterator[str]:
    """What became of the records that were not simply taken, so many of them."""
    strange = [one for one in found if one.taken not in QUIET]
    for one in strange[:most]:
        yield f"row {one.place}: {one.name}: {one.taken.value}"
        for column, words in one.faults:
            yield f"  {column}: {words}" if column else f"  {words}"
        for words in one.alike:
            yield f"  may be {words}" if one.taken is Taken.POSSIBLE else f"  is {words}"
    if len(strange) > most:
        yield f"and {len(strange) - most} more"


def in_words(refusal: Refusal) -> str:
    """A refusal on one line, in English."""
    with translation.override("en"):
        return " ".join(
            [str(refusal.message), *(f"{name}: {words}" for name, words in refusal.fields.items() if words)]
        )

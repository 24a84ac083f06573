"""The events of many files, paired into waits at once: what `rules.history` does for one file.

Days are proleptic ordinals, 0 where there is none. A file whose events are not in plain order is not judged here: it
is told apart (`Histories.plain`) and left to the rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from approdo.procedures.batch.terms import Flags, Ints, Waits
from approdo.procedures.rules.events import COMMON_EVENTS, EventType

Places = NDArray[np.int64]

KINDS = {kind.value: place for place, kind in enumerate((*COMMON_EVENTS, *sorted(set(EventType) - set(COMMON_EVENTS))))}
_ENDS = [KINDS[EventType.DECIDED], KINDS[EventType.WITHDRAWN]]
_AT_MOST_ONCE = [KINDS[EventType.FILED], KINDS[EventType.QUOTA_IMPUTED], KINDS[EventType.EXTENSION_GRANTED]]


@dataclass(frozen=True)
class Events:
    """Events of many files, flat: the place of the file, that of the type in KINDS (-1 for an unknown one), the day."""

    file: Places
    kind: Places
    day: Ints


@dataclass(frozen=True)
class Pairs:
    """Waits in the order of their files: the place of the file, the first day, the day of the answer."""

    file: Places
    start: Ints
    end: Ints

    def of(self, files: Places, total: int) -> tuple[Places, Ints, Ints]:
        """Offsets, first days and answers of the waits of those files, which are in order, out of `total`."""
        place = np.full(total, -1, np.int64)
        place[files] = np.arange(files.size)
        keep = place[self.file] >= 0
        counts = np.bincount(place[self.file[keep]], minlength=files.size)
        return np.concatenate([[0], np.cumsum(counts)]), self.start[keep], self.end[keep]


@dataclass(frozen=True)
class Histories:
    """The histories of n files: `latest` day of each type (n rows), waits, and whether the order of events is plain."""

    latest: Ints
    requests: Pairs
    notices: Pairs
    plain: Flags


def read_histories(n: int, events: Events, *, today: int, first: int) -> Histories:
    """The events of n files, paired. Plain: open, nothing before `first`, before the filing or after `today`.

    Source: the same as `rules.history.read_history`.
    """
    plain = np.ones(n, bool)
    plain[events.file[(events.kind < 0) | (events.day > today) | (events.day < first)]] = False
    known = events.kind >= 0
    file, kind, day = events.file[known], events.kind[known], events.day[known]
    order = np.lexsort((kind, day, file))
    file, kind, day = file[order], kind[order], day[order]
    counts = np.bincount(file * len(KINDS) + kind, minlength=n * len(KINDS)).reshape(n, len(KINDS))
    plain &= (counts[:, _AT_MOST_ONCE] <= 1).all(axis=1) & (counts[:, _ENDS] == 0).all(axis=1)
    latest = np.zeros((n, len(KINDS)), np.int32)
    latest[file, kind] = day  # in the order of the days: the last one stays
    plain[file[day < latest[file, KINDS[EventType.FILED]]]] = False
    requests = _pair(file, kind, day, EventType.INTEGRATION_REQUESTED, EventType.INTEGRATION_RECEIVED)
    twice = requests.file[:-1][(requests.file[1:] == requests.file[:-1]) & (requests.end[:-1] == 0)]
    plain[twice] = False  # a request while another was open
    notices = _pair(file, kind, day, EventType.PRELIMINARY_REJECTION_RECEIVED, EventType.OBSERVATIONS_RECEIVED)
    for question, answer, pairs in (
        (EventType.INTEGRATION_REQUESTED, EventType.INTEGRATION_RECEIVED, requests),
        (EventType.PRELIMINARY_REJECTION_RECEIVED, EventType.OBSERVATIONS_RECEIVED, notices),
    ):
        answered = np.bincount(pairs.file, weights=pairs.end > 0, minlength=n)
        plain &= counts[:, KINDS[answer]] == answered  # else an answer has no question of its own
        plain &= counts[:, KINDS[question]] == np.bincount(pairs.file, minlength=n)
    return Histories(latest, requests, notices, plain)


def _pair(file: Places, kind: Places, day: Ints, question: EventType, answer: EventType) -> Pairs:
    both = np.flatnonzero((kind == KINDS[question]) | (kind == KINDS[answer]))
    file, asked, day = file[both], kind[both] == KINDS[question], day[both]
    end = np.zeros(both.size, np.int32)
    answered = np.flatnonzero(asked[:-1] & ~asked[1:] & (file[1:] == file[:-1]))
    end[answered] = day[answered + 1]
    return Pairs(file[asked], day[asked], end[asked])


def no_waits(n: int) -> Waits:
    """The waits of n files that have none."""
    none = np.zeros(0, np.int32)
    return Waits(np.zeros(n + 1, np.int64), none, none, none.astype(np.int8), none, none.astype(bool))

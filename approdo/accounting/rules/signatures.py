"""What can be told of a signature over a file: whether it holds, whose it is, whether the certificate counted then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SealFault(StrEnum):
    """Why a signature does not hold, or cannot be told. Source: RFC 5652, section 5.4 and 5.6; our words."""

    CONTENT_CHANGED = "content_changed"
    SIGNATURE_WRONG = "signature_wrong"
    NO_SIGNER = "no_signer"
    NO_CERTIFICATE = "no_certificate"
    ALGORITHM = "algorithm"
    TOO_MANY = "too_many"
    UNCLEAR = "unclear"


class Integrity(StrEnum):
    """What follows for the file. Source: RFC 5652; EU regulation 910/2014, art. 32, of which only integrity is looked at."""

    INTACT = "intact"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"


BREAKS = frozenset({SealFault.CONTENT_CHANGED, SealFault.SIGNATURE_WRONG})


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature: why it does not hold (None: it does), whose it is, when it says it was made, when the certificate counts."""

    fault: SealFault | None = None
    signer: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def integrity(self) -> Integrity:
        """What follows from it. Source: as `Integrity`."""
        if self.fault is None:
            return Integrity.INTACT
        return Integrity.BROKEN if self.fault in BREAKS else Integrity.UNVERIFIABLE

    @property
    def counted_then(self) -> bool | None:
        """Whether the certificate counted when the signature says it was made; None where that is not said.

        The moment is the one that the signer wrote: a time stamp by a third party is not looked for.
        Source: EU regulation 910/2014, art. 32 c. 1 lett. b; our reading.
        """
        if self.signed_at is None or self.valid_from is None or self.valid_until is None:
            return None
        return self.valid_from <= self.signed_at <= self.valid_until


def whole(seals: Iterable[Seal]) -> Integrity:
    """Of all the signatures of a file: broken if one is, intact if all are. Source: our choice, the stricter one."""
    found = {one.integrity for one in seals}
    if Integrity.BROKEN in found:
        return Integrity.BROKEN
    return Integrity.INTACT if found == {Integrity.INTACT} else Integrity.UNVERIFIABLE

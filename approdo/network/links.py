"""The links of letters: signed, with the day on which they were sent, and no word of whom or what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SIGNER = signing.TimestampSigner(salt="approdo.network.confirmation")
LONGEST = 200  # signs


@dataclass(frozen=True, slots=True)
class ReadLink:
    """What a link says: the row that it stands for, and whether its days are over."""

    prefecture: str
    link_id: UUID
    expired: bool


def token_of(prefecture: str, link_id: UUID) -> str:
    """The last part of the address in a letter sent now."""
    return _SIGNER.sign(f"{prefecture}.{link_id.hex}")


def read_token(token: str, days: int) -> ReadLink | None:
    """What a token says; None where this installation did not write it. It opens for so many days."""
    expired = False
    try:
        if len(token) > LONGEST:
            return None
        try:
            said = _SIGNER.unsign(token, max_age=timedelta(days=days))
        except signing.SignatureExpired:
            expired, said = True, _SIGNER.unsign(token)
        prefecture, _dot, identifier = said.partition(".")
        return ReadLink(prefecture, UUID(identifier), expired)
    except (signing.BadSignature, ValueError):
        return None


def address_in_mail(name: str, *arguments: object) -> str:
    """The whole address of a page, for who reads it in a letter."""
    return settings.PUBLIC_ADDRESS + reverse(name, args=list(arguments))

"""Encrypted fields: AES-256-GCM, the key's identifier beside the text, the column as associated data.

Stored form: `<key id>:<base64 of nonce + ciphertext>`. The first key of `FIELD_KEYS` encrypts, all of them decrypt;
`approdo keys rotate` writes every field again with the first. A value is bound to its column, not to its row: a field
does not know the row it is read from, and whoever could swap two rows could as well change whom they are about.
"""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE = 12


class Undecipherable(Exception):
    """A stored value that no configured key opens, or that was moved from another column."""


def encrypt(text: str, *, context: str) -> str:
    """Cipher `text` with the current key. `context` (the column) must be the same to read it back."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, context: str) -> str:
    """The text behind a stored value. Raises Undecipherable."""
    key_id, _, body = stored.partition(":")
    key = settings.FIELD_KEYS.get(key_id)
    if key is None:
        raise Undecipherable(f"no key named {key_id!r} is configured")
    raw = base64.b64decode(body)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context.encode()).decode()
    except InvalidTag:
        raise Undecipherable("the value does not belong to this column or was altered") from None


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that stands encrypted in the database. Cannot be searched or sorted."""

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        """The stored form."""
        return value if value in (None, "") else encrypt(str(value), context=self._context)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        """The plain text."""
        return value if value in (None, "") else decrypt(value, context=self._context)

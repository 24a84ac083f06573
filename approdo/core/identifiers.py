"""Identifiers that say nothing about how many rows other prefectures have."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): ordered by time to the millisecond, otherwise random."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))

"""Identifiers that say nothing about how many rows other prefectures have."""

from __future__ import annotations

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): ordered by time to the millisecond, otherwise random."""
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10)) >> 6  # 74 bits, asked for once: the system call is most of the time
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | chance >> 62 << 64
    return uuid.UUID(int=value | 0b10 << 62 | chance & (1 << 62) - 1)

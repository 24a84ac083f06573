"""The content of a signed file (CMS, `.p7m`), without judging the signature.

The exchange system has verified the signature before it delivers. What is needed here is the content, also of files
written with lengths that are only known at the end, as many signing programs do. A walk over the bytes without
recursion takes what it needs; the libraries at hand either build the whole tree or do not give the content.
"""

from __future__ import annotations

from dataclasses import dataclass

from approdo.accounting.invoices.bounds import Budget
from approdo.accounting.invoices.refused import Unreadable

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
SEQUENCE, SET, OCTETS, OBJECT, INTEGER, CONTEXT_0 = 0x30, 0x31, 0x04, 0x06, 0x02, 0xA0
CONSTRUCTED = 0x20
DEEPEST = 64  # values one inside the other


@dataclass(slots=True)
class _Value:
    """A value in the bytes: where its content begins and ends. `end` None: at the mark of its end."""

    tag: int
    start: int
    end: int | None


class _Walk:
    """Reads headers one after the other, each within the bounds of the value that holds it."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data, self.budget = data, budget

    def header(self, at: int, limit: int) -> _Value:
        """The value that begins there."""
        self.budget.spend_value()
        if at + 2 > limit:
            raise Unreadable("signed_cut")
        tag, length, at = self.data[at], self.data[at + 1], at + 2
        if tag & 0x1F == 0x1F:  # a tag of several bytes: never in a signed file
            raise Unreadable("signed_damaged")
        if length == 0x80:
            if not tag & CONSTRUCTED:
                raise Unreadable("signed_damaged")
            return _Value(tag, at, None)
        if length > 0x80:
            size = length & 0x7F
            if size > 4:
                raise Unreadable("signed_damaged")
            if at + size > limit:
                raise Unreadable("signed_cut")
            length, at = int.from_bytes(self.data[at : at + size]), at + size
        if at + length > limit:
            raise Unreadable("signed_cut")
        return _Value(tag, at, at + length)

    def at_end(self, at: int, holder: _Value, limit: int) -> bool:
        """Whether the value that holds this place ends here."""
        if holder.end is not None:
            return at >= holder.end
        if at + 2 > limit:
            raise Unreadable("signed_cut")
        return self.data[at : at + 2] == b"\0\0"

    def after(self, value: _Value, limit: int, pieces: list[bytes] | None = None) -> int:
        """Where the next value begins; `pieces` receives the plain byte strings met on the way."""
        if pieces is None and value.end is not None:
            return value.end
        open_values, limits, at = [value], [limit if value.end is None else value.end], value.start
        while open_values:
            holder = open_values[-1]
            if self.at_end(at, holder, limits[-1]):
                at += 2 if holder.end is None else 0
                open_values.pop()
                limits.pop()
                continue
            inner = self.header(at, limits[-1])
            if inner.tag & CONSTRUCTED:
                if len(open_values) >= DEEPEST:
                    raise Unreadable("signed_too_complex")
                open_values.append(inner)
                limits.append(limits[-1] if inner.end is None else inner.end)
                at = inner.start
                continue
            if inner.end is None:
                raise Unreadable("signed_damaged")
            if pieces is not None:
                if inner.tag != OCTETS:
                    raise Unreadable("signed_damaged")
                pieces.append(self.data[inner.start : inner.end])
            at = inner.end
        return at


def signed_content(data: bytes, budget: Budget) -> bytes:
    """The content of a signed file. Raises Unreadable (cut, damaged, another kind of file, content elsewhere)."""
    walk = _Walk(data, budget)
    outer = _expect(walk, 0, len(data), SEQUENCE)
    limit = len(data) if outer.end is None else outer.end
    kind = _expect(walk, outer.start, limit, OBJECT)
    if data[kind.start : kind.end] != SIGNED_DATA:
        raise Unreadable("signed_other_kind")
    wrapped = _expect(walk, kind.end or 0, limit, CONTEXT_0)
    signed = _expect(walk, wrapped.start, _limit(wrapped, limit), SEQUENCE)
    inside = _limit(signed, _limit(wrapped, limit))
    version = _expect(walk, signed.start, inside, INTEGER)
    digests = _expect(walk, version.end or 0, inside, SET)
    holder = _expect(walk, walk.after(digests, inside), inside, SEQUENCE)
    content = _content(walk, holder, _limit(holder, inside))
    end = walk.after(outer, len(data))  # to the mark of the end, else the file was cut behind the content
    if data[end:].strip(b"\0\r\n\t "):
        raise Unreadable("signed_damaged")
    return content


def _limit(value: _Value, outer: int) -> int:
    return outer if value.end is None else value.end


def _expect(walk: _Walk, at: int, limit: int, tag: int) -> _Value:
    value = walk.header(at, limit)
    if value.tag != tag:
        raise Unreadable("signed_damaged")
    return value


def _content(walk: _Walk, holder: _Value, limit: int) -> bytes:
    kind = _expect(walk, holder.start, limit, OBJECT)
    at = kind.end or 0
    if walk.at_end(at, holder, limit):
        raise Unreadable("signed_without_content")
    wrapped = _expect(walk, at, limit, CONTEXT_0)
    octets = walk.header(wrapped.start, _limit(wrapped, limit))
    if octets.tag == OCTETS and octets.end is not None:
        return walk.data[octets.start : octets.end]
    if octets.tag != OCTETS | CONSTRUCTED:
        raise Unreadable("signed_damaged")
    pieces: list[bytes] = []
    walk.after(octets, _limit(wrapped, limit), pieces)
    return b"".join(pieces)

"""What is kept of a reader's words about a page."""

from __future__ import annotations

import re

REMOVED = "[…]"
_ADDRESS = re.compile(r"\S+@\S+|\bhttps?://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s./-]?\d){4,}")
_TAX_CODE = re.compile(
    r"\b[a-z]{6}[0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{2}[a-z][0-9lmnpqrstuv]{3}[a-z]\b", re.IGNORECASE
)


def without_contacts(text: str) -> str:
    """A reader's words with mail addresses, links, tax codes and runs of five digits or more taken out.

    It lowers what is kept about people who write of themselves in spite of the request not to; a name stays.
    Source: our choice, regulation (EU) 2016/679 art. 5 c. 1 letter c.
    """
    for pattern in (_ADDRESS, _TAX_CODE, _NUMBER):
        text = pattern.sub(REMOVED, text)
    return text.strip()

"""What one upload may cost, however many files it holds."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.accounting.invoices.refused import Unreadable

MOST_TAGS = 500_000  # about a second of processor time
MOST_VALUES = 300_000  # headers of values in signed files: about a third of a second


@dataclass(slots=True)
class Budget:
    """What is left to spend on an upload."""

    tags: int = MOST_TAGS
    values: int = MOST_VALUES

    def spend_tags(self, number: int) -> None:
        """Raises Unreadable when the upload has no more left."""
        self.tags -= number
        if self.tags < 0:
            raise Unreadable("too_many_tags", most=MOST_TAGS)

    def spend_value(self) -> None:
        """Raises Unreadable when the upload has no more left."""
        self.values -= 1
        if self.values < 0:
            raise Unreadable("signed_too_complex")

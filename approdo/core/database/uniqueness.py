"""A constraint that keeps a thing unique, answered by a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from approdo.core.errors import Refusal


@contextmanager
def refusing(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Raise `refusal` when what is written meets that constraint; every other failure of the database goes on.

    What was written inside is taken back, the transaction around it lives on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise refusal from None

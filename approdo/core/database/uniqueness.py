"""What a constraint of the database refuses, answered by a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from approdo.core.errors import Refusal


@contextmanager
def answering(answer: Callable[[str], Refusal | None]) -> Iterator[None]:
    """Raise what `answer` gives for the name of the constraint that refused; every other failure goes on.

    What was written inside is taken back, the transaction around it lives on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis: Any = getattr(error.__cause__, "diag", None)
        refusal = answer((diagnosis.constraint_name if diagnosis else "") or "")
        if refusal is None:
            raise
        raise refusal from None


def refusing(constraint: str, refusal: Refusal) -> AbstractContextManager[None]:
    """As `answering`, for one constraint that keeps a thing unique."""
    return answering({constraint: refusal}.get)

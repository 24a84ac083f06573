"""The acts of the portal: to keep what a reader said of a page, to count a search that found nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from approdo.portal.models import PageFeedback
from approdo.portal.rules.feedback import without_contacts


@transaction.atomic
def record_feedback(*, form: UUID, page: str, language: str, useful: bool | None, missing: str, today: date) -> None:
    """Keep an answer about a page, without who gave it; the same form a second time adds nothing.

    `page`: the address without its language. The day is kept, the hour is not. It stands in no audit: nobody acts.
    """
    row = PageFeedback(
        form=form, page=page, language=language, useful=useful, missing=without_contacts(missing), day=today
    )
    PageFeedback.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def count_unanswered(
    *, today: date, language: str, comune: str = "", category: str = "", spoken: str = "", filtered: bool = False
) -> None:
    """Count a search that found nothing in the prefecture of the transaction, in the month of that day.

    Neither the words nor who wrote them are kept. It stands in no audit: nobody acts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT portal_count_unanswered(%s, %s, %s, %s, %s, %s)",
            [today.replace(day=1), language, comune, category, spoken, filtered],
        )

"""The one act of the portal: to keep what a reader said of a page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

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

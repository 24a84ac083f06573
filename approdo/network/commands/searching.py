"""What the public's search finds, written anew as a whole: after an upgrade that changed the words of the categories."""

from __future__ import annotations

from django.db import transaction

from approdo.network.models import SearchDocument, SearchWord, Service
from approdo.network.rules.directory import RecordState
from approdo.network.search_documents import documents_written

AT_ONCE = 500  # services


@transaction.atomic
def rebuild_search(*, prefecture: str) -> int:
    """Write every document and every word of a prefecture anew. Says how many services are found."""
    SearchDocument.objects.filter(prefecture_id=prefecture).delete()
    SearchWord.objects.filter(prefecture_id=prefecture).delete()
    rows = Service.objects.filter(prefecture_id=prefecture, state=RecordState.PUBLISHED.value)
    known = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(known), AT_ONCE):
        documents_written(prefecture, known[start : start + AT_ONCE])
    return len(known)

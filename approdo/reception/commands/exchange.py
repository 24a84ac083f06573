"""Lists of the Ministry's system: kept, compared with ours, and the numbers that only they know taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit, documents
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.transfer.tables import open_table
from approdo.reception.commands.guests import change_identifiers
from approdo.reception.models import SystemList
from approdo.reception.queries import exchange as queries
from approdo.reception.queries import guests
from approdo.reception.rules import exchange
from approdo.reception.rules.exchange import Difference, Field


@transaction.atomic
def keep_list(*, by: Actor, name: str, content: bytes | File[bytes], taken_on: date, today: date) -> SystemList:
    """Keep a list as it was on a day. Nothing is compared yet.

    Raises NotAllowed, InvalidInput (no table, a day to come), TooLarge.
    """
    require(by, Permission.GUEST_EDIT)
    if taken_on > today:
        words = _("This day is still to come.")
        raise InvalidInput("list_of_tomorrow", words, fields={"taken_on": words})
    document = documents.store(by, "system_list", name, content)
    with documents.opened(by, document) as stored, open_table(stored, document.file_name) as table:
        headings = table.columns
    made = SystemList.objects.create(
        prefecture_id=by.prefecture, document=document, taken_on=taken_on, headings=headings,
        recorded_at=timezone.now(), recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "system_list.kept", "system_list", made.pk, taken_on=taken_on, sha256=document.sha256)
    return made


@transaction.atomic
def compare_list(*, by: Actor, list_id: UUID, columns: Mapping[Field, int]) -> SystemList:
    """Compare a list with what is known here of its day. No guest and no stay changes.

    Raises NotAllowed, NotFound, InvalidInput (nobody can be found by these columns, one column told twice).
    """
    require(by, Permission.GUEST_EDIT)
    queries.system_list(by, list_id)
    kept = SystemList.objects.select_for_update().get(pk=list_id)
    if not all(0 <= place < len(kept.headings) for place in columns.values()):
        raise InvalidInput("column_unknown", _("One of these columns is not in the file."))
    if len(set(columns.values())) < len(columns):
        raise InvalidInput("column_twice", _("One column cannot hold two things."))
    if not exchange.usable(columns):
        raise InvalidInput(
            "nobody_found", _("Choose a column with the CUI or Vestanet number, or those of surname and name.")
        )
    listed, unread = queries.read(by, kept, dict(columns))
    found = exchange.differences(listed, queries.ours(by, kept.taken_on), kept.taken_on)
    kept.columns = {field.value: place for field, place in columns.items()}
    kept.compared_at, kept.rows = timezone.now(), len(listed)
    kept.unread, kept.differences = [asdict(one) for one in unread], [asdict(one) for one in found]
    kept.save(update_fields=["columns", "compared_at", "rows", "unread", "differences"])
    audit.record(
        by, "system_list.compared", "system_list", kept.pk, rows=len(listed), differences=len(found), unread=len(unread)
    )
    return kept


@transaction.atomic
def take_numbers(*, by: Actor, list_id: UUID) -> tuple[int, int]:
    """Write the CUI and Vestanet numbers that are missing here. Says how many were written, and how many refused.

    A number that somebody else has is left and stays in the list of differences; so is one that differs from ours.
    Raises NotAllowed, NotFound, Refusal (not compared yet).
    """
    require(by, Permission.GUEST_EDIT)
    kept = queries.system_list(by, list_id)
    if kept.compared_at is None:
        raise Refusal("list_not_compared", _("Compare the list first."))
    written = refused = 0
    for one in kept.differences:
        if one["kind"] != Difference.NUMBER_MISSING.value:
            continue
        guest = guests.guest(by, UUID(one["guest"]))
        facts = guests.facts_of(guest)
        if getattr(facts, one["field"]):
            continue  # somebody wrote it in the meantime
        try:
            change_identifiers(by=by, guest_id=guest.pk, facts=replace(facts, **{one["field"]: one["theirs"]}))
            written += 1
        except Refusal:
            refused += 1
    compare_list(by=by, list_id=list_id, columns={Field(name): place for name, place in kept.columns.items()})
    return written, refused

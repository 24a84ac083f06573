"""Two persons found to be one, and the way back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import NotFound, Refusal
from approdo.people import likeness, merging, twins
from approdo.people.locks import locked
from approdo.people.models import Merge, Person, PersonName
from approdo.people.rules.vocabulary import NameKind


@transaction.atomic
def merge_persons(
    *, by: Actor, kept_id: UUID, merged_id: UUID, kept_version: int | None = None, merged_version: int | None = None
) -> Merge:
    """Make two persons one: everything of `merged` goes to `kept`, whose empty fields it fills.

    The name of the merged person becomes an alias. `undo_merge` puts all of it back.
    Raises NotAllowed, NotFound, Stale, Refusal (the same person twice, one already merged, what is recorded of the two
    cannot be of one, as a stay in two centres the same night).
    """
    require(by, Permission.PERSON_MERGE)
    if kept_id == merged_id:
        raise Refusal("merge_of_one", _("Choose two different persons."))
    versions = {kept_id: kept_version, merged_id: merged_version}
    found = {key: locked(by, key, versions[key]) for key in sorted(versions)}
    kept, merged = found[kept_id], found[merged_id]
    payload = merging.move(kept, merged)
    payload["twins"] = twins.move(kept, merged)
    merged.merged_into = kept
    merged.version += 1
    merged.save()
    payload["filled"] = merging.fill(kept, merged)
    kept.version += 1
    kept.save()
    payload["alias"] = _keep_name(by, kept, merged)
    likeness.forget(merged.pk)
    likeness.index(kept)
    merge = Merge.objects.create(
        prefecture_id=by.prefecture, kept=kept, merged=merged, by_id=by.user_id, payload=payload
    )
    details = {"merge": merge.pk, "kept": kept.pk, "merged": merged.pk, "rows": len(payload["moved"])}
    audit.record(by, "person.merged", "person", kept.pk, version=kept.version, **details)
    audit.record(by, "person.merged_away", "person", merged.pk, version=merged.version, **details)
    return merge


@transaction.atomic
def undo_merge(*, by: Actor, merge_id: UUID) -> list[str]:
    """Make one person two again and say which rows could not go back (removed, or moved on, since).

    Raises NotAllowed, NotFound, Refusal (undone already, the kept person merged on, the tax code taken meanwhile).
    """
    require(by, Permission.PERSON_MERGE)
    merge = Merge.objects.select_for_update().filter(prefecture_id=by.prefecture, pk=merge_id).first()
    if merge is None:
        raise NotFound("merge_not_found", _("This merge does not exist."))
    if merge.undone_at is not None:
        raise Refusal("merge_undone", _("This merge was undone already."))
    kept = locked(by, merge.kept_id)
    merged = Person.objects.select_for_update().get(pk=merge.merged_id)
    lost = merging.put_back(merge) + twins.put_back(merge.payload.get("twins", []))
    if merge.payload["alias"]:
        PersonName.objects.filter(pk=merge.payload["alias"]).delete()
    merging.empty_again(kept, merge.payload["filled"])
    merged.merged_into = None
    merged.version += 1
    kept.version += 1
    _save_both(kept, merged)
    for person in (kept, merged):
        person.refresh_from_db()
        likeness.index(person)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    details = {"merge": merge.pk, "kept": kept.pk, "merged": merged.pk, "lost": lost}
    audit.record(by, "person.merge_undone", "person", kept.pk, version=kept.version, **details)
    audit.record(by, "person.merge_undone", "person", merged.pk, version=merged.version, **details)
    return lost


def _save_both(kept: Person, merged: Person) -> None:
    taken = _("The tax code of the merged person is now of somebody else: correct that person first.")
    with refusing("person_tax_code_once", Refusal("tax_code_taken", taken)):
        kept.save()
        merged.save()


def _keep_name(by: Actor, kept: Person, merged: Person) -> str | None:
    """The merged person's name as an alias; None when the kept person has it already."""
    name = {"family_name": merged.family_name, "given_name": merged.given_name}
    same = (kept.family_name, kept.given_name) == (merged.family_name, merged.given_name)
    if same or kept.names.filter(**name).exists():
        return None
    alias = PersonName.objects.create(prefecture_id=by.prefecture, person=kept, kind=NameKind.ALIAS.value, **name)
    return str(alias.pk)

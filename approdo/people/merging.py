"""What of a merged person moves to the one kept, and back.

Every foreign key of any app that points at a person is followed, so that floors above need not be known here. A row
that a constraint refuses at its new place stays with the merged person and is listed as left behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Value

from approdo.people import twins
from approdo.people.models import Contact, DuplicateCandidate, Merge, NameWord, Person, PersonKey

# Written anew (keys, candidates) or history of its own (merges)
_STAYS = (PersonKey, NameWord, DuplicateCandidate, Merge)
_FILLED = (
    "original_family_name", "original_given_name", "birth_place", "birth_country", "tax_code", "tax_code_kind",
    "preferred_language",
)  # fmt: skip


def links() -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field name) whose foreign key points at a person, and moves."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.field, models.ForeignKey):
            model = relation.related_model
            if model not in _STAYS and not (model is Person and relation.field.name == "merged_into"):
                yield model, relation.field.name


def counted(kept: Person, merged: Person) -> dict[str, int]:
    """How many rows of each kind would move: the consequence shown before a merge.

    Of a guest, whatever hangs on them as well: the row of the guest itself only where the kept person is none.
    """
    return _counted(kept, merged, _pointing(merged))


def counted_both_ways(first: Person, second: Person) -> list[dict[str, int]]:
    """`counted` with the first one kept, then with the second one."""
    rows = _pointing(first, second)
    return [_counted(first, second, rows), _counted(second, first, rows)]


def _counted(kept: Person, merged: Person, rows: Counter[tuple[Any, str]]) -> dict[str, int]:
    hanging, staying = twins.counted(kept, merged)
    mine = {kind: number for (whose, kind), number in rows.items() if whose == merged.pk and kind not in staying}
    return {**mine, **hanging}


def _pointing(*persons: Person) -> Counter[tuple[Any, str]]:
    """How many rows of each kind point at those persons, by person and kind. One query."""
    first, *others = (
        model._default_manager.filter(**{f"{field}__in": persons})
        .order_by()
        .annotate(row_kind=Value(model._meta.label), pointed_at=F(field))
        .values("pointed_at", "row_kind")
        .annotate(moving=Count("*"))
        .values_list("pointed_at", "row_kind", "moving")
        for model, field in links()
    )
    found: Counter[tuple[Any, str]] = Counter()
    for whose, kind, rows in first.union(*others, all=True):
        found[whose, kind] += rows
    return found


def move(kept: Person, merged: Person) -> dict[str, Any]:
    """Move every row from one person to the other and say which, as a JSON value for `put_back`."""
    moved: list[list[Any]] = []
    left: list[list[Any]] = []
    for model, field in links():
        for key in model._default_manager.filter(**{field: merged}).order_by("pk").values_list("pk", flat=True):
            lowered = _lowered(model, key, kept)
            fits = _repoint(model, key, {field: kept.pk, **dict.fromkeys(lowered, False)})
            (moved if fits else left).append([model._meta.label, field, str(key), lowered])
    return {"moved": moved, "left": left}


def _lowered(model: type[models.Model], key: Any, kept: Person) -> list[str]:
    """Flags lowered so that the row fits: the kept person's preferred contact stays the preferred one."""
    if model is not Contact:
        return []
    row = Contact.objects.get(pk=key)
    taken = row.is_preferred and kept.contacts.filter(kind=row.kind, is_preferred=True).exists()
    return ["is_preferred"] if taken else []


def _repoint(model: type[models.Model], key: Any, values: dict[str, Any]) -> bool:
    """False when a constraint of the table refuses."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(**values)
    except IntegrityError:
        return False
    return True


def fill(kept: Person, merged: Person) -> dict[str, list[Any]]:
    """Fill what is empty in the kept person from the merged one; says what each field was and became."""
    names = [name for name in _FILLED if not getattr(kept, name) and getattr(merged, name)]
    if kept.birth_date is None and merged.birth_date is not None:
        names += ["birth_date", "birth_precision"]
    before = {name: [_json(getattr(kept, name)), _json(getattr(merged, name))] for name in names}
    for name in names:
        setattr(kept, name, getattr(merged, name))
    return before


def empty_again(kept: Person, filled: dict[str, list[Any]]) -> None:
    """Undo `fill` for the fields that nobody corrected since."""
    for name, (was, became) in filled.items():
        if _json(getattr(kept, name)) == became:
            setattr(kept, name, was)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def put_back(merge: Merge) -> list[str]:
    """Undo `move`; says which rows could not go back because they are gone or belong elsewhere now."""
    known = {model._meta.label: model for model, _field in links()}
    lost: list[str] = []
    for label, field, key, lowered in merge.payload["moved"]:
        values = {field: merge.merged_id, **dict.fromkeys(lowered, True)}
        rows = known[label]._default_manager.filter(pk=key, **{field: merge.kept_id}) if label in known else None
        if rows is None or not rows.update(**values):
            lost.append(f"{label} {key}")
    return lost

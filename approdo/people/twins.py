"""Rows of which a person has one at most, when both persons of a merge have theirs: what hangs on one goes to the other.

A floor above has such a row (a guest, for instance) and hangs its own rows on it. They are followed as those of persons
are, so that floors above need not be known here. The emptied row stays with the merged person, and undoing fills it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import Refusal
from approdo.people import labels
from approdo.people.models import Person


def single_rows() -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field name) of which a person has one row at most."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.OneToOneRel) and relation.related_model is not Person:
            yield relation.related_model, relation.field.name


def hanging(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field name) whose foreign key points at such a row."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.field, models.ForeignKey):
            yield relation.related_model, relation.field.name


def move(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Move what hangs on the rows of the merged person to those of the one kept; a JSON value for `put_back`.

    What the floor of the row refuses, as one guest in two places the same night or two measures on one ground, refuses
    the merge: raises Refusal. Nothing of that floor stays behind. What a floor above keeps as it was computed stays where
    it is, and so does a second row of it of which one is enough.
    """
    return [
        _move_row(model, ours, theirs)
        for model, field in single_rows()
        for ours, theirs in [_pair(model, field, kept, merged)]
        if ours is not None and theirs is not None
    ]


def counted(kept: Person, merged: Person) -> tuple[dict[str, int], set[str]]:
    """How many rows of each kind hang on such a row of the merged person, and `<model> fields`: how many of its own empty
    fields the row of the kept person gets; and which of these rows stay, because the kept person has theirs.

    What a correction superseded is not counted.
    """
    found: dict[str, int] = {}
    staying: set[str] = set()
    for model, field in single_rows():
        ours, theirs = _pair(model, field, kept, merged)
        if theirs is None:
            continue
        found |= _hanging_on(model, theirs)
        if ours is None:
            continue
        staying.add(model._meta.label)
        if given := _given(theirs, ours):
            found[f"{model._meta.label} fields"] = len(given)
    return found, staying


def _hanging_on(model: type[models.Model], row: models.Model) -> dict[str, int]:
    """Rows of the same floor that hang on one. One query."""
    first, *others = (
        _standing(other).filter(**{name: row}).order_by().annotate(whose=models.Value(other._meta.label))
        .values("whose").annotate(moving=models.Count("*")).values_list("whose", "moving")
        for other, name in hanging(model)
        if other._meta.app_label == model._meta.app_label
    )  # fmt: skip
    found: Counter[str] = Counter()
    for kind, rows in first.union(*others, all=True) if others else first:
        found[kind] += rows
    return dict(+found)


def _standing(model: type[models.Model]) -> models.QuerySet[models.Model]:
    rows = model._default_manager.all()
    corrected = any(field.name == "superseded_at" for field in model._meta.concrete_fields)
    return rows.filter(superseded_at__isnull=True) if corrected else rows


def _pair(model: type[models.Model], field: str, *persons: models.Model) -> list[models.Model | None]:
    of = model._meta.get_field(field).attname  # type: ignore[union-attr]
    rows = {getattr(row, of): row for row in model._default_manager.filter(**{f"{field}__in": persons})}
    return [rows.get(one.pk) for one in persons]


def _move_row(model: type[models.Model], ours: models.Model, theirs: models.Model) -> dict[str, Any]:
    rows = []
    for other, name in hanging(model):
        if isinstance(other._meta.get_field(name), models.OneToOneField):
            mine, second = _pair(other, name, ours, theirs)
            if mine is not None and second is not None:
                _refuse_more(mine, second)
                continue
        rows += [
            [other._meta.label, name, str(key)]
            for key in other._default_manager.filter(**{name: theirs}).order_by("pk").values_list("pk", flat=True)
            if _repoint(model, other, key, {name: ours.pk})
        ]
    given = _give(theirs, ours, _given(theirs, ours))
    return {"model": model._meta.label, "kept": str(ours.pk), "merged": str(theirs.pk), "moved": rows, "given": given}


def _refuse_more(ours: models.Model, theirs: models.Model) -> None:
    """Of what one has once, the row that stays behind may say nothing that the other does not. Raises Refusal."""
    for field in _own_fields(theirs):
        said = getattr(theirs, field.attname)
        if said and said != getattr(ours, field.attname):
            words = _(
                "Both have something that one person has once, and the one that would disappear says more: %(what)s. "
                "Keep the other one, or correct it first: nothing changed."
            )
            raise Refusal("merge_contradicts", words % {"what": labels.moved(theirs._meta.label)})


def put_back(payload: list[dict[str, Any]]) -> list[str]:
    """Undo `move`; says which rows could not go back because they are gone or belong elsewhere now."""
    return [lost for one in payload for lost in _put_row_back(apps.get_model(one["model"]), one)]


def _put_row_back(model: type[models.Model], one: dict[str, Any]) -> list[str]:
    lost: list[str] = []
    known = {other._meta.label: other for other, _name in hanging(model)}
    for label, name, key in one["moved"]:
        rows = known[label]._default_manager.filter(pk=key, **{name: one["kept"]}) if label in known else None
        if rows is None or not rows.update(**{name: one["merged"]}):
            lost.append(f"{label} {key}")
    ours, theirs = (model._default_manager.get(pk=one[side]) for side in ("kept", "merged"))
    _give(ours, theirs, one["given"])
    return lost


def _repoint(owner: type[models.Model], model: type[models.Model], key: Any, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(**values)
    except IntegrityError as error:
        cause: Any = error.__cause__
        if model._meta.app_label != owner._meta.app_label:
            return False
        raise Refusal("merge_contradicts", _refused(model, cause.diag.constraint_name)) from None
    return True


def _refused(model: type[models.Model], constraint: str | None) -> Any:
    """The sentence that the constraint brings, else a general one."""
    for one in model._meta.constraints:
        if one.name == constraint and one.violation_error_message != one.default_violation_error_message:
            return one.violation_error_message
    return _(
        "What is recorded of these two contradicts itself as soon as they are one. Correct it first: nothing changed."
    )


def _given(giver: models.Model, taker: models.Model) -> list[str]:
    """The names of the fields that one has and the other has not. Their values are never written anywhere else."""
    return [
        field.attname
        for field in _own_fields(giver)
        if getattr(giver, field.attname) and not getattr(taker, field.attname)
    ]


def _own_fields(row: models.Model) -> list[models.Field[Any, Any]]:
    return [
        field
        for field in row._meta.concrete_fields
        if field.editable and not field.is_relation and not field.primary_key and field.name != "version"
    ]


def _give(giver: models.Model, taker: models.Model, names: list[str]) -> list[str]:
    """Fill empty fields of one from the other, which loses them: some are of one row alone."""
    names = [name for name in names if not getattr(taker, name)]
    for name in names:
        setattr(taker, name, getattr(giver, name))
        setattr(giver, name, giver._meta.get_field(name).get_default())  # type: ignore[union-attr]
    if names:
        giver.save(update_fields=names)
        taker.save(update_fields=names)
    return names

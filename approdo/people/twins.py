"""Rows of which a person has one at most, when both persons of a merge have theirs: what hangs on one goes to the other.

A floor above has such a row (a guest, for instance) and hangs its own rows on it. They are followed as those of persons
are, so that floors above need not be known here. The emptied row stays with the merged person, and undoing fills it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.errors import Refusal
from approdo.people.models import Person

UNIQUE_VIOLATION = "23505"


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

    What the floor of the row refuses, as one guest in two places the same night, refuses the merge: raises Refusal.
    What a floor above keeps as it was computed stays where it is, and so does a second row of which one is enough.
    """
    found = []
    for model, field in single_rows():
        ours, theirs = (model._default_manager.filter(**{field: person}).first() for person in (kept, merged))
        if ours is not None and theirs is not None:
            rows = [
                [other._meta.label, name, str(key)]
                for other, name in hanging(model)
                for key in other._default_manager.filter(**{name: theirs}).order_by("pk").values_list("pk", flat=True)
                if _repoint(model, other, key, {name: ours.pk})
            ]
            given = _give(theirs, ours, _given(theirs, ours))
            found.append(
                {"model": model._meta.label, "kept": str(ours.pk), "merged": str(theirs.pk), "moved": rows,
                 "given": given}
            )  # fmt: skip
    return found


def put_back(payload: list[dict[str, Any]]) -> list[str]:
    """Undo `move`; says which rows could not go back because they are gone or belong elsewhere now."""
    models_of = {model._meta.label: model for model, _field in single_rows()}
    lost: list[str] = []
    for one in payload:
        model = models_of[one["model"]]
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
        if getattr(cause, "sqlstate", "") == UNIQUE_VIOLATION or model._meta.app_label != owner._meta.app_label:
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
        for field in giver._meta.concrete_fields
        if field.editable and not field.is_relation and not field.primary_key
        and getattr(giver, field.attname) and not getattr(taker, field.attname)
    ]  # fmt: skip


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

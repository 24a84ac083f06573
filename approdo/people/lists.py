"""Several lists of one person, read in one statement: joined they would multiply, one by one each asks for itself."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

from approdo.core.encryption import EncryptedTextField
from approdo.people.models import Person


def of_person(person: Person, **lists: QuerySet[Any]) -> dict[str, list[Any]]:
    """The rows of each list, in its order, as they would be read alone. What stands encrypted is left out."""
    columns = {name: _columns(rows.model) for name, rows in lists.items()}
    asked: dict[str, Any] = {
        f"{name}_held": ArraySubquery(
            rows.select_related(None).defer(None).values(told=JSONObject(**{key: key for key in columns[name]}))
        )
        for name, rows in lists.items()
    }
    held = Person.objects.filter(pk=person.pk).annotate(**asked).values_list(*asked).get()
    return {
        name: [_rebuilt(rows.model, columns[name], told) for told in found or []]
        for (name, rows), found in zip(lists.items(), held, strict=True)
    }


def _columns(model: type[Model]) -> dict[str, Any]:
    return {field.attname: field for field in model._meta.concrete_fields if not isinstance(field, EncryptedTextField)}


def _rebuilt(model: type[Model], columns: dict[str, Any], told: dict[str, Any]) -> Model:
    return model(**{name: columns[name].to_python(value) for name, value in told.items()})

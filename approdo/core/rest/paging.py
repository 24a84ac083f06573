"""Lists by cursor: opaque, signed, on the last row seen, so that page 10,000 costs what page 1 costs."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from approdo.core.errors import InvalidInput

Row = TypeVar("Row")
Kind = TypeVar("Kind", bound=Model)


class Page(Schema, Generic[Row]):
    """A page of a list; `next` is the address of the following one, absent at the end."""

    items: list[Row]
    next: str | None = None


class Paging(Schema):
    """Query parameters of every list."""

    limit: int = Field(50, ge=1, le=200, description="Rows of a page.")
    cursor: str | None = Field(None, max_length=1000, description="As found in `next`.")


class _Encoder(signing.JSONSerializer):
    def dumps(self, obj: Any) -> bytes:
        return str.encode(DjangoJSONEncoder(separators=(",", ":")).encode(obj), "latin-1")


def page_of(request: HttpRequest, rows: QuerySet[Kind], paging: Paging, *, order: tuple[str, ...]) -> dict[str, Any]:
    """The page of `rows` that the cursor asks for, as the content of `Page`.

    `order` names columns without nulls, a minus before the descending ones; the last is unique (`"-opened_on", "pk"`).
    Raises InvalidInput for a cursor that was not given for this list.
    """
    salt = f"cursor {request.path} {' '.join(order)}"
    if paging.cursor:
        try:
            last = signing.loads(paging.cursor, salt=salt)
        except signing.BadSignature:
            raise InvalidInput(
                "cursor_unknown", _("This cursor is not of this list."), fields={"cursor": _("Unknown")}
            ) from None
        rows = rows.filter(_after(order, last))
    found = list(rows.order_by(*order)[: paging.limit + 1])
    items, more = found[: paging.limit], len(found) > paging.limit
    return {"items": items, "next": _address(request, salt, order, items[-1]) if more else None}


def _after(order: tuple[str, ...], last: list[Any]) -> Q:
    """Rows that come after `last` in an order whose columns go up or down each by itself."""
    beyond, same = Q(), Q()
    for name, value in zip(order, last, strict=True):
        column = name.removeprefix("-")
        beyond |= same & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{column: value})
    first = order[0].removeprefix("-")
    # The bound on the first column lets its index be used
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": last[0]}) & beyond


def _address(request: HttpRequest, salt: str, order: tuple[str, ...], row: Model) -> str:
    values = []
    for name in order:
        value: Any = row
        for part in name.removeprefix("-").split("__"):
            value = getattr(value, part)
        values.append(value)
    query = request.GET.copy()
    query["cursor"] = signing.dumps(values, salt=salt, serializer=_Encoder)
    return f"{request.path}?{query.urlencode()}"

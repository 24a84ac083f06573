"""A row of a sheet as a record of HSDS: one service where it is met, in the words that offices write.

Columns are recognised by their heading, in Italian or English; nothing of a row is guessed that it does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from approdo.network.rules.hsds import DAYS, Record, derived
from approdo.network.rules.hsds_reading import Unread

HEADINGS: dict[str, tuple[str, ...]] = {
    "service_id": ("service_id", "id", "codice", "codice servizio"),
    "name": ("name", "nome", "servizio", "service", "nome servizio", "titolo"),
    "organization": ("organization", "organisation", "ente", "organizzazione", "gestore"),
    "description": ("description", "descrizione"),
    "categories": ("categories", "categorie", "categoria", "category", "ambito"),
    "address": ("address", "indirizzo", "via"),
    "postal_code": ("postal_code", "cap", "postal code"),
    "city": ("city", "comune", "citta", "città"),
    "latitude": ("latitude", "lat", "latitudine"),
    "longitude": ("longitude", "lon", "lng", "longitudine"),
    "hours": ("hours", "orari", "orario", "opening hours"),
    "languages": ("languages", "lingue", "lingue parlate"),
    "phones": ("phones", "phone", "telefono", "telefoni", "tel"),
    "email": ("email", "e-mail", "posta elettronica"),
    "url": ("url", "sito", "sito web", "website"),
    "fees": ("fees", "costi", "costo"),
    "eligibility": ("eligibility", "destinatari", "chi può usarlo", "requisiti"),
    "documents": ("documents", "documenti", "documenti richiesti"),
}
NEEDED = ("name", "organization", "description")
_DAYS = {
    word: code
    for code, words in zip(
        DAYS,
        ("lun lunedì lunedi mon monday mo", "mar martedì martedi tue tuesday tu", "mer mercoledì mercoledi wed we",
         "gio giovedì giovedi thu thursday th", "ven venerdì venerdi fri friday fr", "sab sabato sat saturday sa",
         "dom domenica sun sunday su"),
        strict=True,
    )
    for word in words.split()
}  # fmt: skip
_PART = re.compile(r"(?P<days>[^\d]+?)\s*(?P<times>\d.*)")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which column of a sheet says what, the first of each.

    Source: our choice.
    """
    plain = [" ".join(one.casefold().split()) for one in headings]
    found = {what: [plain.index(word) for word in words if word in plain] for what, words in HEADINGS.items()}
    return {what: places[0] for what, places in found.items() if places}


def service_of(row: Mapping[str, str]) -> Record:
    """A row, by the names above, as a whole service. Raises Unread.

    Source: our choice; HSDS 3.0 for the shape.
    """
    told = {name: value.strip() for name, value in row.items() if value.strip()}
    body = derived("sheet", "organisation", told.get("organization", "").casefold())
    key = told.get("service_id") or derived("sheet", body, told.get("name", "").casefold(), told.get("address", ""))
    record: Record = {name: told[name] for name in ("name", "description", "email", "url") if name in told}
    parts = {
        "fees_description": told.get("fees"), "eligibility_description": told.get("eligibility"),
        "phones": [{"number": one} for one in _several(told.get("phones", ""), ";,")],
        "required_documents": [{"document": one} for one in _several(told.get("documents", ""), ";")],
        "attributes": [{"value": one} for one in _several(told.get("categories", ""), ";,")],
    }  # fmt: skip
    return {
        "id": key, "status": "active", **record, **{name: value for name, value in parts.items() if value},
        "organization": {"id": body, "name": told.get("organization", "")},
        "service_at_locations": _desks(told, key),
    }  # fmt: skip


def _desks(told: Mapping[str, str], key: str) -> list[Record]:
    """The desk of a row. Hours and languages of no place would be lost without a word: they are refused."""
    rows = list(_hours(told.get("hours", "")))
    if "address" in told:
        return [_desk(told, key, rows)]
    if rows or "languages" in told:
        raise Unread("address", "no_place", "")
    return []


def _desk(told: Mapping[str, str], key: str, rows: list[Record]) -> Record:
    place = {name: _decimal(told[name]) for name in ("latitude", "longitude") if name in told}
    address = {
        "address_1": told["address"], "city": told.get("city", ""), "postal_code": told.get("postal_code", "")
    }  # fmt: skip
    where = derived("sheet", "place", key, told["address"], told.get("city", ""))
    return {
        "id": derived("sheet", "desk", key, where), "x-attending": "in_person",
        "x-languages": _several(told.get("languages", ""), ";,"), "schedules": rows,
        "location": {"id": where, "location_type": "physical", "name": told["address"], "addresses": [address], **place},
    }  # fmt: skip


def _several(text: str, signs: str) -> list[str]:
    return [one.strip() for one in re.split(f"[{re.escape(signs)}]", text) if one.strip()]


def _decimal(text: str) -> str:
    return text.replace(",", ".")


def _hours(text: str) -> Iterator[Record]:
    """`lun-ven 9:00-12:00, 14-17; sab 9-12` as rows of hours."""
    for part in _several(text, ";\n"):
        found = _PART.fullmatch(part)
        if found is None:
            raise Unread("hours", "no_hours", part)
        days = [day for word in _several(found["days"], ", ") for day in _days(word)]
        times = _several(found["times"], ",/")
        if not days:
            raise Unread("hours", "no_weekday", part)
        for one in times:
            yield from _rows(days, one)


def _days(text: str) -> list[str]:
    ends = [_DAYS.get(word.strip(" .").casefold()) for word in re.split("[-–]", text)]
    known = [DAYS.index(one) for one in ends if one is not None]
    if len(known) != len(ends) or len(known) > 2:
        raise Unread("hours", "no_weekday", text)
    return list(DAYS[known[0] : known[-1] + 1])


def _rows(days: Sequence[str], text: str) -> Iterator[Record]:
    found = _TIMES.fullmatch(text.strip())
    if found is None:
        raise Unread("hours", "no_clock", text)
    opens, closes = (f"{int(found[n]):02d}:{found[n + 1] or '00'}" for n in (1, 3))
    for day in days:
        yield {"freq": "WEEKLY", "byday": day, "opens_at": opens, "closes_at": "00:00" if closes == "24:00" else closes}

"""What every act on the directory does: rows locked for a change, texts read, the writing and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import NotFound, Refusal
from approdo.core.saying import wrong_fields
from approdo.core.versions import Versioned, keep, refuse_changed
from approdo.network import labels
from approdo.network.models import Organisation, Phone, Service, ServiceAtLocation, WeeklyOpening
from approdo.network.models.organisations import Confirmed
from approdo.network.queries.desks import schedule_of
from approdo.network.rules.directory import RecordState
from approdo.network.rules.freshness import Speaker
from approdo.network.rules.phones import PhoneFacts
from approdo.network.rules.plain_text import text_fault
from approdo.network.rules.weekly import weekly_rows
from approdo.network.search_documents import documents_written

# Of a record that changed, the services that are found otherwise; and the acts after which they are found the same.
SERVICES_OF = {"service": "pk", "organisation": "organisation", "place": "desks__location", "desk": "desks"}
NOT_SEARCHED = {
    "desk.schedule_set", "desk.language_added", "desk.language_ended", "organisation.member_admitted",
    "organisation.member_removed", "organisation.confirmed", "place.confirmed", "place.transferred",
}  # fmt: skip
_LINK = URLValidator(schemes=["https", "http"])
Row = TypeVar("Row", bound=Model)
Said = TypeVar("Said", bound=Versioned)


def locked(by: Actor, kind: str, rows: QuerySet[Row], identifier: object, version: int | None, absent: NotFound) -> Row:
    """The row, locked until the transaction ends, at the version that was read (None asks for none).

    Raises NotFound, Stale with what was done since.
    """
    found = rows.select_for_update(of=("self",)).filter(pk=identifier).first()
    if found is None:
        raise absent
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, kind, cast(Versioned, found), version, words, acts=labels.ACTS)
    return found


def one_line(text: str) -> str:
    """A text without double spaces."""
    return " ".join(text.split())


def texts_checked(texts: Mapping[str, str | Sequence[str]], *, protected: bool = False) -> None:
    """Refuse what may not stand in a text of the directory. Raises InvalidInput, each field with its sentence."""
    wrong = {}
    for name, told in texts.items():
        for text in (told,) if isinstance(told, str) else told:
            fault = text_fault(text, protected=protected)
            if fault is not None:
                wrong[name] = labels.TEXT_FAULTS[fault]
    if wrong:
        raise wrong_fields("text_refused", wrong)


def addresses_checked(links: Mapping[str, str], emails: Mapping[str, str]) -> None:
    """Refuse pages and e-mail addresses that nobody could open or write to. Raises InvalidInput. Empty ones pass."""
    wrong: dict[str, object] = {}
    for told, read, words in (
        (links, _LINK, _("Write the whole address of a page, beginning with https://.")),
        (emails, validate_email, _("This is no e-mail address.")),
    ):
        for name, text in told.items():
            try:
                if text:
                    read(text)
            except ValidationError:
                wrong[name] = words
    if wrong:
        raise wrong_fields("address_refused", wrong)


def known_words(field: str, told: Iterable[str], known: Iterable[str]) -> None:
    """Refuse words that no list of the directory has. Raises InvalidInput."""
    unknown = sorted(set(told) - set(known))
    if unknown:
        words = _("Not known: %(words)s.") % {"words": ", ".join(unknown)}
        raise wrong_fields("word_unknown", {field: words})


def said_now(row: Confirmed, by: Actor, today: date | None) -> None:
    """Write on a row that whoever acts says it is right today; it is saved by the caller."""
    row.confirmed_on = today or timezone.localdate()
    row.confirmed_by_id = by.user_id
    row.confirmed_as = speaker_of(by).value


def speaker_of(by: Actor) -> Speaker:
    """In which quality somebody speaks of a record."""
    return Speaker.EDITOR if by.may(Permission.NETWORK_SEE) else Speaker.MEMBER


def changed_to(row: Model, told: Mapping[str, Any]) -> list[str]:
    """Set what is told on a row; the names of what was otherwise before, in order."""
    names = sorted(name for name, value in told.items() if getattr(row, name) != value)
    for name in names:
        setattr(row, name, told[name])
    return names


def phones_written(owner: Organisation | Service, phones: Sequence[PhoneFacts]) -> bool:
    """Bring the telephones of a record to those told, keeping the rows of numbers that stay; whether any changed."""
    before = {one.number: one for one in owner.phones.all()}
    kind = "organisation" if isinstance(owner, Organisation) else "service"
    different = [(one.number, one.description) for one in before.values()] != [
        (one.number, one.description) for one in phones
    ]
    if different:
        owner.phones.exclude(number__in=[one.number for one in phones]).delete()
        for place, one in enumerate(phones):
            row = before.get(one.number) or Phone(prefecture_id=owner.prefecture_id, number=one.number, **{kind: owner})
            row.description, row.place = one.description, place
            row.save()
    return different


def hours_cut(found: ServiceAtLocation) -> None:
    """Write the weekly hours of a desk anew where a search looks for them."""
    found.openings.all().delete()
    WeeklyOpening.objects.bulk_create(
        WeeklyOpening(
            prefecture_id=found.prefecture_id, service_id=found.service_id, desk=found, protected=found.protected,
            weekday=one.weekday, opens=one.opens, closes=one.closes, began_before=one.began_before, first=one.first,
            last=one.last, languages=list(one.languages), by_appointment=one.by_appointment,
            on_holidays=one.on_holidays.value,
        )
        for one in weekly_rows(schedule_of(found))
    )  # fmt: skip


def recorded(by: Actor, kind: str, row: Said, act: str, changed: Sequence[str]) -> Said:
    """Write a changed row as its next version and the act in the audit: the names of what changed, never the words.

    What the public's search finds of it is written anew.
    """
    kept = keep(by, kind, row, act, changed=list(changed))
    if act not in NOT_SEARCHED and kind in SERVICES_OF:
        found_anew(by, Service.objects.filter(**{SERVICES_OF[kind]: row.pk}))
    return kept


def found_anew(by: Actor, services: QuerySet[Service]) -> None:
    """Bring what the public's search finds of services to what is written of them now."""
    touched = services.filter(
        Q(state=RecordState.PUBLISHED.value) | Q(documents__isnull=False), prefecture=by.prefecture
    )
    if identifiers := set(touched.values_list("pk", flat=True)):
        documents_written(by.prefecture, identifiers)


def not_in_state(words: object) -> Refusal:
    """The record is not in the state that the act begins from."""
    return Refusal("record_not_in_state", words)

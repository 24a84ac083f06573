"""Persons who are received: registered as guests, with the numbers other offices know them by."""

from __future__ import annotations

import re
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import Refusal
from approdo.core.rules.cells import plain_code
from approdo.core.saying import wrong_fields
from approdo.core.versions import refuse_changed
from approdo.people.locks import locked
from approdo.reception import labels
from approdo.reception.models import Guest
from approdo.reception.queries import guests
from approdo.reception.rules.facts import GuestFacts

_CODE = re.compile(r"[0-9A-Z/.-]*")


_CODES = {"cui": 12, "vestanet": 20, "health_card": 20, "permit_number": 20}  # longest of each


@transaction.atomic
def register_guest(*, by: Actor, person_id: UUID, facts: GuestFacts) -> Guest:
    """Make a known person a guest of the reception.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (a guest already, a number of somebody else, a merged person).
    """
    require(by, Permission.GUEST_EDIT)
    person = locked(by, person_id)
    facts = _checked(facts)
    if Guest.objects.filter(person=person).exists():
        raise Refusal("guest_known", _("%(person)s is a guest already.") % {"person": person})
    guest = Guest(prefecture_id=by.prefecture, person=person, **asdict(facts))
    _save(guest)
    audit.record(by, "guest.registered", "guest", guest.pk, version=1, person=person.pk, facts=asdict(facts))
    return guest


@transaction.atomic
def change_identifiers(*, by: Actor, guest_id: UUID, facts: GuestFacts, expected_version: int | None = None) -> Guest:
    """Replace the numbers and documents written of a guest.

    Raises NotAllowed, NotFound, InvalidInput, Refusal (a number of somebody else), Stale.
    """
    require(by, Permission.GUEST_EDIT)
    guests.guest(by, guest_id)
    guest = Guest.objects.select_for_update().get(pk=guest_id)
    words = _("A colleague changed this guest while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "guest", guest, expected_version, words, acts=labels.REGISTER_ACTS)
    before, after = asdict(guests.facts_of(guest)), asdict(_checked(facts))
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        return guest
    for name, value in after.items():
        setattr(guest, name, value)
    guest.version += 1
    _save(guest)
    audit.record(by, "guest.changed", "guest", guest.pk, version=guest.version, changed=changed)
    return guest


def _checked(facts: GuestFacts) -> GuestFacts:
    told = asdict(facts) | {name: plain_code(getattr(facts, name)) for name in _CODES}
    wrong = {
        name: _("At most %(most)s letters and digits.") % {"most": most}
        for name, most in _CODES.items()
        if len(told[name]) > most or not _CODE.fullmatch(told[name])
    }
    if wrong:
        raise wrong_fields("guest_invalid", wrong)
    return GuestFacts(**told)


def _save(guest: Guest) -> None:
    taken = _("Another guest has this number. Search for it: they may be the same person.")
    answers = {
        "guest_cui_once": Refusal("guest_cui_taken", taken, fields={"cui": taken}),
        "guest_vestanet_once": Refusal("guest_vestanet_taken", taken, fields={"vestanet": taken}),
        "reception_guest_person_id_key": Refusal(
            "guest_known", _("%(person)s is a guest already.") % {"person": guest.person}
        ),
    }
    with answering(answers.get):
        guest.save()

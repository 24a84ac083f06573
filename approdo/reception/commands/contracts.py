"""Framework agreements and contracts: their dated prices and policies, extensions, guarantees."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import answering
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.rules.cells import plain_code
from approdo.core.saying import wrong_fields
from approdo.reception import labels
from approdo.reception.models import (
    CentreContract,
    Contract,
    ContractPolicy,
    ContractPrice,
    Extension,
    FrameworkAgreement,
    Guarantee,
    ManagingBody,
)
from approdo.reception.place_locks import locked_body, locked_contract, touch
from approdo.reception.queries import bodies, contracts
from approdo.reception.rules import contracts as rules
from approdo.reception.rules.expiries import Stop
from approdo.reception.rules.vocabulary import AbsenceKind, ExtensionKind, LotClass, SchemeVersion

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is written of a contract: euros net of tax, both days included."""

    title: str
    cig: str
    scheme: SchemeVersion
    lot_class: LotClass
    places: int
    starts_on: date
    ends_on: date
    value: Decimal
    framework_id: UUID | None = None
    procurement_officer: str = ""
    contract_director: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """Euros a person and night, before the discount; where it stands written."""

    base: Decimal
    source: str
    discount_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the contract counts and pays; where it stands written. The defaults are those of the domain."""

    source: str
    pocket_money_per_day: Decimal = Decimal("2.50")
    pocket_money_family_cap: Decimal | None = Decimal("7.50")
    entry_kit: Decimal = Decimal(0)
    phone_card: Decimal = Decimal(0)
    count_entry_day: bool = True
    count_exit_day: bool = False
    transfer_day_to_origin: bool = False
    cap_to_capacity: bool = True
    abandonment_after_hours: int = 72
    paid_absences: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def record_framework(
    *, by: Actor, title: str, cig: str, starts_on: date, ends_on: date, value: Decimal
) -> FrameworkAgreement:
    """Write a framework agreement down. Raises NotAllowed, InvalidInput, Refusal (its CIG is known)."""
    require(by, Permission.CONTRACT_EDIT)
    told = {"title": " ".join(title.split()), "cig": plain_code(cig), "starts_on": starts_on, "ends_on": ends_on}
    _refuse(rules.contract_faults(plain_code(cig), starts_on, ends_on, 1), value=value)
    with answering(_known_cig):
        made = FrameworkAgreement.objects.create(prefecture_id=by.prefecture, value=value, **told)
    audit.record(by, "framework.recorded", "framework", made.pk, facts={**told, "value": value})
    return made


@transaction.atomic
def record_contract(
    *, by: Actor, body_id: UUID, facts: ContractFacts, price: Price, policy: Policy, today: date | None = None
) -> Contract:
    """Write a contract down with its first price and policy.

    One that begins from today on is stopped when the body lacks a proof that it needs on its first day; an older one
    is a fact. Raises NotAllowed, NotFound, InvalidInput, Refusal.
    """
    require(by, Permission.CONTRACT_EDIT)
    body = locked_body(by, body_id)
    facts = _checked(by, facts)
    if facts.starts_on >= (today or timezone.localdate()):
        _need_proofs(body, today or timezone.localdate())
    columns = {name: getattr(value, "value", value) for name, value in asdict(facts).items()}
    contract = Contract(
        prefecture_id=by.prefecture, body=body, in_force=DateRange(facts.starts_on, facts.ends_on + DAY), **columns
    )
    with answering(_known_cig):
        contract.save()
    _write_price(contract, facts.starts_on, price)
    _write_policy(contract, facts.starts_on, policy)
    audit.record(
        by, "contract.recorded", "contract", contract.pk, version=contract.version, facts=asdict(facts),
        price=asdict(price), policy=asdict(policy),
    )  # fmt: skip
    return contract


@transaction.atomic
def correct_contract(
    *,
    by: Actor,
    contract_id: UUID,
    title: str,
    cig: str,
    framework_id: UUID | None = None,
    procurement_officer: str = "",
    contract_director: str = "",
    expected_version: int | None = None,
) -> Contract:
    """Correct how a contract is called and who follows it; days, places and value change by an extension.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (the CIG is of another contract).
    """
    require(by, Permission.CONTRACT_EDIT)
    contract = locked_contract(by, contract_id, expected_version)
    after = {
        "title": " ".join(title.split()), "cig": plain_code(cig), "framework_id": _framework(by, framework_id),
        "procurement_officer": procurement_officer.strip(), "contract_director": contract_director.strip(),
    }  # fmt: skip
    _refuse(rules.contract_faults(plain_code(cig), contract.starts_on, contract.ends_on, contract.places))
    changed = {
        name: [getattr(contract, name), value] for name, value in after.items() if getattr(contract, name) != value
    }
    if not changed:
        return contract
    with answering(_known_cig):
        Contract.objects.filter(pk=contract.pk).update(**after, version=contract.version + 1)
    contract.refresh_from_db()
    audit.record(by, "contract.corrected", "contract", contract.pk, version=contract.version, changed=changed)
    return contract


@transaction.atomic
def set_price(*, by: Actor, contract_id: UUID, valid_from: date, price: Price) -> ContractPrice:
    """A price from a day on; it takes the place of one of the same day that no sealed month used.

    Raises NotAllowed, NotFound, InvalidInput (outside the contract), Refusal (a sealed month was paid on that past).
    """
    require(by, Permission.CONTRACT_EDIT)
    contract = locked_contract(by, contract_id)
    _refuse_past(contract, valid_from)
    before = contract.prices.filter(valid_from=valid_from).first()
    held = None if before is None else [before.base, before.discount_percent]
    made = _write_price(contract, valid_from, price)
    audit.record(
        by, "contract.price_set", "contract", contract.pk, version=touch(contract), valid_from=valid_from,
        price=asdict(price), before=held,
    )  # fmt: skip
    return made


@transaction.atomic
def set_policy(*, by: Actor, contract_id: UUID, valid_from: date, policy: Policy) -> ContractPolicy:
    """What the contract counts and pays from a day on, as `set_price` does with the price.

    Raises NotAllowed, NotFound, InvalidInput, Refusal.
    """
    require(by, Permission.CONTRACT_EDIT)
    contract = locked_contract(by, contract_id)
    _refuse_past(contract, valid_from)
    replaced = contract.policies.filter(valid_from=valid_from).exists()
    made = _write_policy(contract, valid_from, policy)
    audit.record(
        by, "contract.policy_set", "contract", contract.pk, version=touch(contract), valid_from=valid_from,
        policy=asdict(policy), replaced=replaced,
    )  # fmt: skip
    return made


@transaction.atomic
def extend_contract(
    *,
    by: Actor,
    contract_id: UUID,
    kind: ExtensionKind,
    decided_on: date,
    ends_on: date,
    reason: str,
    value: Decimal = Decimal(0),
    expected_version: int | None = None,
    today: date | None = None,
) -> Extension:
    """Make a contract longer or larger. The centres that worked under it until its last day go on with it, except
    those that pass to another contract.

    Raises NotAllowed, NotFound, Stale, InvalidInput, Refusal (the body lacks a proof).
    """
    require(by, Permission.CONTRACT_EDIT)
    contract = locked_contract(by, contract_id, expected_version)
    now, until = today or timezone.localdate(), contract.in_force.upper
    fifths = contract.extensions.filter(kind=ExtensionKind.FIFTH.value).aggregate(told=Sum("value"))["told"]
    _refuse(rules.extension_faults(kind, ends_on, until - DAY, value, fifths or Decimal(0), contract.value))
    if not reason.strip():
        raise _wrong("reason", _("Write this."))
    if decided_on > now:
        raise _wrong("decided_on", _("This day is still to come."))
    if ends_on >= now:
        _need_proofs(contract.body, now)
    made = Extension.objects.create(
        prefecture_id=by.prefecture, contract=contract, kind=kind.value, decided_on=decided_on, ends_on=ends_on,
        value=value, reason=reason.strip(),
    )  # fmt: skip
    Contract.objects.filter(pk=contract.pk).update(in_force=DateRange(contract.in_force.lower, ends_on + DAY))
    kept = _prolong_centres(contract, until, ends_on + DAY)
    audit.record(
        by, "contract.extended", "contract", contract.pk, version=touch(contract), extension=made.pk, kind=kind,
        ends_on=ends_on, before=until - DAY, value=value, centres=kept,
    )  # fmt: skip
    return made


@transaction.atomic
def record_guarantee(
    *, by: Actor, contract_id: UUID, issuer: str, reference: str, amount: Decimal, expires_on: date
) -> Guarantee:
    """Write down what stands for a contract. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.CONTRACT_EDIT)
    contract = locked_contract(by, contract_id)
    told = {"issuer": issuer.strip(), "reference": reference.strip(), "amount": amount, "expires_on": expires_on}
    for name in ("issuer", "reference"):
        if not told[name]:
            raise _wrong(name, _("Write this."))
    if amount <= 0:
        raise _wrong("amount", _("Write an amount above zero."))
    if expires_on < contract.starts_on:
        raise _wrong("expires_on", _("It ends before the contract begins."))
    made = Guarantee.objects.create(prefecture_id=by.prefecture, contract=contract, **told)
    audit.record(
        by, "contract.guarantee_recorded", "contract", contract.pk, version=touch(contract), guarantee=made.pk,
        facts=told,
    )  # fmt: skip
    return made


def _checked(by: Actor, facts: ContractFacts) -> ContractFacts:
    facts = replace(
        facts,
        title=" ".join(facts.title.split()),
        cig=plain_code(facts.cig),
        framework_id=_framework(by, facts.framework_id),
    )
    if not facts.title:
        raise _wrong("title", _("Write this."))
    _refuse(rules.contract_faults(facts.cig, facts.starts_on, facts.ends_on, facts.places), value=facts.value)
    return facts


def _framework(by: Actor, identifier: UUID | None) -> UUID | None:
    if identifier is not None and not contracts.frameworks(by).filter(pk=identifier).exists():
        raise NotFound("framework_not_found", _("This framework agreement does not exist."))
    return identifier


def _write_price(contract: Contract, valid_from: date, price: Price) -> ContractPrice:
    if price.base < 0 or not 0 <= price.discount_percent <= 100:
        raise _wrong("base", _("Write a price of zero or more, and a discount from 0 to 100."))
    made, _created = ContractPrice.objects.update_or_create(
        contract=contract, valid_from=valid_from, prefecture_id=contract.prefecture_id,
        defaults={**asdict(price), "source": _source(price.source)},
    )  # fmt: skip
    return made


def _write_policy(contract: Contract, valid_from: date, policy: Policy) -> ContractPolicy:
    unknown = set(policy.paid_absences) - {kind.value for kind in AbsenceKind}
    if unknown or any(nights < 1 for nights in policy.paid_absences.values()):
        raise _wrong("paid_absences", _("Write kinds of absence that are known, each with at least one night."))
    amounts = (policy.pocket_money_per_day, policy.pocket_money_family_cap or 0, policy.entry_kit, policy.phone_card)
    if min(amounts) < 0 or policy.abandonment_after_hours < 0:
        raise _wrong("pocket_money_per_day", _("Write amounts of zero or more."))
    made, _created = ContractPolicy.objects.update_or_create(
        contract=contract, valid_from=valid_from, prefecture_id=contract.prefecture_id,
        defaults={**asdict(policy), "source": _source(policy.source)},
    )  # fmt: skip
    return made


def _source(text: str) -> str:
    if not text.strip():
        raise _wrong("source", _("Write where this stands written."))
    return text.strip()


def _refuse_past(contract: Contract, valid_from: date) -> None:
    sealed = contracts.open_from(contract)
    fault = rules.dated_fault(valid_from, contract.in_force.lower, contract.in_force.upper, sealed)
    if fault == rules.ContractFault.SEALED:
        words = labels.CONTRACT_FAULTS[fault]
        raise Refusal("contract_past_sealed", words, fields={"valid_from": words})
    _refuse({"valid_from": fault} if fault else {})


def _prolong_centres(contract: Contract, until: date, now_until: date) -> int:
    """How many centres go on."""
    held = CentreContract.objects.filter(contract=contract, during__endswith=until)
    count = 0
    for row in held:
        further = DateRange(until, now_until)
        if now_until > until and not row.centre.contracts.filter(during__overlap=further).exists():
            CentreContract.objects.filter(pk=row.pk).update(during=DateRange(row.during.lower, now_until))
            count += 1
    return count


def _need_proofs(body: ManagingBody, on: date) -> None:
    lacking = bodies.lacking(body, Stop.CONTRACTS, on)
    if lacking:
        raise Refusal(
            "body_lacks_proofs",
            _("The managing body lacks a valid proof: %(proofs)s. Record it first; the law allows no contract without.")
            % {"proofs": labels.subjects(lacking)},
        )


def _refuse(found: dict[str, rules.ContractFault], value: Decimal = Decimal(0)) -> None:
    if value < 0:
        found = {**found, "value": rules.ContractFault.NEGATIVE}
    if found:
        fields: dict[str, Any] = {name: labels.CONTRACT_FAULTS[fault] for name, fault in found.items()}
        raise wrong_fields("contract_invalid", fields)


def _known_cig(constraint: str) -> Refusal | None:
    if constraint not in ("contract_cig_once", "framework_cig_once"):
        return None
    return Refusal("cig_known", _("This CIG is known already."), fields={"cig": _("Already used.")})


def _wrong(name: str, words: object) -> InvalidInput:
    return wrong_fields("contract_invalid", {name: words})

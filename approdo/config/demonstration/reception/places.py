"""Bodies, contracts and centres of the demonstration. Pure: a seed, an office and a first day give the same ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.names import INVENTED, MORE_NOUNS, NOUNS
from approdo.config.demonstration.plans import Dice
from approdo.core.rules.calendar import add_months
from approdo.core.rules.nights import Nights, month_of
from approdo.people.rules.tax_code import provisional_check
from approdo.reception.rules.vocabulary import CentreType, LegalForm, LotClass, SexProfile

COMUNI = {
    "SV": ("009056", "009001", "009002", "009015", "009029", "009034"),
    "PA": ("082053", "082006", "082049", "082021", "082054", "082070"),
}
CENTRES_OF_BODIES = (3, 6, 5, 5, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2)  # sixty; the first is of who signs in
SIZES = (8, 10, 12, 14, 16, 20, 24, 30, 40)  # places, one centre each
FORMS = {
    LegalForm.SOCIAL_COOPERATIVE: "Cooperativa sociale", LegalForm.ASSOCIATION: "Associazione",
    LegalForm.CONSORTIUM_OF_COOPERATIVES: "Consorzio", LegalForm.RELIGIOUS_BODY: "Opera",
    LegalForm.COMPANY: "Accoglienza",
}  # fmt: skip
PROFILES = {"any": 70.0, "families": 12.0, "women": 6.0, "men": 12.0}
EMERGENCY_AFTER, EMERGENCY_PLACES = 400, 6  # days from the first, places of the order
# Places in the order of a copy of the province, which the planted mistakes name.
OPERATOR_BODY, LAPSED_BODY, UNSECURED_BODY = 0, 10, 7
LATE, UNCONFIRMED, RECTIFIED, IMPROVED, EMERGENCY = 0, 1, 5, 12, 14
DANGEROUS, SAME_MINUTE, OVERFULL = 20, 30, 40
SPECIAL = frozenset({LATE, UNCONFIRMED, RECTIFIED, IMPROVED, EMERGENCY, DANGEROUS, SAME_MINUTE, OVERFULL})
UNPRICED_LOT, SHORT_LOT, SILENT_LOT = 3, 6, 8  # the first contract of that body
UNPRICED_DAYS = 9  # from the first day, without a price
MISTAKEN = 100  # days before the second year's end; the planted nights are of that month, which is sealed by now


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """Who runs centres. `lapsed`: the last day of its last proof of contributions, None while they are renewed."""

    key: str
    name: str
    tax_code: str
    form: LegalForm
    comune: str
    since: date
    lapsed: date | None
    secured: bool  # whether its guarantees still hold


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """A contract from `starts_on`; it is made half a year longer each time it is about to end."""

    key: str
    body: BodyPlan
    cig: str
    title: str
    lot_class: LotClass
    places: int
    starts_on: date
    ends_on: date
    base: str  # euros a person and night
    discount: str
    priced_from: date  # the first day with a price
    warned: int  # days before its end at which it is made longer

    def extensions(self, until: date) -> list[tuple[date, date]]:
        """Day of the decision and new last day of each extension decided by `until`."""
        found, last = [], self.ends_on
        while last - timedelta(days=self.warned) <= until:
            decided = last - timedelta(days=self.warned)
            last = add_months(last, 6)
            found.append((decided, last))
        return found


@dataclass(slots=True)
class CentrePlan:
    """A centre. `steps`: places authorised and of an emergency from a day on, with the order that allows them."""

    key: str
    number: int
    code: str
    name: str
    body: BodyPlan
    contract: ContractPlan
    type: CentreType
    comune: str
    profile: SexProfile
    accessible: bool
    opened_on: date
    paper: bool  # signed on sheets, not by the operator's phone
    certified: bool  # whether the certificate against fire still holds
    steps: list[tuple[date, int, int, str]] = field(default_factory=list)

    def places(self, day: date) -> int:
        """How many may sleep there."""
        return next((own + more for since, own, more, _order in reversed(self.steps) if since <= day), 0)

    @property
    def beds(self) -> int:
        """Beds that stand there."""
        return max(own + more for _since, own, more, _order in self.steps)


@dataclass(frozen=True, slots=True)
class Province:
    """One copy of the province; scale counts copies. `first` is the day on which it began, `end` two years later."""

    office: Office
    copy: int
    first: date
    end: date
    bodies: tuple[BodyPlan, ...]
    centres: tuple[CentrePlan, ...]

    @property
    def mistaken(self) -> Nights:
        """The month of most planted mistakes."""
        day = self.end - timedelta(days=MISTAKEN)
        return month_of(day.year, day.month)

    def lot(self, body: int) -> ContractPlan:
        """The first contract of a body."""
        return next(one for one in self.contracts if one.body is self.bodies[body])

    @property
    def contracts(self) -> list[ContractPlan]:
        """Every contract, once."""
        return list({centre.contract.key: centre.contract for centre in self.centres}.values())


def province(office: Office, copy: int, start: date, seed: str) -> Province:
    """The bodies, contracts and centres of a copy; reception begins on the first day of the month of `start`."""
    dice = Dice(seed, office.code, "reception", copy)
    first, end = start.replace(day=1), add_months(start, 24)
    names = dice.sample(NOUNS + MORE_NOUNS, sum(CENTRES_OF_BODIES))
    bodies: list[BodyPlan] = []
    centres: list[CentrePlan] = []
    for number, count in enumerate(CENTRES_OF_BODIES):
        body = _body(office, copy, number, first, end, dice)
        bodies.append(body)
        centres += _centres(body, count, len(centres), copy, first, names, dice)
    return Province(office, copy, first, end, tuple(bodies), tuple(centres))


def _body(office: Office, copy: int, number: int, first: date, end: date, dice: Dice) -> BodyPlan:
    form = dice.choice(list(FORMS)) if number else LegalForm.SOCIAL_COOPERATIVE
    digits = f"{copy * 100 + number + 1:07d}000"  # no office has the number 000
    name = f"{FORMS[form]} {dice.choice(MORE_NOUNS)} {copy * 100 + number + 1} {INVENTED}"
    return BodyPlan(
        f"{office.code}:{copy}:body:{number}", name, digits + provisional_check(digits), form,
        dice.choice(COMUNI[office.code]), first - timedelta(days=dice.randint(20, 200)),
        end - timedelta(days=12) if number == LAPSED_BODY else None, number != UNSECURED_BODY,
    )  # fmt: skip


def _centres(
    body: BodyPlan, count: int, before: int, copy: int, first: date, names: list[str], dice: Dice
) -> list[CentrePlan]:
    """The centres of a body, under one contract or, where they are many, two."""
    sizes = [dice.choice(SIZES) for _ in range(count)]
    lots = [range(0, count)] if count < 5 else [range(0, count // 2), range(count // 2, count)]
    made = []
    for lot, members in enumerate(lots):
        contract = _contract(body, lot, len(lots), sum(sizes[one] for one in members), copy, first, dice)
        made += [_centre(contract, before + one, copy, names[before + one], sizes[one], dice) for one in members]
    return made


def _contract(body: BodyPlan, lot: int, lots: int, places: int, copy: int, first: date, dice: Dice) -> ContractPlan:
    office, _copy, _word, number = body.key.split(":")
    ends_on = add_months(body.since, 24) + timedelta(days=dice.randint(200, 700))
    unpriced = int(number) == UNPRICED_LOT and lot == 0
    priced_from = first + timedelta(days=UNPRICED_DAYS) if unpriced else body.since
    title = f"Accoglienza di richiedenti asilo, lotto {int(number) + 1}{'ab'[lot] if lots > 1 else ''} {INVENTED}"
    return ContractPlan(
        f"{body.key}:lot:{lot}", body, f"INV{office}{copy % 1000:03d}{int(number):01X}{lot}", title,
        dice.choice([LotClass.SUA, LotClass.CC_50]), places + 10, body.since, ends_on,
        f"{dice.randint(2600, 3400) / 100:.2f}", f"{dice.randint(0, 60) / 10:.1f}", priced_from,
        dice.choice([15, 30, 60]),
    )  # fmt: skip


def _centre(contract: ContractPlan, number: int, copy: int, name: str, size: int, dice: Dice) -> CentrePlan:
    office, place = contract.key.split(":")[0], copy * 100 + number + 1
    first = contract.starts_on
    steps = [(first, size, 0, "")]
    if number == EMERGENCY:
        day = first + timedelta(days=EMERGENCY_AFTER)
        steps.append((day, size, EMERGENCY_PLACES, f"Ordinanza prefettizia n. {place} {INVENTED}"))
    if number == IMPROVED:
        steps.append((first + timedelta(days=300), size + 4, 0, ""))
    profile = SexProfile.ANY if number in (LATE, UNCONFIRMED, OVERFULL) else SexProfile(dice.weighted(PROFILES))
    kind = CentreType.CAS_PROVISIONAL if dice.chance(0.15) else CentreType.CAS
    return CentrePlan(
        f"{office}:{copy}:centre:{number}", number, f"{office}-{place:03d}",
        f"Casa {name}{f' {copy + 1}' if copy else ''}", contract.body, contract, kind,
        dice.choice(COMUNI[office]), profile, dice.chance(0.3), first, dice.chance(0.4), number != DANGEROUS, steps,
    )  # fmt: skip

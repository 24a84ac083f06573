"""Which services are invented for a province, of every kind: whose, where, for whom, when, and how fresh they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from approdo.config.demonstration.directory.opening import ATTENDING, schedule_of
from approdo.config.demonstration.directory.words import Kind, kinds
from approdo.config.demonstration.plans import Dice
from approdo.network.rules.directory import AccessFact, Attending, Cost, Told, WayIn
from approdo.network.rules.eligibility import Asks, Condition
from approdo.network.rules.facts import PlaceFacts
from approdo.network.rules.hours import Schedule

# What is obviously not the name of a real body
OF = (
    "dell'Aquilone", "della Conchiglia", "del Girasole", "della Lanterna", "del Pettirosso", "della Bussola",
    "dell'Arcobaleno", "del Melograno", "della Rondine", "del Veliero", "della Ginestra", "dell'Orsa Minore",
    "del Corbezzolo", "della Libellula", "del Pentagramma", "della Mongolfiera", "del Riccio", "della Clessidra",
)  # fmt: skip
PROTECTED = {"antitrafficking", "antiviolence"}
SEAT_ONLY = 5  # kinds with so few services are in the largest comuni alone
IN_TOWN_ONLY = {"comune", "ats"}  # for who lives in the comune
TONGUES = {
    "SV": ("sq", "ar", "es", "en", "uk", "ro", "bn", "zh-Hans", "fr"),
    "PA": ("bn", "ar", "fr", "en", "zh-Hans", "ta", "si", "ro", "ur"),
}
# Days since it was said: most lately, then to be asked, stale, hidden
AGES = {"5-85": 68.0, "92-118": 12.0, "124-176": 14.0, "185-300": 6.0}
WRITTEN = 310, 700  # days since it was written down
DRAFTS, TWO_DESKS = 0.02, 0.1
CONDITIONS: dict[str, tuple[Condition, ...]] = {
    "italian_course": (Condition(Asks.AGE, (), 16),),
    "adult_school": (Condition(Asks.AGE, (), 16),),
    "women_health": (Condition(Asks.SEX, ("female",)),),
    "anti_violence": (Condition(Asks.SEX, ("female",)),),
    "fgm": (Condition(Asks.SEX, ("female",)),),
    "child_health": (Condition(Asks.FAMILY, ("with_children", "pregnant")),),
    "nursery": (Condition(Asks.FAMILY, ("with_children",)),),
    "after_school": (Condition(Asks.AGE, (), 6, 17),),
    "asylum": (Condition(Asks.PERMIT, ("none", "asked", "asylum_seeker")),),
    "stp_eni": (Condition(Asks.PERMIT, ("none",)),),
    "night_shelter": (Condition(Asks.STATUS, ("homeless",)), Condition(Asks.AGE, (), 18)),
    "unemployment": (Condition(Asks.STATUS, ("unemployed",)),),
    "unaccompanied_minors": (Condition(Asks.AGE, (), None, 17),),
    "driving_licence": (Condition(Asks.AGE, (), 18),),
    "disability": (Condition(Asks.STATUS, ("disabled",)),),
    "family_reunification": (Condition(Asks.PERMIT, ("asylum_seeker", "none"), opposite=True),),
}
DOCUMENTS: dict[str, tuple[str, ...]] = {
    "residence_permit": ("passport", "permit"), "family_reunification": ("passport", "permit", "isee"),
    "civil_registration": ("passport", "permit", "tax_code"), "health_card": ("passport", "permit", "tax_code"),
    "family_doctor": ("tax_code",), "tax_help": ("tax_code", "isee"), "family_benefits": ("tax_code", "isee"),
    "citizenship": ("passport", "permit"), "school_enrolment": ("passport", "tax_code"), "job_search": ("permit",),
    "public_housing": ("permit", "isee"), "rent_help": ("isee",), "digital_identity": ("passport", "tax_code"),
}  # fmt: skip
TICKET, MATERIALS = {"women_health", "mental_health", "disability"}, {"driving_licence", "vocational_training"}
EXTRA = ("children", "private", "interpreter")


@dataclass(frozen=True, slots=True)
class Town:
    """A comune where services are: `lat` and `lon` a point inside it."""

    code: str
    name: str
    postal_code: str
    lat: float
    lon: float
    people: int


@dataclass(frozen=True, slots=True)
class MadeDesk:
    """Where or how a service is met. `where` None where it has no place."""

    attending: Attending
    where: PlaceFacts | None
    languages: tuple[str, ...]
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class MadeService:
    """A service. `sentences`, `documents` and `fees` are names of `words`; services with the same `body` are of one body."""

    number: int
    kind: Kind
    body: str
    category: str
    town: str
    sentences: tuple[str, ...]
    documents: tuple[str, ...]
    fees: str
    conditions: tuple[Condition, ...]
    areas: tuple[str, ...]
    cost: Cost
    amount: Decimal | None
    ways_in: tuple[WayIn, ...]
    desks: tuple[MadeDesk, ...]
    protected: bool
    draft: bool
    written_on: date
    said_on: date


def made(office: str, towns: Sequence[Town], until: date, seed: str) -> Iterator[MadeService]:
    """The services of a prefecture as of `until`, the same whenever they are asked. `towns`: the largest first."""
    number = count(1)
    for kind in kinds():
        dice = Dice(seed, "service", office, kind.id)
        names = dice.sample(OF, (kind.many + 1) // 2)
        for turn in range(kind.many):
            yield _made(office, kind, turn, next(number), names[turn // 2], towns, until, dice)


def _made(
    office: str, kind: Kind, turn: int, number: int, of: str, towns: Sequence[Town], until: date, dice: Dice
) -> MadeService:
    category = kind.categories[turn % len(kind.categories)]
    town = _town(towns[:3] if kind.many <= SEAT_ONLY else towns, dice)
    hours = "nights" if category == "night_shelter" else kind.hours[turn % len(kind.hours)]
    own = kind.id in IN_TOWN_ONLY
    desks = [_desk(office, hours, town, number, dice, until)]
    if dice.chance(TWO_DESKS) and desks[0].where and not own:
        other = _town([one for one in towns if one is not town] or towns, dice)
        desks.append(_desk(office, kind.hours[(turn + 1) % len(kind.hours)], other, number + 500, dice, until))
    first, last = map(int, dice.weighted(AGES).split("-"))
    paid = category in MATERIALS
    return MadeService(
        number, kind, f"{kind.body} {of}", category, town.name,
        (kind.id, kind.way.value, *dice.sample(EXTRA, dice.choice((0, 1, 1)))), DOCUMENTS.get(category, ()),
        "materials" if paid else "ticket" if category in TICKET else "",
        (*CONDITIONS.get(category, ()), *((Condition(Asks.COMUNE, (town.code,)),) if own else ())),
        (town.code,) if own else (),
        Cost.PAID if paid else Cost.DEPENDS if category in TICKET else Cost.UNKNOWN if dice.chance(0.05) else Cost.FREE,
        Decimal(dice.randrange(10, 60, 5)) if paid else None, (kind.way,), tuple(desks), kind.id in PROTECTED,
        dice.chance(DRAFTS), until - timedelta(days=dice.randint(*WRITTEN)),
        until - timedelta(days=dice.randint(first, last)),
    )  # fmt: skip


def _town(towns: Sequence[Town], dice: Dice) -> Town:
    """A comune, more often a large one."""
    return dice.choices(towns, [max(one.people, 1) ** 0.6 for one in towns])[0]


def _desk(office: str, hours: str, town: Town, number: int, dice: Dice, until: date) -> MadeDesk:
    known = TONGUES[office]  # the first more often, and on each Saturday
    tongues = tuple(dict.fromkeys(dice.sample(known, dice.choice((1, 2, 2, 3)), counts=range(len(known), 0, -1))))
    if hours == "saturday":
        tongues = tuple(dict.fromkeys((known[0], *tongues)))
    attending = ATTENDING.get(hours, Attending.IN_PERSON)
    where = _place(town, number, dice) if attending is Attending.IN_PERSON else None
    languages = ("it", *tongues[: dice.choice((0, 1, 1))])
    return MadeDesk(attending, where, languages, schedule_of(hours, dice, tongues, until))


def _place(town: Town, number: int, dice: Dice) -> PlaceFacts:
    """A place near the middle of a comune, farther from it in a city."""
    spread = 0.012 if town.people > 100_000 else 0.003
    lat, lon = (
        Decimal(str(round(middle + dice.uniform(-spread, spread), 5))) for middle in (town.lat, town.lon)
    )  # fmt: skip
    told = dice.sample(tuple(AccessFact), dice.choice((0, 2, 3)))
    return PlaceFacts(
        f"Sede {number}", f"Via dell'Esempio {number}", town.code, town.name, postal_code=town.postal_code,
        latitude=lat, longitude=lon, directions="Dalla fermata a piedi in cinque minuti.",
        accessibility={one: Told.YES if dice.chance(0.6) else Told.NO for one in told},
    )  # fmt: skip

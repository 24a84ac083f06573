"""The households of the demonstration, day by day. Pure: a seed, an office and a day always give the same ones.

The story of a household does not depend on what day it is today: `replay` cuts it there. So a day more adds to what
was, and never changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.life import Circumstances, live
from approdo.config.demonstration.names import FIRMS, INVENTED, MORE_NOUNS, NOUNS, NOUNS_IN, ORIGINS, Origin
from approdo.config.demonstration.plans import SEED, Dice, Household, Human, Part, Plan, days
from approdo.core.rules.calendar import HolidayCalendar
from approdo.people.rules.tax_code import provisional_check
from approdo.people.rules.vocabulary import BirthPrecision, Relation, Script, Sex
from approdo.procedures.rules.definition import Procedure, Question
from approdo.procedures.rules.numbers import HighRiskCountry

YEARS = 2  # of history before the first day
STOCK_DAYS = 900  # before that history: what was already pending when it began
REGULARISATION = (date(2020, 6, 1), date(2020, 8, 14))


@dataclass(frozen=True, slots=True)
class Rush:
    """A click day: the requests of one form that come on it, at scale 1."""

    on: date
    procedure: str
    form: str
    files: int
    sector: str = ""


# Case files a working day at scale 1, by procedure.
DAILY = {
    "family_reunification": 0.46, "citizenship_residence": 0.18, "citizenship_marriage": 0.07, "italian_test_a2": 0.20,
    "permit_conversion": 0.21, "integration_agreement": 0.06, "work_outside_quota_art27": 0.07, "blue_card": 0.05,
    "ict": 0.02, "trained_abroad_art23": 0.03,
}  # fmt: skip
SLOW = frozenset({"citizenship_residence", "citizenship_marriage", "integration_agreement"})
LEGACY = ("regularisation_2020", 0.7)
# The click days of 2026 are those of the decree.
RUSH = (
    Rush(date(2025, 2, 5), "work_employee_quota", "B2020", 40),
    Rush(date(2025, 2, 7), "work_employee_quota", "A-BIS", 26),
    Rush(date(2025, 2, 12), "work_seasonal", "C-STAG", 46),
    Rush(date(2026, 1, 12), "work_seasonal", "C-STAG", 34, "farming"),
    Rush(date(2026, 2, 9), "work_seasonal", "C-STAG", 40, "tourism"),
    Rush(date(2026, 2, 16), "work_employee_quota", "B2020", 44),
    Rush(date(2026, 2, 18), "work_employee_quota", "A-BIS", 30),
)
EMPLOYED = frozenset(
    {"work_employee_quota", "work_seasonal", "work_outside_quota_art27", "blue_card", "ict", "trained_abroad_art23"}
)
LATER = {"italian_test_a2": 4.0, "citizenship_residence": 3.0, "permit_conversion": 2.0, "family_reunification": 3.0}
# Answers that would lead to another door.
FIXED = {
    "italian_now": "no", "residence": "italy", "still_together": "no", "not_due": "none", "exemption": "none",
    "where_is_the_worker": "abroad", "employer_still_there": "yes",
}  # fmt: skip
GROUND = {
    "spouse": Relation.SPOUSE,
    "minor_child": Relation.CHILD,
    "adult_child": Relation.CHILD,
    "parent": Relation.PARENT,
}
BY_PRIORITY = {"minor": 3.0, "health": 2.0, "vulnerability": 1.0, "work": 2.0}


@dataclass(frozen=True, slots=True)
class World:
    """What the story is told about the law: procedures, holidays, countries of the high-risk list."""

    procedures: Mapping[str, Procedure]
    calendar: HolidayCalendar
    high_risk: tuple[HighRiskCountry, ...]


def households(
    world: World, office: Office, start: date, until: date, scale: int, seed: str = SEED
) -> Iterator[Household]:
    """Every household whose first request was filed by `until`, in order of day; `scale` times as many."""
    for day in days(*REGULARISATION):
        if day.weekday() < 5:
            yield from _of_the_day(world, office, day, dict([LEGACY]), scale, seed)
    for day in days(start - timedelta(STOCK_DAYS), until):
        daily = DAILY if day >= start else {name: rate for name, rate in DAILY.items() if name in SLOW}
        if day.weekday() < 5:
            yield from _of_the_day(world, office, day, daily, scale, seed)
        if day >= start:
            yield from _rush(world, office, day, scale, seed)


def _of_the_day(
    world: World, office: Office, day: date, rates: Mapping[str, float], scale: int, seed: str
) -> Iterator[Household]:
    dice = Dice(seed, office.code, day)
    for procedure, rate in rates.items():
        wanted = rate * scale
        for place in range(int(wanted) + dice.chance(wanted % 1)):
            yield Teller(world, office, day, f"{procedure}:{place}", seed).tell(procedure)


def _rush(world: World, office: Office, day: date, scale: int, seed: str) -> Iterator[Household]:
    for rush in RUSH:
        if rush.on == day:
            answers = {"sector": rush.sector} if rush.sector else {}
            for place in range(rush.files * scale):
                yield Teller(world, office, day, f"{rush.form}:{place}", seed).tell(rush.procedure, rush.form, answers)


class Teller:
    """Tells one household."""

    def __init__(self, world: World, office: Office, day: date, place: str, seed: str) -> None:
        self.world, self.office, self.day = world, office, day
        self.key = f"{office.code}:{day}:{place}"
        self.dice = Dice(seed, self.key)
        self.origin: Origin = ORIGINS[self.dice.weighted(office.origins)]
        self.humans: list[Human] = []
        self.relations: list[Relation] = []
        self.plans: list[Plan] = []

    def tell(self, procedure: str, form: str = "", answers: Mapping[str, str] | None = None) -> Household:
        """The household that begins with a request of that procedure."""
        self.humans.append(self._adult())
        self._file(procedure, self.day, form, answers or {})
        if self.dice.chance(0.14) and procedure not in EMPLOYED:
            later = self.day + timedelta(self.dice.randint(60, 520))
            second = self.dice.weighted({name: weight for name, weight in LATER.items() if name != procedure})
            while later.weekday() > 4:
                later += timedelta(1)
            self._file(second, later, "", {})
        return Household(self.key, self.day, tuple(self.humans), tuple(self.plans), tuple(self.relations))

    def _adult(self) -> Human:
        return self.human(
            self.day.year - self.dice.randint(22, 61), self.dice.choice([Sex.FEMALE, Sex.MALE]), in_italy=True
        )

    def human(self, year: int, sex: Sex, *, in_italy: bool, family: tuple[str, str] | None = None) -> Human:
        """Somebody of the household, with that family name where one is given."""
        dice, origin = self.dice, self.origin
        given = dice.choice([name for name in origin.given if name.sex is sex])
        surname, original = family or self._surname()
        born = date(year, 1, 1) + timedelta(dice.randrange(365))
        precision = BirthPrecision.DAY
        if dice.chance(0.04):
            born, precision = date(year, 1, 1), BirthPrecision.YEAR
        return Human(
            key=f"{self.key}:{len(self.humans)}",
            family_name=surname,
            given_name=given.latin,
            original_family_name=original,
            original_given_name=given.original,
            script=origin.script,
            transliteration=origin.transliteration,
            sex=sex,
            born=born,
            precision=precision,
            country=origin.country,
            language=origin.language,
            needs_mediator=dice.chance(0.2),
            has_tax_code=in_italy and precision is BirthPrecision.DAY,
            contacts=self._contacts(given.latin, surname) if in_italy else (),
            special_fact=f"Fatto inventato per la dimostrazione {INVENTED}" if dice.chance(0.02) else "",
        )

    def _surname(self) -> tuple[str, str]:
        """One or two nouns, and the same in the script of the origin ("" where that is Latin)."""
        dice, script = self.dice, self.origin.script
        count = 2 if dice.chance(0.45) else 1
        if script is Script.LATIN:
            return " ".join(dice.sample(NOUNS + MORE_NOUNS, count)), ""
        places = dice.sample(range(len(NOUNS)), count)
        joint = "" if script is Script.CHINESE else " "
        return " ".join(NOUNS[place] for place in places), joint.join(NOUNS_IN[script][place] for place in places)

    def _contacts(self, given: str, surname: str) -> tuple[tuple[str, str], ...]:
        number = self.dice.randint(0, 9999)
        found = [("phone", f"0100000{number:04d}")]
        if self.dice.chance(0.6):
            found.append(("email", f"{given}.{surname.replace(' ', '')}{number}@persona.example".lower()))
        if self.dice.chance(0.3):
            found.append(("postal", f"Via dell'Esempio {number % 200 + 1}, {self.office.seat} {INVENTED}"))
        return tuple(found)

    def _file(self, procedure: str, filed_on: date, form: str, answers: Mapping[str, str]) -> None:
        definition = self.world.procedures[procedure]
        place = len(self.plans)
        answered = self._answers(definition, filed_on, form, answers)
        ground = answered.get("ground", "")
        comune = self.dice.choice(self.office.comuni)
        about = Circumstances(
            definition, filed_on, answered, self.world.calendar, self.office.comuni[0], self.office.slowness
        )
        mark = f"{self.day:%Y%m%d}-{self.key.split(':', 2)[2].replace(':', '-').upper()}-{place}"
        self.plans.append(
            Plan(
                key=f"{self.key}:case:{place}",
                procedure=procedure,
                filed_on=filed_on,
                parts=tuple(self._parts(definition, ground if isinstance(ground, str) else ground[0])),
                steps=live(about, self.dice),
                external_code=_short(definition, self.office.code, mark),
                protocol=_short(None, self.office.code, mark),
                comune=comune,
                officer=self._officer(definition),
                ground=ground if isinstance(ground, str) else ground[0],
                answers=answered,
                priority_reason=self.dice.weighted(BY_PRIORITY) if self.dice.chance(0.05) else "",
            )
        )

    def _officer(self, definition: Procedure) -> str:
        if definition.office == "citizenship":
            return "cittadinanza"
        return self.dice.weighted({"funzionaria": 55, "collega": 35, "dirigente": 10})

    def _answers(
        self, definition: Procedure, on: date, form: str, given: Mapping[str, str]
    ) -> dict[str, str | list[str]]:
        found: dict[str, str | list[str]] = {}
        for question in definition.questions:
            if not _asked(question, found):
                continue
            choices = [choice.id for choice in question.choices]
            if question.id in given:
                answer = given[question.id]
            elif question.id == "ground" and form in choices:
                answer = form
            elif question.id == "country_of_worker":
                risky = any(one.country == self.origin.country and one.holds_on(on) for one in self.world.high_risk)
                answer = "high_risk_country" if risky else "other_country"
            else:
                answer = FIXED.get(question.id) or self.dice.choice(choices)
            found[question.id] = [answer] if question.several else answer
        return found

    def _parts(self, definition: Procedure, ground: str) -> Iterator[Part]:
        if definition.id in EMPLOYED or definition.id == LEGACY[0]:
            yield self._employer()
            yield Part("beneficiary", 0)
            return
        yield Part("applicant", 0)
        if definition.id == "family_reunification":
            yield self._relative(ground)

    def _employer(self) -> Part:
        number = f"{self.dice.randint(1, 9_999_999):07d}000"  # no office has the number 000
        name = f"{self.dice.choice(FIRMS)} {self.dice.choice(MORE_NOUNS)} S.r.l. {INVENTED}"
        return Part("employer", entity_name=name, entity_tax_code=number + provisional_check(number))

    def _relative(self, ground: str) -> Part:
        first = self.humans[0]
        year = first.born.year
        other = Sex.MALE if first.sex is Sex.FEMALE else Sex.FEMALE
        sex = other if ground == "spouse" else self.dice.choice([Sex.FEMALE, Sex.MALE])
        born = {
            "spouse": year + self.dice.randint(-6, 8),
            "minor_child": self.day.year - self.dice.randint(2, 15),
            "adult_child": min(year + 19, self.day.year - 19),
            "parent": year - self.dice.randint(20, 32),
        }[ground]
        same_name = (first.family_name, first.original_family_name) if ground != "spouse" else None
        self.humans.append(self.human(born, sex, in_italy=False, family=same_name))
        self.relations.append(GROUND[ground])
        return Part("beneficiary", len(self.humans) - 1, relation=ground)


def _asked(question: Question, found: Mapping[str, str | list[str]]) -> bool:
    given = {name: [answer] if isinstance(answer, str) else answer for name, answer in found.items()}
    return all(set(values) & set(given.get(name, ())) for name, values in question.when)


_SHORT = {
    "family_reunification": "RF", "citizenship_residence": "CR", "citizenship_marriage": "CM", "italian_test_a2": "A2",
    "permit_conversion": "PC", "integration_agreement": "AI", "work_outside_quota_art27": "27", "blue_card": "BC",
    "ict": "IC", "trained_abroad_art23": "23", "regularisation_2020": "EM",
}  # fmt: skip


def _short(definition: Procedure | None, office: str, mark: str) -> str:
    """An external code (or, without a procedure, a protocol number) that nobody could take for a real one."""
    for name, letters in _SHORT.items():
        mark = mark.replace(name.upper(), letters)
    if definition is None:
        return f"INV/{office}/{mark}"
    return f"INV-{definition.external_code.upper()}-{office}-{mark}" if definition.external_code else ""

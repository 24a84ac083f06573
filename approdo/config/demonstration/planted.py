"""Odd cases put into the demonstration on purpose, each with the answer that Approdo must give.

The days are fixed, so that the answers, worked out by hand, can be written beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.codes import written_code
from approdo.config.demonstration.names import INVENTED
from approdo.config.demonstration.plans import Household, Human, Part, Plan, Step
from approdo.people.rules.vocabulary import BirthPrecision, Script, Sex, Transliteration

NOTHING: Mapping[str, object] = MappingProxyType({})
FAMILY_ANSWERS = {
    "italian_now": "no", "ground": ["spouse"], "applicant_status": "other", "housing_owner": "applicant"
}  # fmt: skip

SEASONAL_ANSWERS: dict[str, object] = {"country_of_worker": "high_risk_country", "past_season": "no"}


@dataclass(frozen=True, slots=True)
class Planted:
    """One of them. `expected` holds columns of its first case file on any day from `LAST` on."""

    id: str
    what: str
    answer: str
    households: tuple[Household, ...]
    expected: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    is_duplicate: bool = False

    @property
    def where(self) -> str:
        """What to type in the search: the code of the case file, or the person's name."""
        plans = [plan for household in self.households for plan in household.plans]
        human = self.households[0].humans[0]
        return plans[0].external_code if plans else f"{human.family_name} {human.given_name}"


LAST = date(2026, 11, 1)  # the day on which the last of them has happened


def planted(office: Office, start: date) -> tuple[Planted, ...]:
    """All of one office. `start`, the first day of the history, is the day on which those without a file were met."""
    maker = _Maker(office, start)
    return (
        *maker.persons(),
        maker.two_requests(),
        maker.no_quota(),
        maker.christmas(),
        maker.saints_of_rome(),
        maker.epidemic(),
        maker.employer(),
        maker.silence(),
        maker.no_notice(),
        maker.papers_never_came(),
        maker.too_late_to_stop(),
        maker.oath(),
    )


Act = tuple[date, str] | tuple[date, str, str] | tuple[date, str, str, str]


def _steps(filed: date, *acts: Act) -> tuple[Step, ...]:
    """A file received, registered and assigned on the day it is filed, then the acts."""
    return (Step(filed, "file"), Step(filed, "register"), Step(filed, "assign"), *(Step(*act) for act in acts))


class _Maker:
    def __init__(self, office: Office, start: date) -> None:
        self.office, self.start = office, start

    def _human(self, name: str, family: str, given: str, born: date, **other: object) -> Human:
        plain = Human(
            key=f"{self.office.code}:planted:{name}:{given}",
            family_name=family,
            given_name=given,
            original_family_name="",
            original_given_name="",
            script=Script.LATIN,
            transliteration=Transliteration.PASSPORT,
            sex=Sex.MALE,
            born=born,
            precision=BirthPrecision.DAY,
            country="MA",
            language="ar",
        )
        return replace(plain, **other)  # type: ignore[arg-type]

    def _file(
        self, name: str, procedure: str, steps: tuple[Step, ...], answers: dict[str, object], *,
        lawful: bool = True, parts: tuple[Part, ...] = (Part("applicant", 0),), place: int = 0,
    ) -> Household:  # fmt: skip
        """A household of one, with one case file."""
        filed = steps[0].on
        mark = f"PROVA-{name}-{place}".upper().replace("_", "-")
        citizenship = procedure.startswith("citizenship")
        ground = answers.get("ground", "")
        plan = Plan(
            key=f"{self.office.code}:planted:{name}:{place}:case",
            procedure=procedure,
            filed_on=filed,
            parts=parts,
            steps=steps,
            external_code=f"INV-{mark}",
            protocol=f"INV/{self.office.code}/{mark}",
            comune=self.office.comuni[0],
            officer="cittadinanza" if citizenship else "funzionaria",
            ground=ground[0] if isinstance(ground, list) else str(ground),
            answers=answers,
            lawful=lawful,
        )
        born = date(1985, 3, 1) + timedelta(len(name) * 97 + place)
        human = self._human(f"{name}:{place}", f"Esempio {name.replace('_', ' ').title()}", "Prova", born)
        return Household(f"{self.office.code}:planted:{name}:{place}", filed, (human,), (plan,))

    def _family(self, name: str, steps: tuple[Step, ...], *, lawful: bool = True) -> Household:
        return self._file(name, "family_reunification", steps, dict(FAMILY_ANSWERS), lawful=lawful)

    def persons(self) -> tuple[Planted, ...]:
        """People who are one, a tax code that is not its bearer's, somebody both offices know."""
        born = date(1988, 4, 12)
        arabic = {"original_family_name": "بروفيتا", "original_given_name": "يوسف", "script": Script.ARABIC}
        one = self._human("duplicate_person", "Provetta Timbro", "Youssef", born, **arabic)
        other = self._human("duplicate_person", "Provetta Timbro", "Yusuf", born)
        slipped = self._human("wrong_tax_code", "Campione Matita", "Karim", date(1990, 6, 21))
        slipped = replace(slipped, tax_code=written_code(replace(slipped, born=date(1990, 6, 12))))
        both = self._human("known_in_both", "Saggio Quaderno", "Omar", date(1979, 9, 9), has_tax_code=True)
        return (
            Planted(
                "duplicate_person",
                "La stessa persona registrata due volte con due grafie del nome.",
                "Approdo le propone fra i possibili doppioni.",
                (self._household("duplicate_person", one, other),),
                is_duplicate=True,
            ),
            Planted(
                "wrong_tax_code",
                "Un codice fiscale con il giorno e il mese di nascita sbagliati: 12 invece di 21.",
                "Approdo dice che la data di nascita non corrisponde.",
                (self._household("wrong_tax_code", slipped),),
            ),
            Planted(
                "known_in_both",
                "La stessa persona, con lo stesso codice fiscale, in due prefetture.",
                "Ognuna vede soltanto la propria scheda.",
                (self._household("known_in_both", both),),
            ),
        )

    def _household(self, name: str, *humans: Human) -> Household:
        return Household(f"{self.office.code}:planted:{name}", self.start, humans, ())

    def two_requests(self) -> Planted:
        """150 days from 3 November 2025 end on 2 April 2026; only the first stop, of 14 days, counts."""
        steps = _steps(
            date(2025, 11, 3),
            (date(2025, 11, 10), "admit"),
            (date(2025, 11, 10), "ask_opinion", "questura"),
            (date(2025, 12, 1), "request_integration", "income_proof"),
            (date(2025, 12, 15), "receive_integration"),
            (date(2026, 1, 12), "request_integration", "housing_title"),
            (date(2026, 2, 10), "receive_integration"),
            (date(2026, 3, 2), "receive_opinion", "questura", "received_positive"),
            (date(2026, 4, 13), "propose", "granted"),
            (date(2026, 4, 20), "sign", "granted"),
            (date(2026, 4, 22), "notify"),
        )
        return Planted(
            "two_requests",
            "Due richieste di documenti: sommando i due fermi la pratica sembra decisa in tempo.",
            "Conta solo la prima (14 giorni): il termine era il 16 aprile 2026, la decisione è in ritardo di 4 giorni.",
            (self._family("two_requests", steps),),
            {
                "nominal_due": date(2026, 4, 2), "effective_due": date(2026, 4, 16), "stopped_days": 14,
                "clock": "ended", "decided_on": date(2026, 4, 20),
            },
        )  # fmt: skip

    def no_quota(self) -> Planted:
        """Seasonal work since 4 October 2025: the 20 days run from the quota."""
        answers = {"sector": "farming", **SEASONAL_ANSWERS}
        parts = (Part("employer", entity_name=f"Vivaio Zerbino S.r.l. {INVENTED}"), Part("beneficiary", 0))
        filed = _steps(date(2026, 1, 12))
        return Planted(
            "no_quota",
            "Domanda di lavoro stagionale mai imputata a una quota: 20 giorni dall'invio sarebbero passati da mesi.",
            "Il termine non è ancora cominciato: la pratica non è in ritardo.",
            (self._file("no_quota", "work_seasonal", filed, answers, parts=parts),),
            {"clock": "not_started", "effective_due": None, "nominal_due": None, "decided_on": None},
        )

    def christmas(self) -> Planted:
        """90 days from 26 September 2025 end on Christmas; Saturday 27 is the first open day."""
        steps = _steps(
            date(2025, 9, 26),
            (date(2025, 10, 6), "admit"),
            (date(2025, 10, 6), "ask_opinion", "questura"),
            (date(2025, 11, 3), "receive_opinion", "questura", "received_positive"),
            (date(2025, 12, 22), "propose", "granted"),
            (date(2025, 12, 27), "sign", "granted"),
            (date(2025, 12, 29), "notify"),
        )
        return Planted(
            "christmas",
            "Il termine cade il 25 dicembre 2025; la decisione è del 27.",
            "Il 25 e il 26 sono festivi: il termine passa a sabato 27 e la decisione è in tempo.",
            (self._family("christmas", steps),),
            {"nominal_due": date(2025, 12, 25), "effective_due": date(2025, 12, 27), "clock": "ended"},
        )

    def saints_of_rome(self) -> Planted:
        """150 days from 30 January 2026 end on 29 June, a holiday in Rome only."""
        steps = _steps(
            date(2026, 1, 30),
            (date(2026, 2, 9), "admit"),
            (date(2026, 2, 9), "ask_opinion", "questura"),
            (date(2026, 4, 1), "receive_opinion", "questura", "received_positive"),
            (date(2026, 6, 25), "propose", "granted"),
            (date(2026, 6, 30), "sign", "granted"),
            (date(2026, 7, 1), "notify"),
        )
        return Planted(
            "saints_of_rome",
            "Il termine cade il 29 giugno 2026, festa a Roma; la decisione è del 30.",
            "Qui il 29 giugno si lavora: il termine resta il 29 e la decisione è in ritardo di un giorno.",
            (self._family("saints_of_rome", steps),),
            {"effective_due": date(2026, 6, 29), "clock": "ended", "decided_on": date(2026, 6, 30)},
        )

    def epidemic(self) -> Planted:
        """48 months from 6 May 2019, and the 83 days from 23 February to 15 May 2020."""
        steps = _steps(date(2019, 5, 6), (date(2019, 5, 20), "admit"), (date(2019, 5, 21), "ask_opinion", "questura"))
        answers: dict[str, object] = {
            "ground": "f", "born_in_italy": "no", "language_exemption": "none", "family_in_income": "own"
        }  # fmt: skip
        return Planted(
            "epidemic",
            "Domanda di cittadinanza del 2019, ancora aperta.",
            "48 mesi e gli 83 giorni sospesi nel 2020: il termine era il 28 luglio 2023.",
            (self._file("epidemic", "citizenship_residence", steps, answers),),
            {
                "nominal_due": date(2023, 5, 6), "effective_due": date(2023, 7, 28), "stopped_days": 83,
                "clock": "running", "decided_on": None,
            },
        )  # fmt: skip

    def employer(self) -> Planted:
        """The number of a firm stays, its name is written in two ways."""
        answers = {"sector": "tourism", **SEASONAL_ANSWERS}
        steps = _steps(
            date(2026, 2, 9),
            (date(2026, 3, 2), "event", "quota_imputed"),
            (date(2026, 3, 4), "admit"),
            (date(2026, 3, 4), "ask_opinion", "questura"),
            (date(2026, 3, 16), "receive_opinion", "questura", "received_positive"),
            (date(2026, 3, 18), "propose", "granted"),
            (date(2026, 3, 23), "sign", "granted"),
            (date(2026, 3, 24), "notify"),
        )
        spellings = (f"Albergo Lanterna S.r.l. {INVENTED}", f"ALBERGO LA LANTERNA SRL {INVENTED}")
        number = "70000000005"
        households = tuple(
            self._file(
                "employer",
                "work_seasonal",
                steps,
                answers,
                place=place,
                parts=(Part("employer", entity_name=name, entity_tax_code=number), Part("beneficiary", 0)),
            )
            for place, name in enumerate(spellings)
        )
        return Planted(
            "employer",
            "Due pratiche dello stesso datore di lavoro, scritto in due modi.",
            "Il codice fiscale è lo stesso: è un datore solo. Il termine, domenica 22 marzo 2026, passa a lunedì 23.",
            households,
            {"effective_due": date(2026, 3, 23), "clock": "ended"},
        )

    def silence(self) -> Planted:
        """150 days from 2 March 2026 end on 30 July; an opinion does not stop them."""
        steps = _steps(
            date(2026, 3, 2),
            (date(2026, 3, 16), "admit"),
            (date(2026, 3, 20), "ask_opinion", "questura"),
            (date(2026, 5, 4), "solicit_opinion", "questura"),
            (date(2026, 7, 6), "solicit_opinion", "questura"),
        )
        return Planted(
            "silence",
            "Il parere della Questura manca da mesi, dopo due solleciti.",
            "Il suo silenzio non vale come assenso e non ferma il termine: la pratica è in ritardo dal 31 luglio 2026.",
            (self._family("silence", steps),),
            {"effective_due": date(2026, 7, 30), "clock": "running", "ball": "other_office", "stopped_days": 0},
        )

    def no_notice(self) -> Planted:
        """Taken over from an old register: a refusal that nobody had announced."""
        steps = _steps(
            date(2025, 2, 3),
            (date(2025, 2, 17), "admit"),
            (date(2025, 4, 22), "propose", "denied"),
            (date(2025, 4, 28), "sign", "denied"),
            (date(2025, 5, 2), "notify"),
        )
        return Planted(
            "no_notice",
            "Un rifiuto ripreso dal vecchio registro, senza preavviso di rigetto.",
            "Manca il preavviso dell'art. 10-bis L. 241/1990: Approdo non lascerebbe firmare questo rifiuto.",
            (self._family("no_notice", steps, lawful=False),),
            {"effective_due": date(2025, 5, 5), "clock": "ended", "outcome": "denied", "state": "notified"},
        )

    def papers_never_came(self) -> Planted:
        """150 days from 4 May 2026 end on 1 October; the stop ends by itself after 30."""
        steps = _steps(
            date(2026, 5, 4), (date(2026, 5, 18), "admit"), (date(2026, 6, 1), "request_integration", "income_proof")
        )
        return Planted(
            "papers_never_came",
            "Documenti chiesti il 1° giugno 2026 e mai arrivati.",
            "Il fermo è finito da solo dopo 30 giorni: il termine corre ed era il 31 ottobre 2026.",
            (self._family("papers_never_came", steps),),
            {
                "nominal_due": date(2026, 10, 1), "effective_due": date(2026, 10, 31), "stopped_days": 30,
                "clock": "running", "state": "integration_requested", "ball": "applicant",
            },
        )  # fmt: skip

    def too_late_to_stop(self) -> Planted:
        """150 days from 1 December 2025 end on 30 April 2026, before the request."""
        steps = _steps(
            date(2025, 12, 1),
            (date(2025, 12, 15), "admit"),
            (date(2026, 5, 11), "request_integration", "income_proof"),
            (date(2026, 5, 25), "receive_integration"),
        )
        return Planted(
            "too_late_to_stop",
            "Documenti chiesti quando il termine era già finito.",
            "Un termine finito non si ferma: resta il 30 aprile 2026.",
            (self._family("too_late_to_stop", steps),),
            {"effective_due": date(2026, 4, 30), "stopped_days": 0, "clock": "running"},
        )

    def oath(self) -> Planted:
        """Six months from 10 February 2025 end on a Sunday."""
        steps = _steps(
            date(2023, 2, 6),
            (date(2023, 2, 20), "admit"),
            (date(2025, 1, 13), "propose", "granted"),
            (date(2025, 1, 20), "event", "decree_signed"),
            (date(2025, 1, 20), "sign", "granted"),
            (date(2025, 2, 10), "notify"),
            (date(2025, 2, 11), "start_follow_up"),
        )
        answers: dict[str, object] = {
            "residence": "italy", "children": "no", "still_together": "no", "language_exemption": "none"
        }  # fmt: skip
        return Planted(
            "oath",
            "Cittadinanza concessa e notificata, giuramento mai fatto.",
            "Il giuramento andava fatto entro lunedì 11 agosto 2025: il decreto non ha più effetto.",
            (self._file("oath", "citizenship_marriage", steps, answers),),
            {
                "follow_up_term": "oath", "follow_up_due": date(2025, 8, 11), "state": "post_decision",
                "ball": "applicant", "clock": "ended",
            },
        )  # fmt: skip

"""Procedures for the tests of the rules, built by hand, so that a data file never decides what a rule must do."""

from __future__ import annotations

from datetime import date

from approdo.core.rules.figures import Evidence, Source
from approdo.procedures.rules.definition import Procedure, StopEffect, StopKind, StopRule, Term, TermVersion, Unit


def source(article: str) -> Source:
    return Source(article, Evidence.FOUND)


CAPPED = StopRule(
    StopKind.INTEGRATION_REQUEST, StopEffect.SUSPEND, source("art. 2 c. 7 L. 241/1990"), cap_days=30, once=True
)
UNCAPPED = StopRule(StopKind.INTEGRATION_REQUEST, StopEffect.SUSPEND, source("art. 27-quinquies D.Lgs. 286/1998"))
CITIZENSHIP = StopRule(
    StopKind.INTEGRATION_REQUEST,
    StopEffect.INTERRUPT,
    source("art. 2 c. 2 DPR 362/1994"),
    setting="citizenship_integration_effect",
)
NOTICE = StopRule(StopKind.PRELIMINARY_REJECTION, StopEffect.SUSPEND, source("art. 10-bis L. 241/1990"))
BY_LAW = StopRule(StopKind.LEGAL_SUSPENSION, StopEffect.SUSPEND, source("art. 103 D.L. 18/2020"))
UNTOUCHED_BY_LAW = StopRule(StopKind.LEGAL_SUSPENSION, StopEffect.NONE, source("a law of the test"))


def version(
    since: str, amount: int | None, unit: Unit = Unit.DAYS, starts_on: str = "filed", extendable_to: int | None = None
) -> TermVersion:
    return TermVersion(date.fromisoformat(since), amount, unit, starts_on, source(f"art. of {since}"), extendable_to)


def term(
    term_id: str,
    *versions: TermVersion,
    stops: tuple[StopRule, ...] = (),
    picked_by: str = "filed",
    owner: str = "office",
) -> Term:
    return Term(term_id, term_id, term_id, owner, versions, stops, picked_by)


def procedure(
    procedure_id: str,
    *terms: Term,
    main_term: str = "conclusion",
    extra_events: tuple[str, ...] = (),
    follow_up: tuple[str, ...] = (),
) -> Procedure:
    return Procedure(
        id=procedure_id,
        office="sui",
        name_it=procedure_id,
        name_en=procedure_id,
        legal_basis=(),
        applicant_it="",
        applicant_en="",
        beneficiary_it="",
        beneficiary_en="",
        decided_by_it="",
        decided_by_en="",
        judge="ordinary_court",
        main_term=main_term,
        terms=terms,
        opinions=(),
        documents=(),
        questions=(),
        grounds=(),
        requirements=(),
        outcomes=(),
        stages=(),
        follow_up=follow_up,
        silence_effect="none",
        remedies=(),
        sources=(),
        extra_events=extra_events,
    )


USUAL = (CAPPED, NOTICE, BY_LAW)

FAMILY = procedure(
    "family_reunification",
    term("conclusion", version("2017-08-18", 90), version("2025-10-04", 150), stops=USUAL),
    term("nulla_osta_use", version("2000-01-01", 6, Unit.MONTHS, "granted"), picked_by="granted", owner="beneficiary"),
    term(
        "first_visit",
        version("2000-01-01", 8, Unit.WORKING_DAYS, "entered_italy"),
        picked_by="entered_italy",
        owner="beneficiary",
    ),
    follow_up=("granted", "entered_italy"),
)
QUOTA = procedure(
    "work_employee_quota",
    term(
        "conclusion",
        version("2023-03-11", 60),
        version("2025-10-04", 60, starts_on="quota_imputed"),
        stops=USUAL,
    ),
    term(
        "employer_confirmation",
        version("2025-01-11", 7, starts_on="visa_checks_done_notified"),
        version("2025-12-02", 15, starts_on="visa_checks_done_notified"),
        picked_by="visa_checks_done_notified",
        owner="employer",
    ),
    term(
        "contract_signature",
        version("2024-10-11", 8, starts_on="entered_italy"),
        version("2025-12-02", 15, starts_on="entered_italy"),
        picked_by="entered_italy",
        owner="employer",
    ),
    follow_up=("granted", "visa_checks_done_notified", "entered_italy"),
)
SEASONAL = procedure(
    "work_seasonal",
    term("conclusion", version("2016-11-24", 20), version("2025-10-04", 20, starts_on="quota_imputed"), stops=USUAL),
)
BLUE_CARD = procedure(
    "blue_card", term("conclusion", version("2012-08-08", 90), version("2025-12-18", 30), stops=USUAL)
)
ICT = procedure(
    "ict",
    term("conclusion", version("2017-01-11", 45), stops=(UNCAPPED, NOTICE, BY_LAW)),
    term("documents", version("2017-01-11", 10), owner="applicant"),
    term("presence_declaration", version("2017-01-11", 8, Unit.WORKING_DAYS, "entered_italy"), owner="beneficiary"),
)
CITIZENSHIP_RESIDENCE = procedure(
    "citizenship_residence",
    term(
        "conclusion",
        version("1994-06-28", 730),
        version("2018-10-05", 48, Unit.MONTHS),
        version("2020-12-20", 24, Unit.MONTHS, extendable_to=36),
        stops=(CITIZENSHIP, NOTICE, BY_LAW),
    ),
    term("oath", version("1992-08-16", 6, Unit.MONTHS, "decree_notified"), owner="applicant"),
    follow_up=("decree_notified", "oath_taken"),
)
CONVERSION = procedure("permit_conversion", term("conclusion", version("2000-01-01", None), stops=USUAL))
TEST_A2 = procedure(
    "italian_test_a2",
    term("convocation", version("2010-12-09", 60)),
    term("wait_before_new_request", version("2010-12-09", 90, starts_on="test_failed"), owner="applicant"),
    main_term="convocation",
)
AGREEMENT = procedure(
    "integration_agreement", term("agreement", version("2012-03-10", 2, Unit.YEARS, "signed")), main_term="agreement"
)
LEGACY = procedure("regularisation_2020", main_term="")
UNTOUCHED = procedure(
    "untouched", term("conclusion", version("2000-01-01", 90), stops=(CAPPED, NOTICE, UNTOUCHED_BY_LAW))
)

PROCEDURES = {
    one.id: one
    for one in (
        FAMILY,
        QUOTA,
        SEASONAL,
        BLUE_CARD,
        ICT,
        CITIZENSHIP_RESIDENCE,
        CONVERSION,
        TEST_A2,
        AGREEMENT,
        LEGACY,
        UNTOUCHED,
    )
}

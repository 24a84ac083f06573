"""Opinions of other offices: asked, solicited, received, silent."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.special import log_reading
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.procedures import labels
from approdo.procedures.commands.files import (
    allow,
    conclude,
    day_or_today,
    lock_case,
    move,
    not_before,
    not_in_the_future,
)
from approdo.procedures.definitions import procedure
from approdo.procedures.models import CaseFile, Opinion
from approdo.procedures.queries import cases, terms
from approdo.procedures.rules import states
from approdo.procedures.rules.definition import OpinionRule, Silence

RESULTS = ("received_positive", "received_negative", "received_conditional")


def _rule(case: CaseFile, office: str) -> OpinionRule:
    for rule in procedure(case.procedure).opinions:
        if rule.office == office:
            return rule
    raise InvalidInput(
        "unknown_office",
        _("This procedure does not consult that office."),
        fields={"office": _("Choose one of the list.")},
    )


def _opinion(case: CaseFile, office: str) -> Opinion:
    opinion = Opinion.objects.select_for_update().filter(case=case, office=office).first()
    if opinion is None:
        raise NotFound("opinion_not_found", _("No opinion was asked to that office."))
    return opinion


def _lifted(case: CaseFile, rule: OpinionRule) -> bool:
    """Whether an answer to the questions takes its effect from the silence of the office."""
    given = [[answer] if isinstance(answer, str) else answer for answer in case.answers.values()]
    return any(rule.except_when in chosen for chosen in given)


def _silence_day(case: CaseFile, rule: OpinionRule, asked: date) -> date | None:
    """The day on which silence lets the case file go on; None when the office must be waited for."""
    if rule.silence in (Silence.WAIT, Silence.NOT_NEEDED) or rule.silence_days is None or _lifted(case, rule):
        return None
    return asked + timedelta(days=rule.silence_days)


def _turn(opinion: Opinion, act: states.OpinionAct, rule: OpinionRule) -> None:
    """Bring an opinion where the act leads. Raises Refusal."""
    lifted = _lifted(opinion.case, rule)
    try:
        state = states.next_opinion_state(states.OpinionState(opinion.state), act, rule.silence, lifted=lifted)
    except states.TransitionRefused as refused:
        raise Refusal(refused.code, labels.transition_refused(refused)) from None
    opinion.state = state.value


@transaction.atomic
def ask_opinion(
    *, by: Actor, case_id: UUID, office: str, on: date,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Ask an office its opinion. The clock of the case file goes on. Raises Refusal when it was already asked."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    rule = _rule(case, office)
    not_in_the_future(on, now)
    if not rule.before_filing:
        not_before(on, case.filed_on)
    opinion, _new = Opinion.objects.get_or_create(
        prefecture_id=by.prefecture, case=case, office=office, defaults={"restricted": rule.restricted}
    )
    allow(case, "ask_opinion")
    if opinion.requested_on is not None:
        raise Refusal("already_asked", _("This opinion was already asked: solicit it instead."))
    _turn(opinion, states.OpinionAct.REQUEST, rule)
    opinion.requested_on = on
    opinion.silent_on = _silence_day(case, rule, on)
    opinion.save()
    move(case, "ask_opinion", by=by, on=on)
    return conclude(case, by=by, act="case.opinion_asked", today=now, office=office, on=on)


@transaction.atomic
def solicit_opinion(
    *, by: Actor, case_id: UUID, office: str, on: date,
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Remind an office of a pending opinion."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    opinion = _opinion(case, office)
    not_in_the_future(on, now)
    allow(case, "solicit_opinion")
    _turn(opinion, states.OpinionAct.SOLICIT, _rule(case, office))
    if opinion.requested_on and on < opinion.requested_on:
        raise InvalidInput(
            "before_request", _("The solicitation cannot come before the request."), fields={"on": _("Check the date.")}
        )
    opinion.solicited_on, opinion.solicitations = on, opinion.solicitations + 1
    opinion.save()
    return conclude(case, by=by, act="case.opinion_solicited", today=now, office=office, on=on)


@transaction.atomic
def receive_opinion(
    *, by: Actor, case_id: UUID, office: str, result: str, on: date, content: str = "",
    expected_version: int | None = None, today: date | None = None,
) -> CaseFile:  # fmt: skip
    """Record the answer of an office. Its content is kept encrypted and never stands in the audit."""
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    opinion = _opinion(case, office)
    not_in_the_future(on, now)
    if result not in RESULTS:
        raise InvalidInput("unknown_result", _("Choose a result of the list."), fields={"result": _("Unknown result.")})
    allow(case, "receive_opinion")
    _turn(opinion, states.OpinionAct(result.replace("received_", "receive_")), _rule(case, office))
    if opinion.requested_on and on < opinion.requested_on:
        raise InvalidInput(
            "before_request", _("The answer cannot come before the request."), fields={"on": _("Check the date.")}
        )
    opinion.received_on, opinion.content = on, content
    opinion.save()
    move(case, "receive_opinion", by=by, on=on)
    return conclude(case, by=by, act="case.opinion_received", today=now, office=office, result=result, on=on)


@transaction.atomic
def record_silence(
    *, by: Actor, case_id: UUID, office: str, expected_version: int | None = None, today: date | None = None
) -> CaseFile:
    """Take the silence of an office as the law says, once its own term is over.

    Raises Refusal when the law gives that silence no meaning, or not yet.
    """
    require(by, Permission.CASE_WORK)
    now = day_or_today(today)
    case = lock_case(by, case_id, expected_version)
    opinion = _opinion(case, office)
    allow(case, "receive_opinion")
    _turn(opinion, states.OpinionAct.EXPIRE_SILENT, _rule(case, office))
    if opinion.silent_on is None and _rule(case, office).silence is Silence.ASSENT:
        # Without a term of its own the office has that of the decision (TUI art. 22 c. 5.01), whose last day counts.
        due = terms.main_term(case, now).effective_due
        opinion.silent_on = due - timedelta(days=1) if due else None
    if opinion.silent_on is None:
        raise Refusal(
            "silence_means_nothing", _("The law gives no effect to the silence of this office: wait or solicit.")
        )
    if now <= opinion.silent_on:
        raise Refusal("silence_too_early", _("The office still has time to answer."))
    opinion.save()
    move(case, "receive_opinion", by=by, on=now)
    return conclude(case, by=by, act="case.opinion_silent", today=now, office=office)


@transaction.atomic
def read_opinion(*, by: Actor, case_id: UUID, office: str, purpose: str) -> str:
    """The content of an opinion; reading a restricted one is written into the access log with its purpose.

    Raises NotAllowed to who may not see police opinions, InvalidInput without a purpose.
    """
    require(by, Permission.CASE_SEE_POLICE_OPINIONS)
    case = cases.visible_case(by, case_id)
    opinion = Opinion.objects.filter(case=case, office=office).first()
    if opinion is None:
        raise NotFound("opinion_not_found", _("No opinion was asked to that office."))
    if opinion.restricted:
        log_reading(by, kind="case", identifier=case.pk, category=f"opinion_{office}", purpose=purpose)
    return str(opinion.content)

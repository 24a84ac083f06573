"""The acts on a measure, one function each, on the version of it that was shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from approdo.core.access.actor import Actor
from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.work import done
from approdo.reception.commands import measure_decisions as decisions
from approdo.reception.commands import measure_letters as letters
from approdo.reception.commands import measures as acts
from approdo.reception.forms.measures import (
    AssessForm,
    CommissionForm,
    DayForm,
    DecideForm,
    DismissForm,
    LetterForm,
    ReceivedForm,
    RestoreForm,
    SentForm,
    VoiceForm,
)
from approdo.reception.measure_labels import PAPERS
from approdo.reception.models import Measure
from approdo.reception.queries import measures
from approdo.reception.rules.measures import Delivery, Ground, MeasurePaper, RestorationCause, Voice
from approdo.reception.views.place_pages import crumbs, editor_of

PREPARE, DECIDE = Permission.MEASURE_PREPARE, Permission.MEASURE_DECIDE


def take_up_report(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The procedure that a centre asked for begins."""
    by, row, form = _begin(request, measure_id, DayForm)
    return _act(request, row, form, acts.take_up_report, by, _("Open the procedure"), _("The procedure is open."))


def dismiss_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Nothing follows."""
    by, row, form = _begin(request, measure_id, DismissForm)
    return _act(
        request, row, form, acts.dismiss_measure, by, _("Leave without sequel"), _("It was left, with its reason.")
    )


def record_notice(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The guest received the notice of the start."""
    by, row, form = _begin(request, measure_id, ReceivedForm)
    words = _("The notice was recorded: the days to be heard run.")
    return _act(request, row, form, acts.record_notice, by, _("Record the receipt of the notice"), words)


def write_measure_letter(request: HttpRequest, measure_id: UUID, kind: str) -> HttpResponse:
    """Write a letter of the measure."""
    by, row, form = _begin(request, measure_id, LetterForm)
    command = partial(letters.write_measure_letter, kind=_paper(kind))
    words = _("The letter is written: open it, sign it and send it, then record the dispatch.")
    return _act(request, row, form, command, by, _("Write: %(letter)s") % {"letter": PAPERS[_paper(kind)]}, words)


def dispatch_measure_letter(request: HttpRequest, measure_id: UUID, kind: str) -> HttpResponse:
    """The letter left."""
    by, row, form = _begin(request, measure_id, SentForm)
    command = partial(letters.dispatch_measure_letter, kind=_paper(kind))
    title = _("Sent: %(letter)s") % {"letter": PAPERS[_paper(kind)]}
    return _act(request, row, form, command, by, title, _("The dispatch is recorded."))


def _paper(kind: str) -> MeasurePaper:
    if kind not in PAPERS:
        raise Http404
    return MeasurePaper(kind)


def record_voice(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The guest was heard."""
    by, row, form = _begin(request, measure_id, VoiceForm)
    return _act(request, row, form, acts.record_voice, by, _("Record hearing or memoir"), _("It was recorded."))


def assess_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Proportionality and vulnerability."""
    by, row, form = _begin(request, measure_id, AssessForm)

    def command(*, expected_version: int | None, **told: Any) -> Measure:
        return acts.assess_measure(
            by=by, measure_id=measure_id, on=told["on"], assessment=form.assessment(), expected_version=expected_version
        )

    words = _("The assessment was kept.")
    return _act(request, row, form, command, None, _("Assess proportionality and vulnerability"), words)


def decide_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The decision, signed by who sends the form."""
    by = editor_of(request, DECIDE)
    row = measures.measure(by, measure_id)
    form = DecideForm(
        request.POST or None, Ground(row.ground), measures.centres_to_move_to(by), version=row.version,
        on=timezone.localdate(), remedies=_("Appeal to the administrative court (TAR) within 60 days of receipt."),
    )  # fmt: skip

    def command(*, expected_version: int | None, **told: Any) -> Measure:
        return decisions.decide_measure(
            by=by, measure_id=measure_id, on=told["on"], decision=form.decision(), expected_version=expected_version
        )

    return _act(request, row, form, command, None, _("Sign the decision"), _("The decision was signed."))


def notify_decision(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The guest received the decision."""
    by, row, form = _begin(request, measure_id, ReceivedForm)
    words = _("The receipt was recorded: the decision can be carried out.")
    return _act(request, row, form, decisions.notify_decision, by, _("Record the receipt of the decision"), words)


def carry_out(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The decision has its effects."""
    by, row, form = _begin(request, measure_id, DayForm)
    return _act(request, row, form, decisions.carry_out, by, _("Carry the decision out"), _("It was carried out."))


def tell_commission(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The Territorial Commission was told."""
    by, row, form = _begin(request, measure_id, CommissionForm)
    title = _("Record the communication to the Commission")
    return _act(request, row, form, decisions.tell_commission, by, title, _("The communication was recorded."))


def record_traced(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Who had left was traced or came back."""
    by, row, form = _begin(request, measure_id, DayForm)
    words = _("It was recorded: the prefect decides on restoration.")
    return _act(request, row, form, decisions.record_traced, by, _("Traced or back"), words)


def decide_restoration(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Whether reception is restored."""
    by, row, form = _begin(request, measure_id, RestoreForm, DECIDE)

    def command(*, expected_version: int | None, **told: Any) -> Measure:
        cause = RestorationCause(told["cause"]) if told["cause"] else None
        return decisions.decide_restoration(
            by=by, measure_id=measure_id, on=told["on"], restored=told["restored"], cause=cause,
            reasons=told["reasons"], expected_version=expected_version,
        )  # fmt: skip

    words = _("It was decided. Who is restored is placed in a centre like anybody.")
    return _act(request, row, form, command, None, _("Decide on restoration"), words)


_WORDS = {"delivery": Delivery, "voice": Voice, "channel": Delivery}


def _begin(
    request: HttpRequest, measure_id: UUID, kind: type[forms.Form], permission: Permission = PREPARE
) -> tuple[Actor, Measure, Any]:
    by = editor_of(request, permission)
    row = measures.measure(by, measure_id)
    today = timezone.localdate()
    return by, row, kind(request.POST or None, initial={"version": row.version, "on": today, "received_on": today})


def _act(
    request: HttpRequest, row: Measure, form: Any, command: Callable[..., object], by: Actor | None, title: str,
    words: str,
) -> HttpResponse:  # fmt: skip
    """The page of an act: the fields of the form are the facts of the command."""

    def act() -> HttpResponse:
        told = dict(form.cleaned_data)
        version = told.pop("version") or 0
        told = {name: _WORDS[name](value) if name in _WORDS else value for name, value in told.items()}
        who = {} if by is None else {"by": by, "measure_id": row.pk}
        command(**who, **told, expected_version=version)
        return done(request, words, "measure", row.pk)

    way = crumbs(
        (_("Art. 23 measures"), address("reception_measures")),
        (str(row.guest.person), address("measure", row.pk)),
        (title, None),
    )
    back = address("measure", row.pk)
    context = {"title": title, "submit": title, "subtitle": row.guest.person, "crumbs": way, "back": back}
    return form_page(request, form, act, context)

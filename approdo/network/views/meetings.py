"""Pages of the meetings of roundtables and of what was agreed there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from approdo.core.access.permissions import Permission
from approdo.core.pages.form_page import form_page
from approdo.core.pages.formats import short_date
from approdo.core.pages.render import page
from approdo.core.pages.work import done
from approdo.network import table_labels as labels
from approdo.network.commands import meetings as acts
from approdo.network.forms.fields import first_as
from approdo.network.forms.offers import WithdrawForm
from approdo.network.forms.tables import ActionForm, CloseActionForm, MeetingForm, MinutesForm
from approdo.network.queries import roundtables
from approdo.network.views.pages import actor_of
from approdo.network.views.roundtables import about_table

SEE, EDIT = Permission.GOVERNANCE_SEE, Permission.GOVERNANCE_EDIT


@require_GET
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: agenda, who came, minutes, what was agreed."""
    by, today = actor_of(request, SEE), timezone.localdate()
    found = roundtables.meeting(by, meeting_id)
    actions = [(one, roundtables.state_of(one, today)) for one in roundtables.actions(by).filter(meeting=found)]
    context = {
        "one": found, "labels": labels, "presences": roundtables.presences_of(found), "actions": actions,
        "who_of": roundtables.who_of, "may_edit": by.may(EDIT) and found.roundtable.closed_on is None,
        "may_write": found.state != "cancelled" and found.on <= today,
    }  # fmt: skip
    return page(request, "network/meeting.html", context)


def plan_meeting(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """A meeting is called."""
    by = actor_of(request, EDIT)
    found = roundtables.roundtable(by, roundtable_id)
    form = MeetingForm(request.POST or None)

    def act() -> HttpResponse:
        made = acts.plan_meeting(by=by, roundtable_id=roundtable_id, facts=form.facts())
        return done(request, _("The meeting is planned."), "roundtable_meeting", made.pk)

    return form_page(request, form, act, about_table(found, _("New meeting"), _("Record")))


def change_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A meeting is moved, or its agenda changed."""
    by = actor_of(request, EDIT)
    found = roundtables.meeting(by, meeting_id)
    first = first_as(roundtables.meeting_facts(found), {"version": found.version})
    form = MeetingForm(request.POST or None, initial=first)

    def act() -> HttpResponse:
        version = form.cleaned_data["version"] or 0
        acts.change_meeting(by=by, meeting_id=meeting_id, facts=form.facts(), expected_version=version)
        return done(request, _("The meeting was changed."), "roundtable_meeting", meeting_id)

    return form_page(request, form, act, about_table(found.roundtable, _("Change the meeting"), _("Save")))


def write_minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The minutes of a meeting, and who came."""
    by = actor_of(request, EDIT)
    found = roundtables.meeting(by, meeting_id)
    seats = list(roundtables.sitting(found.roundtable, found.on))
    came = {one.seat_id: one.presence for one in roundtables.presences_of(found)}
    first = {"minutes": found.minutes, "version": found.version}
    form = MinutesForm(request.POST or None, seats=seats, came=came, initial=first)

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.write_minutes(
            by=by, meeting_id=meeting_id, minutes=told["minutes"], presences=form.presences(),
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The minutes were written."), "roundtable_meeting", meeting_id)

    return form_page(request, form, act, about_table(found.roundtable, _("Minutes of the meeting"), _("Save")))


def cancel_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A meeting is not held."""
    by = actor_of(request, EDIT)
    found = roundtables.meeting(by, meeting_id)
    form = WithdrawForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.cancel_meeting(by=by, meeting_id=meeting_id, reason=told["reason"], expected_version=told["version"] or 0)
        return done(request, _("The meeting is cancelled."), "roundtable_meeting", meeting_id)

    return form_page(
        request, form, act, about_table(found.roundtable, _("Cancel the meeting"), _("Cancel the meeting"))
    )


def agree_action(request: HttpRequest, roundtable_id: UUID) -> HttpResponse:
    """Something was agreed."""
    by = actor_of(request, EDIT)
    found = roundtables.roundtable(by, roundtable_id)
    seats = [(str(one.pk), one.body) for one in roundtables.sitting(found, timezone.localdate())]
    held = roundtables.meetings(by).filter(roundtable=found).exclude(state="cancelled")
    meetings = [(str(one.pk), short_date(one.on)) for one in held]
    form = ActionForm(request.POST or None, seats=seats, meetings=meetings)

    def act() -> HttpResponse:
        acts.agree_action(by=by, roundtable_id=roundtable_id, facts=form.facts())
        return done(request, _("The action was written down."), "roundtable", roundtable_id)

    return form_page(request, form, act, about_table(found, _("New action"), _("Record")))


def close_action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """What became of an action."""
    by = actor_of(request, EDIT)
    found = roundtables.action(by, action_id)
    form = CloseActionForm(request.POST or None, initial={"version": found.version, "on": timezone.localdate()})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.close_action(
            by=by, action_id=action_id, on=told["on"], done=told["became"] == "done", outcome=told["outcome"],
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The action is closed."), "roundtable", found.roundtable_id)

    shown = {**about_table(found.roundtable, _("Close the action"), _("Close")), "subtitle": found.what}
    return form_page(request, form, act, shown)

"""Pages of opportunities."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import Context, chosen, done, listing, text_of
from approdo.network import naming, text_labels
from approdo.network import offer_labels as labels
from approdo.network.commands import opportunities as acts
from approdo.network.definitions import languages
from approdo.network.forms.fields import near
from approdo.network.forms.offers import OpportunityForm, WithdrawForm
from approdo.network.models import Opportunity
from approdo.network.queries import opportunities, organisations, texts
from approdo.network.rules.opportunities import OpportunityKind, Standing
from approdo.network.rules.sources import HolderKind
from approdo.network.views.pages import actor_of, form_of, one_button, sheet, sight_of, version_sent

SORTS = {"title": "title", "last": "ends", "organisation": "organisation__name", "kind": "kind"}
HEAD = (
    gettext_lazy("Title"), gettext_lazy("Kind of opportunity"), gettext_lazy("Organisation"), gettext_lazy("State"),
    gettext_lazy("Last day to apply"), gettext_lazy("It begins on"), gettext_lazy("It ends on"),
    gettext_lazy("Comune"), gettext_lazy("Languages in which it is held"),
)  # fmt: skip
EDIT, PUBLISH = Permission.NETWORK_EDIT, Permission.NETWORK_PUBLISH


@require_GET
def opportunities_page(request: HttpRequest) -> HttpResponse:
    """The list of opportunities, what ends first before."""
    by, today, asked = actor_of(request), timezone.localdate(), _filters(request)
    context = {
        **listing(request, opportunities.listed(by, today, **asked), SORTS, "last"), "asked": asked, "today": today,
        "labels": labels, "naming": naming, "standing_of": opportunities.standing_of, "may_edit": by.may(EDIT),
    }  # fmt: skip
    return page(request, "network/opportunities.html", context)


@require_GET
def export_opportunities(request: HttpRequest, kind: str) -> FileResponse:
    """The list as a file."""
    by, today = actor_of(request), timezone.localdate()
    rows = opportunities.listed(by, today, **_filters(request)).order_by("last_day", "title", "id")
    told = [
        [
            one.title, str(labels.KINDS[OpportunityKind(one.kind)]), one.organisation.name,
            str(labels.STANDINGS[opportunities.standing_of(one, today)]), one.deadline, one.begins_on, one.ends_on,
            one.city, naming.spoken(one.languages),
        ]
        for one in rows
    ]  # fmt: skip
    return sheet(request, kind, "opportunities", HEAD, told, sight_of(by))


@require_GET
def opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """Everything of one opportunity, and how far its translations are."""
    by, today = actor_of(request), timezone.localdate()
    found = opportunities.opportunity(by, opportunity_id)
    held = texts.of_holder(by, HolderKind.OPPORTUNITY, found.pk).filter(retired_at__isnull=True)
    context = {
        "one": found, "standing": opportunities.standing_of(found, today), "labels": labels, "naming": naming,
        "text_labels": text_labels, "texts": held.prefetch_related("renderings").order_by("field"),
        "may_edit": by.may(EDIT), "may_publish": by.may(PUBLISH), "may_translate": by.may(Permission.NETWORK_TRANSLATE),
    }  # fmt: skip
    return page(request, "network/opportunity.html", context)


def record_opportunity(request: HttpRequest) -> HttpResponse:
    """A new opportunity."""
    by = actor_of(request, EDIT)
    form = near(OpportunityForm(request.POST or None, organisations=organisations.choices(by)), by.prefecture)

    def act() -> HttpResponse:
        owner = UUID(form.cleaned_data["organisation"])
        made = acts.record_opportunity(by=by, organisation_id=owner, facts=form.facts())
        return done(request, _("The opportunity was written down as a draft."), "opportunity", made.pk)

    back = address("opportunities")
    return form_page(request, form, act, form_of(_("New opportunity"), _("Record"), back, (_("Opportunities"), back)))


def change_opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """What is written of an opportunity."""
    by = actor_of(request, EDIT)
    found = opportunities.opportunity(by, opportunity_id)
    written = opportunities.facts_of(found)
    form = near(
        OpportunityForm(request.POST or None, written=written, initial={"version": found.version}), by.prefecture
    )

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.change_opportunity(
            by=by, opportunity_id=opportunity_id, facts=form.facts(), minor=told["minor"],
            expected_version=told["version"] or 0,
        )  # fmt: skip
        return done(request, _("The opportunity was changed."), "opportunity", opportunity_id)

    return form_page(request, form, act, _of(found, _("Change"), _("Save")))


@require_POST
def publish_opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The public sees it until its last day."""
    version = version_sent(request)
    return one_button(
        request,
        lambda by: acts.publish_opportunity(by=by, opportunity_id=opportunity_id, expected_version=version),
        _("The opportunity is published."), "opportunity", opportunity_id, PUBLISH,
    )  # fmt: skip


def withdraw_opportunity(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The public no longer sees it."""
    by = actor_of(request, PUBLISH)
    found = opportunities.opportunity(by, opportunity_id)
    form = WithdrawForm(request.POST or None, initial={"version": found.version})

    def act() -> HttpResponse:
        told = form.cleaned_data
        acts.withdraw_opportunity(
            by=by, opportunity_id=opportunity_id, reason=told["reason"], expected_version=told["version"] or 0
        )
        return done(request, _("The opportunity is withdrawn."), "opportunity", opportunity_id)

    return form_page(request, form, act, _of(found, _("Withdraw"), _("Withdraw")))


def _filters(request: HttpRequest) -> dict[str, str]:
    return {
        "text": text_of(request), "kind": chosen(request, "kind", OpportunityKind),
        "standing": chosen(request, "state", Standing), "language": chosen(request, "language", languages()),
    }  # fmt: skip


def _of(found: Opportunity, title: str, submit: str) -> Context:
    back, home = address("opportunity", found.pk), address("opportunities")
    return form_of(title, submit, back, (_("Opportunities"), home), (found.title, back), subtitle=found.title)

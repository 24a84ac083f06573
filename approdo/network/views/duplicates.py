"""Pages of records that may be one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approdo.core.access.permissions import Permission
from approdo.core.pages.addresses import address
from approdo.core.pages.form_page import form_page
from approdo.core.pages.render import page
from approdo.core.pages.work import chosen, done, listing
from approdo.network import freshness_labels, labels
from approdo.network.commands import duplicates as acts
from approdo.network.forms.freshness import MergeForm
from approdo.network.models import LikelyDuplicate
from approdo.network.queries import duplicates
from approdo.network.views.pages import actor_of, form_of

SORTS = {"score": "score"}
MANAGE = Permission.NETWORK_MANAGE


@require_GET
def likely_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, the likeliest first."""
    by = actor_of(request, MANAGE)
    kind, different = chosen(request, "kind", duplicates.KINDS), request.GET.get("show") == "different"
    context = {
        **listing(request, duplicates.listed(by, kind, different), SORTS, "-score"), "words": freshness_labels,
        "kind": kind, "different": different, "labels": labels,
    }  # fmt: skip
    return page(request, "network/likely_duplicates.html", context)


@require_POST
def keep_apart(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """They are two."""
    acts.keep_apart(by=actor_of(request, MANAGE), pair_id=pair_id)
    return done(request, _("They are two: they are not proposed again."), "likely_duplicates")


def merge_records(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """The two beside each other, and which one stays."""
    by = actor_of(request, MANAGE)
    pair = duplicates.pair(by, pair_id)
    form = MergeForm(request.POST or None, pair=_choices(pair))

    def act() -> HttpResponse:
        kept = acts.merge_records(by=by, pair_id=pair_id, keep=form.kept(), versions=form.versions())
        return done(request, _("The two are one record now."), pair.kind, kept.pk)

    back = address("likely_duplicates")
    shown = form_of(_("Merge for ever"), _("Merge for ever"), back, (_("Likely duplicates"), back))
    told = {"pair": pair, "words": freshness_labels, "labels": labels}
    return form_page(request, form, act, {**shown, **told}, "network/merge_records.html")


def _choices(pair: LikelyDuplicate) -> list[tuple[str, str, int]]:
    return [(str(one.pk), one.name, one.version) for one in (pair.first, pair.second)]

"""What texts belong to: for each kind of record its word, its page and the words of its fields.

A floor or a noun that has texts adds its kind here, and calls `commands.sources.write_source` in its own commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approdo.network.rules.sources import HolderKind


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of record. `page`: the name of the address that shows one, by its identifier."""

    label: str | Promise
    page: str
    fields: Mapping[str, str | Promise]


HOLDERS: dict[HolderKind, Holder] = {
    HolderKind.SERVICE: Holder(
        _("Service"),
        "service",
        {
            "name": _("Name"),
            "description": _("What it does"),
            "eligibility_note": _("Who may use it"),
            "fees_description": _("What one pays"),
            "required_documents": _("Documents to bring"),
            "application_process": _("How one gets in"),
        },
    ),
    HolderKind.NEWS: Holder(_("News"), "news_item", {"title": _("Title"), "body": _("Text")}),
    HolderKind.OPPORTUNITY: Holder(
        _("Opportunity"),
        "opportunity",
        {"title": _("Title"), "body": _("Text"), "target": _("Who it is for"), "how_to_apply": _("How to apply")},
    ),
    HolderKind.OUTREACH: Holder(
        _("Outreach stop"), "outreach_stop", {"name": _("Name"), "body": _("What one finds there")}
    ),
}

"""Words of the enums of this app."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approdo.core.access.roles import Role

ROLE: dict[Role, str | Promise] = {
    Role.EXECUTIVE: _("Executive"),
    Role.OFFICER: _("Officer in charge"),
    Role.LEGAL_OPERATOR: _("Legal operator"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.AUDITOR: _("Data protection officer"),
    Role.NATIONAL_OBSERVER: _("National observer"),
    Role.RECEPTION_OFFICER: _("Reception officer"),
    Role.CENTRE_OPERATOR: _("Centre operator"),
    Role.TRANSLATOR: _("Translator"),
    Role.TRANSLATION_REVIEWER: _("Reviewer of translations"),
    Role.NETWORK_EDITOR: _("Editor of the network"),
    Role.NETWORK_MEMBER: _("Member of the network"),
}

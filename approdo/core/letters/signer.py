"""Who signs a letter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.errors import Refusal
from approdo.core.models import User


def signer_of(by: Actor) -> User:
    """Who signs a letter or a decision: a person. Raises Refusal for a program."""
    found = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    if found is None:
        raise Refusal("nobody_signs", _("A letter needs somebody who signs it: sign in as an official."))
    return found

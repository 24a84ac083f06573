"""Renderings locked for a change: first the text, then the rendering, so that two acts never wait for each other."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.versions import refuse_changed
from approdo.network import text_labels
from approdo.network.models import Rendering, Text
from approdo.network.queries import texts


def locked_rendering(by: Actor, identifier: UUID, expected_version: int | None) -> Rendering:
    """The rendering with its text, locked until the transaction ends. Raises NotFound, Stale."""
    seen = texts.rendering(by, identifier)
    text = Text.objects.select_for_update().get(pk=seen.text_id)
    found = Rendering.objects.select_for_update().get(pk=seen.pk)
    found.text = text
    if text.retired_at is not None:
        raise texts.rendering_not_found()
    words = _("A colleague changed this while you were writing. Nothing of yours was saved; see what changed.")
    refuse_changed(by, "rendering", found, expected_version, words, acts=text_labels.ACTS)
    return found

"""Reading again what others translated: it is accepted, sent back, or accepted no more."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.guards import require, user_of
from approdo.core.access.permissions import Permission
from approdo.core.database.uniqueness import refusing
from approdo.core.errors import InvalidInput, Refusal
from approdo.core.saying import LONGEST_REASON, reason_said
from approdo.core.versions import keep
from approdo.network.commands.rendering_parts import happened
from approdo.network.doubts import doubts_of
from approdo.network.models import Rendering
from approdo.network.rules.renderings import RenderingAct, authors_unreviewed
from approdo.network.rules.translations import TranslationState
from approdo.network.text_locks import locked_rendering
from approdo.network.text_rows import event_of, source_of

SAME_PERSON = _("You translated part of this text: on rights and emergencies another person reads it again.")


@transaction.atomic
def review(
    *, by: Actor, rendering_id: UUID, answers: Mapping[str, str], expected_version: int | None = None
) -> Rendering:
    """Accept a translation as it stands: from now on it is read as it is.

    `answers`: why each doubt of the glossary or of the numbers is right all the same, by its name.
    Raises NotAllowed, NotFound, Stale, InvalidInput (a doubt without its answer, with the field `why-<doubt>`), Refusal
    (sentences to be translated first, nothing to review, the translator of a text on rights or emergencies).
    """
    require(by, Permission.NETWORK_REVIEW_TRANSLATIONS)
    rendering = locked_rendering(by, rendering_id, expected_version)
    if rendering.missing or rendering.stale or rendering.state == TranslationState.MISSING:
        raise Refusal("sentences_to_translate", _("Some sentences are still to be translated, or of an older text."))
    if rendering.state == TranslationState.REVIEWED:
        raise Refusal("reviewed_already", _("This translation was reviewed already, and nothing changed since."))
    another = Refusal("reviewer_is_translator", SAME_PERSON)
    if rendering.text.guarded:
        events = [event_of(row) for row in rendering.events.order_by("number")]
        if str(user_of(by)) in authors_unreviewed(events):
            raise another
    given = _answered(rendering, answers)
    accepts = [[one.key, one.mark] for one in source_of(rendering.text.sentences)]
    with refusing("reviewer_is_another", another):
        happened(by, rendering, RenderingAct.ACCEPTED, {"accepts": accepts, "answers": given})
    return keep(by, "rendering", rendering, "rendering.accepted", doubts=sorted(given))


@transaction.atomic
def reject(*, by: Actor, rendering_id: UUID, reason: str, expected_version: int | None = None) -> Rendering:
    """Send back what was not reviewed yet, with the reason; what was accepted before stays.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (nothing to send back).
    """
    require(by, Permission.NETWORK_REVIEW_TRANSLATIONS)
    rendering = locked_rendering(by, rendering_id, expected_version)
    if rendering.state not in (TranslationState.DRAFT, TranslationState.MACHINE):
        raise Refusal("nothing_to_reject", _("Nothing here waits to be reviewed."))
    happened(by, rendering, RenderingAct.REJECTED, {"reason": reason_said(reason)})
    return keep(by, "rendering", rendering, "rendering.rejected")


@transaction.atomic
def return_to_draft(*, by: Actor, rendering_id: UUID, reason: str, expected_version: int | None = None) -> Rendering:
    """Accept a translation no more: from now on nobody reads it, until it is reviewed again.

    Raises NotAllowed, NotFound, Stale, InvalidInput (no reason), Refusal (it was not accepted).
    """
    require(by, Permission.NETWORK_REVIEW_TRANSLATIONS)
    rendering = locked_rendering(by, rendering_id, expected_version)
    if not any(accepted for _key, _mark, _last, accepted in rendering.standing):
        raise Refusal("not_reviewed", _("This translation was not reviewed: there is nothing to take back."))
    happened(by, rendering, RenderingAct.REOPENED, {"reason": reason_said(reason)})
    return keep(by, "rendering", rendering, "rendering.reopened")


def _answered(rendering: Rendering, answers: Mapping[str, str]) -> dict[str, str]:
    given = {one.id: " ".join(answers.get(one.id, "").split())[:LONGEST_REASON] for one in doubts_of(rendering)}
    unsaid = {
        f"why-{name}": _("Say why it is right so, or correct the sentence.") for name, why in given.items() if not why
    }
    if unsaid:
        raise InvalidInput("doubts_unanswered", _("Each doubt needs an answer."), fields=unsaid)
    return given

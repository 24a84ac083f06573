"""What people say that a record should say otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from approdo.core.encryption import EncryptedTextField
from approdo.core.words import choices, known
from approdo.network.models.freshness import OF_ONE_RECORD, AboutRecord
from approdo.network.rules.freshness import Speaker
from approdo.network.rules.suggestions import SuggestionState


class Suggestion(AboutRecord):
    """Words about a record, from the public or from a link of a letter. Its key is that of the form that sent it.

    `contact` is an e-mail address for the answer, encrypted; it is emptied when the answer went out, and in any case
    after a while. Nothing else of who wrote is kept: no hour, no address of the network.
    """

    words = models.CharField(max_length=1000)
    language = models.CharField(max_length=20)
    said_as = models.CharField(max_length=10, choices=choices(Speaker), default=Speaker.PUBLIC.value)
    day = models.DateField()
    contact = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=choices(SuggestionState), default=SuggestionState.NEW.value)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("day", "id")
        indexes = [models.Index(fields=["prefecture", "state", "day", "id"], name="suggestion_by_state")]
        constraints = [
            models.CheckConstraint(name="suggestion_of_one_record", condition=OF_ONE_RECORD),
            models.CheckConstraint(name="suggestion_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="suggestion_state_known", condition=known("state", SuggestionState)),
            models.CheckConstraint(name="suggestion_said_as", condition=known("said_as", Speaker)),
            models.CheckConstraint(
                name="suggestion_answered_with_words",
                condition=Q(state=SuggestionState.NEW.value, answer="", answered_on__isnull=True)
                | ~Q(state=SuggestionState.NEW.value) & ~Q(answer="") & Q(answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

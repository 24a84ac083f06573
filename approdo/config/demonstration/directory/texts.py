"""The texts of the invented services in every language, each as far as it is: missing, draft, by machine, reviewed.

The words were composed by a program, and are told as such: by machine, or as drafts that nobody reads. Only the English
is reviewed, by the invented editor. What is on safety has drafts alone: nobody reads of it what nobody reviewed.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from django.db import models

from approdo.config.demonstration import offices
from approdo.config.demonstration.accounts import Office
from approdo.config.demonstration.directory.made import MadeService
from approdo.config.demonstration.directory.words import Words, words
from approdo.config.demonstration.plans import Dice, identifier
from approdo.config.demonstration.sheets import Sheet
from approdo.network.commands.services import EMERGENCY, SAFETY, TRANSLATED
from approdo.network.definitions import categories, languages, text_kinds
from approdo.network.models import Rendering, RenderingEvent, SourceVersion, Text
from approdo.network.rules import renderings as rules
from approdo.network.rules.renderings import ITALIAN, RenderingAct, Standing
from approdo.network.rules.sources import HolderKind, Source, written
from approdo.network.rules.translations import TranslationState
from approdo.network.text_rows import event_of, recount, source_rows

MACHINE = "approdo demo"
REVIEWED = "en"
# How far a text is in the other languages
FAR = {TranslationState.MACHINE.value: 90.0, TranslationState.DRAFT.value: 5.0, TranslationState.MISSING.value: 5.0}


class TextRows:
    """The rows of texts, into the sheets of an office."""

    def __init__(self, office: Office, sheets: dict[type[models.Model], Sheet]) -> None:
        self.office, self.sheets = office.code, sheets
        self.editor = offices.users_of(office.code)["redazione"]
        self.wanted = [one.id for one in languages().values() if one.release_1 and one.id != ITALIAN]

    def add(self, one: MadeService, service: UUID) -> None:
        """The texts of a service that the public reads."""
        told = {code: _fields(one, said) for code, said in words().items()}
        safety = one.protected or categories()[one.category].need == SAFETY
        dice = Dice("texts", self.office, one.number)
        far = {code: TranslationState(dice.weighted(FAR)) for code in self.wanted}
        far[REVIEWED] = TranslationState.REVIEWED
        if safety:
            far = dict.fromkeys(self.wanted, TranslationState.DRAFT)
        for field, italian in told[ITALIAN].items():
            kind = EMERGENCY if safety else TRANSLATED[field]
            lead = "- " if field == "required_documents" else ""
            joined = ("\n" if lead else " ").join(lead + sentence for sentence in italian)
            text = self._text(one, service, field, kind, written(joined))
            for code in self.wanted:
                said = told[code][field] if code in told else []
                self._rendering(one, text, code, said, far[code] if said else TranslationState.MISSING)

    def _text(self, one: MadeService, service: UUID, field: str, kind: str, source: Source) -> Text:
        at = datetime.combine(one.written_on, time(9), tzinfo=UTC)
        text = Text(
            id=identifier(one.written_on, "text", service, field), prefecture_id=self.office,
            holder_kind=HolderKind.SERVICE.value, holder_id=service, field=field, kind=kind,
            guarded=not text_kinds()[kind].unreviewed_shown, title=words()[ITALIAN].name(one.category, one.town)[:200],
            sentences=source_rows(source), last_key=len(source), number=1, changed_at=at,
        )  # fmt: skip
        self.sheets[Text].take(text)
        self.sheets[SourceVersion].add(
            id=identifier(one.written_on, "version", text.pk), prefecture_id=self.office, text_id=text.pk, number=1,
            sentences=text.sentences, minor=False, written_at=at,
        )  # fmt: skip
        return text

    def _rendering(self, one: MadeService, text: Text, code: str, said: list[str], far: TranslationState) -> None:
        row = Rendering(
            id=identifier(one.written_on, "rendering", text.pk, code), prefecture_id=self.office, text=text, language=code,
            changed_at=text.changed_at,
        )  # fmt: skip
        standing: Standing = {}
        if far is not TranslationState.MISSING:
            for event in self._events(one, row, text, said, far):
                self.sheets[RenderingEvent].take(event)
                standing = rules.after(standing, event_of(event))
                row.number = event.number
        recount(row, text, standing)
        self.sheets[Rendering].take(row)

    def _events(
        self, one: MadeService, row: Rendering, text: Text, said: list[str], far: TranslationState
    ) -> list[RenderingEvent]:
        by_machine = far is TranslationState.MACHINE
        told: list[dict[str, object]] = [
            {
                "act": (RenderingAct.MACHINE if by_machine else RenderingAct.WRITTEN).value, "key": key, "mark": mark,
                "words": sentence, "made_with": MACHINE,
            }
            for (key, _lead, _words, mark), sentence in zip(text.sentences, said, strict=True)
        ]  # fmt: skip
        if far is TranslationState.REVIEWED:
            accepts = [[key, mark] for key, _lead, _words, mark in text.sentences]
            told.append({"act": RenderingAct.ACCEPTED.value, "accepts": accepts, "by_id": self.editor})
        return [
            RenderingEvent(
                id=identifier(one.written_on, "event", row.pk, number), prefecture_id=self.office, rendering=row,
                number=number, at=text.changed_at, **values,
            )
            for number, values in enumerate(told, start=1)
        ]  # fmt: skip


def _fields(one: MadeService, said: Words) -> dict[str, list[str]]:
    """The sentences of each field of a service in a language; empty fields are no texts."""
    found = {
        "name": [said.name(one.category, one.town)],
        "description": said.told(one.sentences),
        "fees_description": [said.fees[one.fees]] if one.fees else [],
        "required_documents": [said.documents[name] for name in one.documents],
    }
    return {field: sentences for field, sentences in found.items() if sentences}

"""Two hundred questions as people ask them: a service that is right stands among the first five."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import transaction

from approdo.core import tenancy
from approdo.core.access.actor import Actor
from approdo.core.definitions import holiday_calendar
from approdo.network.queries.search import Sought, search
from tests.network import relevance
from tests.network.directory import TODAY
from tests.network.relevance import Question

pytestmark = pytest.mark.django_db


def test_the_questions_are_two_hundred_about_services_that_stand_in_the_corpus() -> None:
    assert len({one.text for one in relevance.questions()}) == 200
    assert {key for one in relevance.questions() for key in one.right} <= set(relevance.offered())


def test_what_is_right_is_found_as_often_as_it_was_measured(editor: Actor, translator: Actor, reviewer: Actor) -> None:
    written = relevance.write(editor, translator, reviewer, TODAY)

    def ask(question: Question) -> Sequence[str]:
        answered = search("SV", Sought(question.text), TODAY, holiday_calendar())
        return [written[hit.id] for hit in answered.hits]

    with transaction.atomic():
        tenancy.enter_public("SV")
        shares, missed = relevance.success(ask)
    assert shares["all"] >= relevance.FLOOR, [(one.text, sorted(one.right)) for one in missed]

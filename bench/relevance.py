"""Whether the public's search finds what people ask for, beside MiniSearch with the options of integreat-app.

The peer is asked where the variable BENCH_MINISEARCH names a folder in which `npm install minisearch` was run. Its
options are those of shared/hooks/useMiniSearch.ts of digitalfabrik/integreat-app (commit 83d4f54): title and content,
a title worth twice, prefixes, fuzzy. It is asked twice: over the texts in the reader's language, Italian where there is
none, as that app holds them; and over all languages with the labels and synonyms of the categories, which that app
has not. Ours must be at least as good as the better of the two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from approdo.core import tenancy
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.definitions import holiday_calendar
from approdo.network.queries.search import Sought, search
from approdo.network.search_documents import category_words, document_languages
from bench import caseload
from bench.database import scratch
from bench.measure import Goal, Result
from tests.network import relevance
from tests.network.relevance import Question

TITLE = "Right answers of the public's search"
FOLDER = "BENCH_MINISEARCH"
ASKING = Path(__file__).with_name("minisearch.mjs")
FUZZY = 0.25  # share of the letters of a word; there it is `true`, a fifth, which finds less: the kinder is taken


def _ours(questions: tuple[Question, ...], today: date) -> dict[Question, list[str]]:
    with scratch():
        with transaction.atomic():
            office = caseload.prefectures(1)[0]
            roles = (Role.NETWORK_EDITOR, Role.TRANSLATOR, Role.TRANSLATION_REVIEWER)
            editor, translator, reviewer = (
                actor_of(caseload.user_of(office, role.value, role), "it") for role in roles
            )
            written = relevance.write(editor, translator, reviewer, today)
        with transaction.atomic():
            tenancy.enter_public(office.pk)
            found = {one: search(office.pk, Sought(one.text), today, holiday_calendar()) for one in questions}
    return {one: [written[hit.id] for hit in answered.hits] for one, answered in found.items()}


def _pages(code: str, words: bool) -> Iterator[dict[str, str]]:
    """The services as the peer holds them in a language; `words`: with all that ours is searched by."""
    for key, one in relevance.offered().items():
        name, text = one.translations.get(code, (one.name, one.text))
        more = [one.body, one.town, *(word for kind in one.categories for word in category_words(kind, code))]
        yield {"path": f"{key} {code}", "title": name, "content": " ".join([text, *(more if words else [])])}


def _peer(folder: str, pages: list[dict[str, str]], questions: list[Question]) -> dict[Question, list[str]]:
    told = {"documents": pages, "questions": [one.text for one in questions], "fuzzy": FUZZY}
    done = subprocess.run(
        ["node", str(ASKING), folder], input=json.dumps(told), check=True, capture_output=True, text=True
    )
    answers = json.loads(done.stdout)
    return {
        one: list(dict.fromkeys(path.split()[0] for path in found))
        for one, found in zip(questions, answers, strict=True)
    }


def _peers(folder: str, questions: tuple[Question, ...]) -> dict[str, dict[Question, list[str]]]:
    by_language: dict[str, list[Question]] = defaultdict(list)
    for one in questions:
        by_language[one.language].append(one)
    own: dict[Question, list[str]] = {}
    for code, asked in by_language.items():
        own |= _peer(folder, list(_pages(code, words=False)), asked)
    every = [page for code in document_languages() for page in _pages(code, words=True)]
    return {"MiniSearch": own, "MiniSearch, all languages and synonyms": _peer(folder, every, list(questions))}


def run(scale: str, repeat: int) -> Result:
    """Shares of questions, the same at every scale: nothing is timed."""
    questions, folder = relevance.questions(), os.environ.get(FOLDER, "")
    answers = {"ours": _ours(questions, date.today())}  # noqa: DTZ011  # any day will do
    if folder:
        answers |= _peers(folder, questions)
    else:
        sys.stdout.write(f"MiniSearch is not asked: {FOLDER} names no folder.\n")
    shares: dict[str, Any] = {name: relevance.success(found.__getitem__)[0] for name, found in answers.items()}
    least = max([relevance.FLOOR, *(each["all"] for name, each in shares.items() if name != "ours")])
    beside = "success@5 beside MiniSearch" if folder else "success@5"
    goals = [Goal(beside, shares["ours"]["all"], least, "", "high")]
    return Result("RELEVANCE", TITLE, scale, repeat, 0.0, goals, {"success_at_5": shares, "questions": len(questions)})

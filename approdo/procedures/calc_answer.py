"""A computed term as the JSON text of an answer of `calc term`.

An answer is mostly text that never changes, so it is written with that text in place and each value filled in as JSON
already: a general encoder would walk the same dozen keys again for every file.
"""

from __future__ import annotations

from datetime import date
from json import JSONEncoder

from approdo.procedures.rules.definition import StopEffect, StopKind, TermVersion, Unit
from approdo.procedures.rules.stops import Step, Stop
from approdo.procedures.rules.terms import Clock, TermResult
from approdo.procedures.wording import compiled

encode = JSONEncoder(ensure_ascii=False, check_circular=False).encode


class _Days(dict[date | None, str]):
    """Days as JSON, remembered: a century has 36,525."""

    def __missing__(self, day: date | None) -> str:
        text = self[day] = "null" if day is None else f'"{day.isoformat()}"'
        return text


class _Sources(dict[str, str]):
    """Articles as JSON, remembered: the law has few. None stands for no article."""

    def __missing__(self, article: str) -> str:
        text = self[article] = encode(article or None)
        return text


def _inside(text: str) -> str:
    """The text as it stands inside the quotes of a JSON string."""
    return encode(text)[1:-1]


_days, _sources = _Days(), _Sources()
_names = {word: f'"{word.value}"' for words in (Clock, Unit, StopKind, StopEffect) for word in words}
_SENTENCES = {language: compiled(language, _inside) for language in ("it", "en")}


def _steps(steps: tuple[Step, ...], language: str) -> str:
    say, articles = _SENTENCES[language], _sources
    return ", ".join(
        [f'{{"text": "{say[code](params)}", "source": {articles[source]}}}' for code, params, source in steps]
    )


def _stop(stop: Stop) -> str:
    kind, effect, start, end, days, article, _ = stop
    return (
        f'{{"kind": {_names[kind]}, "effect": {_names[effect]}, "from": {_days[start]}, "to": {_days[end]}, '
        f'"days": {days}, "source": {_sources[article]}}}'
    )


def _term(version: TermVersion | None) -> str:
    if version is None:
        return "null"
    amount = "null" if version.amount is None else version.amount
    return (
        f'{{"amount": {amount}, "unit": {_names[version.unit]}, "version_from": {_days[version.valid_from]}, '
        f'"source": {_sources[version.source.article]}}}'
    )


def result_text(result: TermResult, language: str) -> str:
    """The computed term as a JSON object, its steps in words."""
    clock, version, steps, starts, nominal, effective, longest, stopped, stops, _, _, provisional, left, _ = result
    return (
        f'{{"clock": {_names[clock]}, "term": {_term(version)}, "starts_on": {_days[starts]}, '
        f'"nominal_due": {_days[nominal]}, "effective_due": {_days[effective]}, "max_due": {_days[longest]}, '
        f'"stopped_days": {stopped}, "stops": [{", ".join([_stop(stop) for stop in stops])}], '
        f'"provisional": {"true" if provisional else "false"}, "steps": [{_steps(steps, language)}], '
        f'"days_left": {"null" if left is None else left}}}'
    )

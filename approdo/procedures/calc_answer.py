"""A computed term as the JSON text of an answer of `calc term`.

An answer is mostly text that never changes, so it is written with that text in place and each value filled in as JSON
already: a general encoder would walk the same dozen keys again for every file.
"""

from __future__ import annotations

from datetime import date
from json import JSONEncoder

from approdo.procedures.rules.definition import TermVersion
from approdo.procedures.rules.stops import Step, Stop
from approdo.procedures.rules.terms import TermResult
from approdo.procedures.wording import compiled

encode = JSONEncoder(ensure_ascii=False, check_circular=False).encode
_FIELDS = (
    '{"clock": "%s", "term": %s, "starts_on": %s, "nominal_due": %s, "effective_due": %s, "max_due": %s, '
    '"stopped_days": %d, "stops": [%s], "provisional": %s, "steps": [%s], "days_left": %s}'
)
_STOP = '{"kind": "%s", "effect": "%s", "from": %s, "to": %s, "days": %d, "source": %s}'
_TERM = '{"amount": %s, "unit": "%s", "version_from": %s, "source": %s}'


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
_SENTENCES = {language: compiled(language, _inside) for language in ("it", "en")}


def _steps(steps: tuple[Step, ...], language: str) -> str:
    say, articles = _SENTENCES[language], _sources
    return ", ".join(
        [f'{{"text": "{say[code](params)}", "source": {articles[source]}}}' for code, params, source in steps]
    )


def _stop(stop: Stop) -> str:
    return _STOP % (stop.kind, stop.effect, _days[stop.start], _days[stop.end], stop.days, _sources[stop.source])


def _term(version: TermVersion | None) -> str:
    if version is None:
        return "null"
    amount = "null" if version.amount is None else version.amount
    return _TERM % (amount, version.unit, _days[version.valid_from], _sources[version.source.article])


def result_text(result: TermResult, language: str) -> str:
    """The computed term as a JSON object, its steps in words."""
    stops = ", ".join([_stop(stop) for stop in result.stops]) if result.stops else ""
    return _FIELDS % (
        result.clock,
        _term(result.version),
        _days[result.starts_on],
        _days[result.nominal_due],
        _days[result.effective_due],
        _days[result.max_due],
        result.stopped_days,
        stops,
        "true" if result.provisional else "false",
        _steps(result.steps, language),
        "null" if result.days_left is None else result.days_left,
    )

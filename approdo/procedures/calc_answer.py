"""A computed term as the fields of an answer of `calc term`."""

from __future__ import annotations

from datetime import date
from typing import Any

from approdo.procedures.rules.stops import Stop
from approdo.procedures.rules.terms import TermResult
from approdo.procedures.wording import sentence


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "kind": stop.kind,
        "effect": stop.effect,
        "from": stop.start.isoformat(),
        "to": stop.end.isoformat(),
        "days": stop.days,
        "source": stop.source or None,
    }


def result_fields(result: TermResult, language: str) -> dict[str, Any]:
    version = result.version
    term = None
    if version is not None:
        term = {
            "amount": version.amount,
            "unit": version.unit,
            "version_from": version.valid_from.isoformat(),
            "source": version.source.article or None,
        }
    return {
        "clock": result.clock,
        "term": term,
        "starts_on": _iso(result.starts_on),
        "nominal_due": _iso(result.nominal_due),
        "effective_due": _iso(result.effective_due),
        "max_due": _iso(result.max_due),
        "stopped_days": result.stopped_days,
        "stops": [_stop(stop) for stop in result.stops],
        "provisional": result.provisional,
        "steps": [
            {"text": sentence(step.code, step.params, language), "source": step.source or None} for step in result.steps
        ],
        "days_left": result.days_left,
    }

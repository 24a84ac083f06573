"""What runs once the term is over: the substitute power and the action against silence."""

from __future__ import annotations

from datetime import date, timedelta

from approdo.core.rules.calendar import HolidayCalendar, add_months
from approdo.procedures.rules.definition import TermVersion, Unit

MONTHS_OF_SILENCE_ACTION = 12


def substitute_power_due(asked_on: date, version: TermVersion, *, comune: str, calendar: HolidayCalendar) -> date:
    """The day by which the holder of the substitute power must decide: half of the term, an odd one rounded down.

    The half of an odd number of months is taken in whole months, prudently. Raises ValueError for a term without a
    figure.

    Source: L. 241/1990 art. 2 c. 9-ter.
    """
    if version.amount is None:
        raise ValueError("the term has no figure")
    half = version.amount // 2
    if version.unit is Unit.YEARS:
        end = add_months(asked_on, version.amount * 12 // 2)
    elif version.unit is Unit.MONTHS:
        end = add_months(asked_on, half)
    else:
        end = asked_on + timedelta(days=half)
    return calendar.roll(end, comune=comune)


def silence_action_ends(term_over: date, *, comune: str, calendar: HolidayCalendar) -> date:
    """The last day for an action against silence: one year after the end of the term.

    Source: D.Lgs. 104/2010 (c.p.a.) art. 31 c. 2.
    """
    return calendar.roll(add_months(term_over, MONTHS_OF_SILENCE_ACTION), comune=comune)

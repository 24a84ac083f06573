"""The province as figures, chart and tables, in the reader's language: the page and the files show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from approdo.accounting import labels
from approdo.accounting.queries.national import OfficeReception
from approdo.accounting.queries.province import Province
from approdo.accounting.rules.forecast import MonthForecast
from approdo.accounting.rules.irregularities import Irregularity
from approdo.accounting.rules.unit_costs import Judged
from approdo.accounting.rules.vocabulary import FindingState
from approdo.core.pages.addresses import address, address_of_each
from approdo.core.pages.charts import Chart
from approdo.core.pages.formats import money, month, short_date, short_dates
from approdo.core.pages.tables import Cell, Column, Figure, Table
from approdo.core.rules.money import ZERO
from approdo.reception import labels as places
from approdo.reception.rules.filling import Filling, by_month, drawn, filling
from approdo.reception.rules.vocabulary import LotClass, MonthState

TEXT, SHARE, EURO = "text", "share", "euro"
HUNDRED = Decimal(100)


def figures(of: Province) -> list[Figure]:
    """The numbers to read first."""
    now, undone = of.occupancy.steps[-1], sum(one.state is not MonthState.SEALED for one in of.months)
    found = [
        Figure(_("Guests on the last night"), now.present), Figure(_("Places that night"), now.places),
        Figure(_("Occupancy of the period"), of.occupancy.whole.share, SHARE),
        Figure(_("Contracts to renew within 180 days"), len(of.renewals)),
        Figure(_("Registers not sealed"), undone),
    ]  # fmt: skip
    if of.findings:
        found.append(Figure(_("Open findings"), sum(one.number for one in of.findings)))
        found.append(Figure(_("Their amount"), sum((one.left_out + one.still_in for one in of.findings), ZERO), EURO))
    return found


def nights_chart(of: Province) -> Chart:
    """Guests and places of each night."""
    days, present, allowed = drawn(of.occupancy.steps)
    return {
        "title": _("How many slept in the centres each night, and for how many there was a place"),
        "unit": _("persons"),
        "labels": [f"{day:%d/%m}" for day in days],
        "series": [{"name": _("Guests"), "values": present}, {"name": _("Places"), "values": allowed}],
    }


def _filling_columns() -> tuple[Column, ...]:
    return (
        Column(_("Person-nights")), Column(_("Nights that could be")), Column(_("Occupancy"), SHARE),
        Column(_("Most guests")), Column(_("First on"), TEXT), Column(_("Nights over the places")),
        Column(_("Person-nights without a place")),
    )  # fmt: skip


def _filling_cells(whole: Filling) -> tuple[Cell, ...]:
    peak_on = short_date(whole.peak_on) if whole.peak_on else None
    return (
        whole.person_nights, whole.place_nights, whole.share, whole.peak, peak_on, whole.crowded, whole.beyond,
    )  # fmt: skip


def occupancy(of: Province) -> Table:
    """How full the centres in sight are, by month."""
    rows = [(month(nights.first), *_filling_cells(filling(held))) for nights, held in by_month(of.occupancy.steps)]
    return Table(_("Occupancy by month"), (Column(_("Month"), TEXT), *_filling_columns()), rows)


def centres(of: Province) -> Table:
    """Each centre over the period."""
    columns = (
        Column(_("Centre"), TEXT), Column(_("Managing body"), TEXT), Column(_("Guests on the last night")),
        Column(_("Places that night")), *_filling_columns(),
    )  # fmt: skip
    held = [one for one in of.occupancy.centres if one.whole.place_nights or one.whole.person_nights]
    rows = [
        (
            one.centre.name, one.centre.body.name, one.steps[-1].present, one.steps[-1].places,
            *_filling_cells(one.whole),
        )
        for one in held
    ]  # fmt: skip
    return Table(
        _("Each centre over the period"),
        columns,
        rows,
        [*map(address_of_each("centre"), (one.centre.pk for one in held))],
    )


def costs(of: Province) -> Table:
    """What a person-night costs in each centre."""
    names = of.names
    columns = (
        Column(_("Centre"), TEXT), Column(_("Lot class"), TEXT), Column(_("Nights paid")), Column(_("Euros"), EURO),
        Column(_("Cost of a person-night"), EURO), Column(_("Median of the centres compared"), EURO),
        Column(_("Centres compared")), Column(_("Distance in deviations"), "ratio"), Column(_("Far from the others"), TEXT),
    )  # fmt: skip
    rows = [
        (
            names[one.cost.centre], str(places.LOT_CLASSES[LotClass(one.cost.group)]), one.cost.nights, one.cost.total,
            one.unit, one.middle, one.among, one.score, far(one),
        )
        for one in of.costs
    ]  # fmt: skip
    links = [*map(address_of_each("centre"), (one.cost.centre for one in of.costs))]
    return Table(_("Cost of a person-night by centre"), columns, rows, links)


def far(one: Judged) -> str:
    """Why a centre is an outlier; empty where it is none, or says that it could not be compared."""
    if one.middle is None:
        return _("Too few centres to compare")
    if not one.outlier or one.mostly is None:
        return ""
    values = {
        "share": f"{abs(one.unit - one.middle) * HUNDRED / one.middle:.0f}" if one.middle else "–",
        "part": str(labels.COMPONENTS[one.mostly]), "by": money(abs(one.by)),
    }  # fmt: skip
    if one.outlier > 0:
        return _("%(share)s%% dearer, mostly for: %(part)s, %(by)s a night above the median") % values
    return _("%(share)s%% cheaper, mostly for: %(part)s, %(by)s a night below the median") % values


def renewals(of: Province) -> Table:
    """Contracts to renew."""
    columns = (
        Column(_("Contract"), TEXT), Column(_("Managing body"), TEXT), Column(_("Last day"), TEXT),
        Column(_("Standing"), TEXT),
    )  # fmt: skip
    rows = [(one.what, one.body, short_date(one.last), str(places.BANDS[one.band])) for one in of.renewals]
    return Table(
        _("Contracts to renew within 180 days"),
        columns,
        rows,
        [*map(address_of_each("contract"), (one.id for one in of.renewals))],
    )


def residuals(of: Province) -> Table:
    """What is left of the contracts."""
    columns = (
        Column(_("Contract"), TEXT), Column(_("CIG"), TEXT), Column(_("Managing body"), TEXT),
        Column(_("Last day"), TEXT), Column(_("Value"), EURO), Column(_("Recognised by statements"), EURO),
        Column(_("Months recognised")), Column(_("Up to the month"), TEXT), Column(_("Residual"), EURO),
        Column(_("Residual of the value"), SHARE), Column(_("Accepted invoices, taxes included"), EURO),
    )  # fmt: skip
    rows = [
        (
            one.contract.title, one.contract.cig, one.contract.body.name, short_date(one.last_day), one.value,
            one.recognised, one.months, month(one.through) if one.through else None, one.residual,
            one.residual / one.value if one.value else None, one.invoiced,
        )
        for one in of.residuals
    ]  # fmt: skip
    links = [*map(address_of_each("contract"), (one.contract.pk for one in of.residuals))]
    return Table(_("What is left of the contracts"), columns, rows, links)


def months(of: Province) -> Table:
    """The registers of each month that is over."""
    counted: dict[date, Counter[MonthState]] = {}
    for one in of.months:
        counted.setdefault(one.month, Counter())[one.state] += 1
    columns = (
        Column(_("Month"), TEXT), Column(_("Not closed by the centre")), Column(_("Closed, not checked")),
        Column(_("Checked, not sealed")), Column(_("Sealed")),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (month(first), *(held[state] for state in MonthState)) for first, held in counted.items()
    ]
    return Table(_("Registers of the months that are over"), columns, rows)


def unsealed(of: Province) -> Table:
    """The registers that are not sealed, one by one."""
    held = [one for one in of.months if one.state is not MonthState.SEALED]
    columns = (
        Column(_("Centre"), TEXT), Column(_("Managing body"), TEXT), Column(_("Month"), TEXT), Column(_("State"), TEXT),
    )  # fmt: skip
    rows = [
        (one.centre.name, one.centre.body.name, month(one.month), str(places.MONTH_STATES[one.state])) for one in held
    ]
    register = address_of_each("register_month")
    links = [f"{register(one.centre.pk)}?month={one.month:%Y-%m}" for one in held]
    return Table(_("Registers not closed, not checked or not sealed"), columns, rows, links)


def findings(of: Province) -> Table:
    """What nobody answered for yet."""
    columns = (
        Column(_("What does not agree"), TEXT), Column(_("Open findings")), Column(_("Left out of the statements"), EURO),
        Column(_("Still in the statements"), EURO),
    )  # fmt: skip
    rows = [
        (str(labels.FINDINGS[Irregularity(one.kind)]), one.number, one.left_out, one.still_in) for one in of.findings
    ]
    opened = FindingState.OPEN.value
    links = [f"{address('findings')}?{urlencode({'kind': one.kind, 'state': opened})}" for one in of.findings]
    return Table(_("Open findings by kind"), columns, rows, links)


def nights(of: Province) -> Table:
    """Guests and places of each night."""
    written = short_dates()
    rows = [(written(day), present, allowed) for day, present, allowed in zip(*drawn(of.occupancy.steps), strict=True)]
    columns = (Column(_("Night"), TEXT), Column(_("Guests")), Column(_("Places")))
    return Table(_("Guests and places of each night"), columns, rows)


# The tables by the name they have in addresses; those of money are for who sees accounting.
Maker = Callable[[Province], Table]
OF_PLACES: dict[str, Maker] = {
    "occupancy": occupancy, "nights": nights, "centres": centres, "renewals": renewals, "months": months,
    "unsealed": unsealed,
}  # fmt: skip
OF_MONEY: dict[str, Maker] = {"costs": costs, "residuals": residuals, "findings": findings}


def forecast_table(found: tuple[MonthForecast, ...]) -> Table:
    """The months of a forecast."""
    columns = (
        Column(_("Month"), TEXT), Column(_("Person-nights")), Column(_("Guests at its end")), Column(_("Places")),
        Column(_("Most guests")), Column(_("Person-nights without a place")), Column(_("Entries")),
        Column(_("Days (euros)"), EURO), Column(_("Pocket money (euros)"), EURO), Column(_("Kits and cards (euros)"), EURO),
        Column(_("In all (euros)"), EURO),
    )  # fmt: skip
    rows = [
        (
            _from_its_beginning(one.month), one.person_nights, one.at_end, one.places, one.peak, one.beyond, one.entries,
            one.per_diem, one.pocket_money, one.kits, one.total,
        )
        for one in found
    ]  # fmt: skip
    return Table(_("The coming months"), columns, rows)


def _from_its_beginning(first: date) -> str:
    """A month in words; one that does not begin on its first day says on which."""
    if first.day == 1:
        return month(first)
    return _("%(month)s, from %(day)s on") % {"month": month(first), "day": short_date(first)}


def forecast_chart(found: tuple[MonthForecast, ...]) -> Chart:
    """Guests at the end of each month, and places."""
    return {
        "title": _("How many guests there would be at the end of each month, and for how many a place"),
        "unit": _("persons"),
        "labels": [f"{one.month:%m/%y}" for one in found],
        "series": [
            {"name": _("Guests"), "values": [one.at_end for one in found]},
            {"name": _("Places"), "values": [one.places for one in found]},
        ],
    }


def national_table(offices: Sequence[OfficeReception]) -> Table:
    """Reception in every prefecture, the whole country first."""
    columns = (
        Column(_("Prefettura"), TEXT), Column(_("Open centres")), Column(_("Places")), Column(_("Guests tonight")),
        Column(_("Guests of the places"), SHARE), Column(_("Registers of the month before not sealed")),
        Column(_("Open findings")),
    )  # fmt: skip
    names = ("centres", "places", "guests", "not_sealed", "findings")
    italy = OfficeReception("", _("Italy"), *(sum(getattr(one, name) for one in offices) for name in names))
    rows = [
        (
            one.name, one.centres, one.places, one.guests, Decimal(one.guests) / one.places if one.places else None,
            one.not_sealed, one.findings,
        )
        for one in (italy, *offices)
    ]  # fmt: skip
    return Table(_("Every prefecture"), columns, rows)

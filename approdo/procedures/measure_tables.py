"""The measures as figures, charts and tables, in the reader's language: the page and the workbook show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from approdo.core.pages.charts import Chart, Value
from approdo.core.pages.tables import Cell, Column, Figure, Table
from approdo.procedures import labels
from approdo.procedures.definitions import procedure, procedures
from approdo.procedures.queries.measures import Report
from approdo.procedures.rules import measures as rules
from approdo.procedures.rules.measure_catalogue import DEFINITIONS, Measure, MeasureDefinition

AGE_STEPS = (90, 180, 365, 730)  # days
ALL = ""  # every procedure together

# Under the bars of a chart there is little room.
_SHORT_STAGES: dict[str, Any] = {
    "granted": gettext_lazy("Grant"),
    "visa_issued": gettext_lazy("Visa"),
    "entered_italy": gettext_lazy("Entry"),
    "contract_signed": gettext_lazy("Contract"),
    "permit_requested": gettext_lazy("Permit"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A measure: its definition, the numbers to read first, the charts and the tables behind them."""

    id: str
    name: str
    formula: str
    source: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


def sections(report: Report) -> list[Section]:
    """Every measure of a report, in the order of the catalogue."""
    made = [_section(definition, *_MAKERS[definition.id](report)) for definition in DEFINITIONS]
    return made


Parts = tuple[Sequence[Figure], Sequence[Chart], Sequence[Table]]


def _section(definition: MeasureDefinition, figures: Any, charts: Any, tables: Any) -> Section:
    english = get_language() == "en"
    return Section(
        id=definition.id.value,
        name=definition.name_en if english else definition.name_it,
        formula=definition.formula_en if english else definition.formula_it,
        source=definition.source,
        figures=tuple(figures),
        charts=tuple(charts),
        tables=tuple(tables),
    )


def procedure_name(procedure_id: str) -> str:
    """The name of a procedure; an identifier no longer in the definitions stays as it is."""
    found = procedures().get(procedure_id)
    if found is None:
        return procedure_id
    return found.name_en if get_language() == "en" else found.name_it


def _months(days: Iterable[date]) -> list[str]:
    locale = (get_language() or "it").replace("-", "_")
    return [format_date(day, "MMM yy", locale) for day in days]


def _chart(title: str, unit: str, names: Sequence[str], *series: tuple[str, Sequence[Value | None]]) -> Chart:
    return {
        "title": title,
        "unit": unit,
        "labels": list(names),
        "series": [{"name": name, "values": values} for name, values in series],
    }


def _word(table: dict[str, Any], name: str) -> str:
    return str(table.get(name, name))


def _procedures_of(report: Report) -> list[str]:
    return sorted({file.procedure for file in report.files}, key=procedure_name)


def _spans(report: Report) -> list[tuple[date, date]]:
    """First and last day of each month of the period, cut at its ends."""
    return [(max(day.replace(day=1), report.scope.start), day) for day in report.days]


def _backlog(report: Report) -> Parts:
    counted = rules.backlog(report.files, report.days[-1])
    open_on = [sum(rules.is_open(file, day) for file in report.files) for day in report.days]
    rows = [
        (procedure_name(name), _word(labels.STATES, state), count)
        for (name, state), count in sorted(
            counted.items(), key=lambda item: (procedure_name(item[0][0]), list(labels.STATES).index(item[0][1]))
        )
    ]
    columns = (Column(_("Procedure"), "text"), Column(_("State"), "text"), Column(_("Case files")))
    chart = _chart(
        _("Does the backlog rise or fall, by month?"), _("case files"), _months(report.days), (_("Backlog"), open_on)
    )
    return [Figure(_("Backlog"), counted.total())], [chart], [Table(_("Backlog by procedure and state"), columns, rows)]


def _late(report: Report) -> Parts:
    late = rules.late_by_day(report.files, report.days)
    last = report.days[-1]
    by_day = [sum(late[name, day] for name in _procedures_of(report)) for day in report.days]
    open_now = Counter(file.procedure for file in report.files if rules.is_open(file, last))
    rows = [
        (procedure_name(name), open_now[name], late[name, last], rules.Share(late[name, last], open_now[name]).value)
        for name in _procedures_of(report)
        if open_now[name]
    ]
    columns = (
        Column(_("Procedure"), "text"),
        Column(_("Backlog")),
        Column(_("Late")),
        Column(_("Late share"), "share"),
    )
    chart = _chart(
        _("How many case files are late, by month?"), _("case files"), _months(report.days), (_("Late"), by_day)
    )
    share = rules.Share(by_day[-1], open_now.total())
    figures = [Figure(_("Late"), by_day[-1]), Figure(_("Share of the backlog"), share.value, "share")]
    return figures, [chart], [Table(_("Late backlog by procedure"), columns, rows)]


def _age(report: Report) -> Parts:
    last = report.days[-1]
    columns = (
        Column(_("Procedure"), "text"),
        Column(_("Case files")),
        Column(_("Median age in days")),
        Column(_("Nine in ten within")),
        Column(_("Started")),
        Column(_("Median running age")),
        Column(_("Nine in ten within (running)")),
    )
    rows: list[tuple[Cell, ...]] = []
    for name in (*_procedures_of(report), ALL):
        files = [file for file in report.files if name in (file.procedure, ALL)]
        age, running = rules.ages(files, last), rules.running_ages(files, last)
        label = procedure_name(name) if name else _("All procedures")
        if age.files:
            rows.append((label, age.files, age.median, age.p90, running.files, running.median, running.p90))
    waits = [(last - file.filed_on).days for file in report.files if rules.is_open(file, last)]
    names, counts = _age_groups(waits)
    chart = _chart(_("For how long has the backlog been waiting?"), _("case files"), names, (_("Case files"), counts))
    age, running = rules.ages(report.files, last), rules.running_ages(report.files, last)
    figures = [
        Figure(_("Median age, days"), age.median),
        Figure(_("Nine in ten within, days"), age.p90),
        Figure(_("Median running age, days"), running.median),
    ]
    return figures, [chart] if waits else [], [Table(_("Age by procedure"), columns, rows)]


def _age_groups(waits: Sequence[int]) -> tuple[list[str], list[int]]:
    floors = (0, *(step + 1 for step in AGE_STEPS))
    names = [
        _("%(low)s-%(high)s days") % {"low": low, "high": high} for low, high in zip(floors, AGE_STEPS, strict=False)
    ]
    groups = Counter(sum(wait > step for step in AGE_STEPS) for wait in waits)
    return [*names, _("over %(days)s days") % {"days": AGE_STEPS[-1]}], [groups[at] for at in range(len(AGE_STEPS) + 1)]


def _days_per_state(report: Report) -> Parts:
    order = list(labels.STATES)
    stays = sorted(report.stays, key=lambda stay: (order.index(stay.state), stay.ball))
    rows = [
        (_word(labels.STATES, stay.state), _word(labels.BALL, stay.ball), stay.stays, stay.median, stay.p90, stay.days)
        for stay in stays
    ]
    columns = (
        Column(_("State"), "text"),
        Column(_("Who had to move"), "text"),
        Column(_("Stays")),
        Column(_("Median days")),
        Column(_("Nine in ten within")),
        Column(_("Days in all")),
    )
    held: Counter[str] = Counter()
    for stay in report.stays:
        held[stay.ball] += stay.days
    names = [_word(labels.BALL, ball) for ball, _days in held.most_common()]
    chart = _chart(
        _("With whom do the days go?"), _("days"), names, (_("Days"), [days for _b, days in held.most_common()])
    )
    return [], [chart] if held else [], [Table(_("Days in each state"), columns, rows)]


def _shares(
    report: Report, count: Callable[..., rules.Share], whole: str, part: str, title: str
) -> tuple[Table, rules.Share]:
    """A share by procedure and over all of them."""
    start, end = report.scope.start, report.scope.end
    rows: list[tuple[Cell, ...]] = []
    for name in _procedures_of(report):
        share = count([file for file in report.files if file.procedure == name], start, end)
        if share.whole:
            rows.append((procedure_name(name), share.whole, share.part, share.value))
    columns = (Column(_("Procedure"), "text"), Column(whole), Column(part), Column(_("Share"), "share"))
    return Table(title, columns, rows), count(report.files, start, end)


def _on_time(report: Report) -> Parts:
    table, share = _shares(
        report, rules.on_time, pgettext("case files", "Decided"), _("On time"), _("Decided on time, by procedure")
    )
    by_month = [rules.on_time(report.files, start, end).value for start, end in _spans(report)]
    chart = _chart(
        _("How many in a hundred are decided on time, by month?"),
        _("in a hundred decided"),
        _months(report.days),
        (_("On time"), [None if value is None else round(value * 100) for value in by_month]),
    )
    return [Figure(_("Decided on time"), share.value, "share")], [chart] if share.whole else [], [table]


def _throughput(report: Report) -> Parts:
    flows = [rules.flow(report.files, start, end) for start, end in _spans(report)]
    months = _months(report.days)
    rows = [
        (month, flow.filed, flow.decided, flow.withdrawn, flow.clearance)
        for month, flow in zip(months, flows, strict=True)
    ]
    total = rules.flow(report.files, report.scope.start, report.scope.end)
    rows.append((_("Whole period"), total.filed, total.decided, total.withdrawn, total.clearance))
    columns = (
        Column(_("Month"), "text"),
        Column(pgettext("case files", "Filed")),
        Column(pgettext("case files", "Decided")),
        Column(_("Closed without a decision")),
        Column(_("Clearance"), "ratio"),
    )
    chart = _chart(
        _("Are more case files decided than filed, by month?"),
        _("case files"),
        months,
        (pgettext("case files", "Filed"), [flow.filed for flow in flows]),
        (pgettext("case files", "Decided"), [flow.decided for flow in flows]),
    )
    figures = [
        Figure(pgettext("case files", "Filed"), total.filed),
        Figure(pgettext("case files", "Decided"), total.decided),
        Figure(_("Clearance"), total.clearance, "ratio"),
    ]
    return figures, [chart], [Table(_("Filed and decided by month"), columns, rows)]


def _first_time_right(report: Report) -> Parts:
    title = _("Right the first time, by procedure")
    table, share = _shares(report, rules.first_time_right, _("Past the check"), _("Never asked for papers"), title)
    return [Figure(_("Right the first time"), share.value, "share")], [], [table]


def _defects(report: Report) -> Parts:
    found = sum(defect.files for defect in report.defects)
    each = found / report.checked_files if report.checked_files else None
    rows = [
        (
            procedure_name(one.procedure),
            _document_name(one.procedure, one.document),
            _word(labels.DEFECTS, one.code),
            one.files,
        )
        for one in report.defects
    ]
    columns = (
        Column(_("Procedure"), "text"),
        Column(_("Document"), "text"),
        Column(_("What is wrong"), "text"),
        Column(_("Case files")),
    )
    figures = [
        Figure(_("Defects for each case file"), each, "ratio"),
        Figure(_("Case files checked"), report.checked_files),
    ]
    return figures, [], [Table(_("Defects by document"), columns, rows)]


def _document_name(procedure_id: str, document: str) -> str:
    rules_of = procedure(procedure_id).documents if procedure_id in procedures() else ()
    for rule in rules_of:
        if rule.id == document:
            return rule.name_en if get_language() == "en" else rule.name_it
    return document


def _notices(report: Report) -> Parts:
    title = _("Notices before refusal, by procedure")
    table, share = _shares(
        report, rules.notice_turnaround, _("Decided after a notice"), pgettext("case files", "Granted"), title
    )
    return [Figure(_("Granted after a notice"), share.value, "share")], [], [table]


def _funnel(report: Report) -> Parts:
    granted = {name: count for (name, stage), count in report.funnel.items() if stage == rules.GRANTED}
    rows: list[tuple[Cell, ...]] = []
    for stage in rules.FUNNEL_STAGES:
        foreseen = [name for name in granted if name in procedures() and stage in procedure(name).follow_up]
        reached = rules.Share(
            sum(report.funnel.get((name, stage), 0) for name in foreseen), sum(granted[name] for name in foreseen)
        )
        rows.append((_word(labels.EVENTS, stage), reached.whole, reached.part, reached.value))
    columns = (
        Column(_("Step"), "text"),
        Column(_("Grants that foresee it")),
        Column(_("Reached")),
        Column(_("Share"), "share"),
    )
    numbers = [sum(report.funnel.get((name, stage), 0) for name in granted) for stage in rules.FUNNEL_STAGES]
    chart = _chart(
        _("How many of the granted reach each step?"),
        _("case files"),
        [str(_SHORT_STAGES[stage]) for stage in rules.FUNNEL_STAGES],
        (_("Reached"), numbers),
    )
    return [], [chart] if granted else [], [Table(_("After the grant"), columns, rows if granted else [])]


def _silence(report: Report) -> Parts:
    rows = [
        (_word(labels.LITIGATIONS, one.kind), one.asked, one.lost, one.with_costs, one.costs) for one in report.disputes
    ]
    columns = (
        Column(_("Kind"), "text"),
        Column(_("Arrived")),
        Column(pgettext("case files", "Lost")),
        Column(_("Lost with costs")),
        Column(_("Costs"), "euro"),
    )
    lost = sum(one.with_costs for one in report.disputes)
    return [Figure(_("Lost with costs"), lost)], [], [Table(_("Silence and litigation by kind"), columns, rows)]


_MAKERS: dict[Measure, Callable[[Report], Parts]] = {
    Measure.BACKLOG: _backlog,
    Measure.LATE_BACKLOG: _late,
    Measure.AGE: _age,
    Measure.DAYS_PER_STATE: _days_per_state,
    Measure.ON_TIME: _on_time,
    Measure.THROUGHPUT: _throughput,
    Measure.FIRST_TIME_RIGHT: _first_time_right,
    Measure.DEFECTS: _defects,
    Measure.NOTICE_TURNAROUND: _notices,
    Measure.FUNNEL: _funnel,
    Measure.SILENCE: _silence,
}

"""Charts start at zero, say their numbers and survive missing ones."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.template import engines

from approdo.core.pages.charts import Chart, drawing, steps_of


def chart(*rows: list[float | None]) -> Chart:
    labels = [f"m{at}" for at in range(len(rows[0]))]
    series = [{"name": f"s{at}", "values": row} for at, row in enumerate(rows)]
    return {"title": "How many", "unit": "files", "labels": labels, "series": series}


@pytest.mark.parametrize("highest", [0, 0.03, 1, 7, 99, 100, 101, 123456])
def test_the_axis_goes_from_zero_to_above_the_highest(highest: float) -> None:
    steps = steps_of(highest)
    assert steps[0] == 0
    assert steps[-1] >= highest
    assert 2 <= len(steps) <= 6


def test_a_bar_is_as_tall_as_its_value() -> None:
    made = drawing(chart([10, 5, 0]), lines=False)
    tall, half, none = (mark.height for mark in made.rows[0].marks)
    assert tall == pytest.approx(half * 2, abs=0.2)
    assert none == 0


def test_a_line_is_cut_where_a_value_is_missing() -> None:
    made = drawing(chart([1, None, 3, 4]), lines=True)
    assert [len(run.split()) for run in made.rows[0].runs] == [1, 2]


def test_names_at_the_end_of_lines_do_not_overlap() -> None:
    made = drawing(chart([1, 5], [1, 5], [1, 5.01]), lines=True)
    heights = sorted(row.end[1] for row in made.rows)
    assert all(below - above >= 18 for above, below in pairwise(heights))


def test_the_table_under_a_chart_holds_every_number() -> None:
    module = engines["jinja2"].env.get_template("components/chart.html").module
    for macro in (module.bars, module.lines):
        text = str(macro(chart([41, None], [43, 44])))
        assert '<svg viewBox="0 0 720 300" role="img" aria-label="How many"' in text
        table = text[text.index("<table") :]
        assert all(f">{number}</td>" in table for number in ("41", "–", "43", "44"))
        assert "style=" not in text


def test_nothing_to_draw_is_said() -> None:
    module = engines["jinja2"].env.get_template("components/chart.html").module
    assert "<svg" not in str(module.bars({"title": "t", "unit": "u", "labels": [], "series": []}))

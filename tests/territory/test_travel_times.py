"""Measured travel times: stronger than the model, and of one table at a time."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from approdo.territory.commands.travel_times import load_travel_times
from approdo.territory.models import Comune, DataSource, TravelTime
from approdo.territory.queries import travel
from approdo.territory.rules.travel import Ground, Mode
from approdo.territory.tables import Read, TravelRow, read_travel_times

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]
DAY = date(2026, 11, 22)
TABLE = "da;a;mezzo;minuti\n009002;009056;autobus;75\n009056;009002;autobus;80\n009002;009056;a piedi;0\n"


def read(text: str) -> Read[TravelRow]:
    return read_travel_times(BytesIO(text.encode()), "tempi.csv")


def load(text: str) -> None:
    rows, day = read(text).rows, date(2026, 9, 1)
    load_travel_times(rows=rows, file="tempi.csv", source="Azienda dei trasporti", as_of=day, tell=lambda _steps: None)


def test_a_measured_time_overrides_the_model_in_its_direction_and_mode_alone() -> None:
    load(TABLE)
    albenga, savona = Comune.objects.get(pk="009002"), Comune.objects.get(pk="009056")
    there, back = (travel.between(*ends, Mode.BUS, DAY) for ends in ((albenga, savona), (savona, albenga)))
    assert (there.minutes, there.ground, there.source, there.on) == (
        75, Ground.TABLE, "Azienda dei trasporti", date(2026, 9, 1),
    )  # fmt: skip
    assert back.minutes == 80
    assert travel.between(albenga, savona, Mode.ON_FOOT, DAY).minutes == 0
    assert travel.between(albenga, savona, Mode.CAR, DAY).ground is Ground.MODEL


def test_a_new_table_takes_the_place_of_the_old_one() -> None:
    load(TABLE)
    load("from,to,mode,minutes\n009002,009056,car,50\n")
    assert [(row.mode, row.minutes) for row in TravelTime.objects.all()] == [("car", 50)]
    assert DataSource.objects.get(pk="travel_times").rows == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("009002;999999;auto;5", "no comune has the ISTAT code '999999'"),
        ("009002;009056;razzo;5", "the mode 'razzo' is unknown"),
        ("009002;009056;auto;1441", "the minutes '1441' is not a whole number from 0 to 1440"),
        ("009002;009056;auto;", "the minutes '' is not a whole number"),
        ("009002;009056;bus;9", "it says again what row 2 says"),
    ],
)
def test_a_wrong_row_is_told(row: str, reason: str) -> None:
    found = read(f"{TABLE}{row}\n")
    assert [fault.number for fault in found.faults] == [5]
    assert reason in found.faults[0].reason

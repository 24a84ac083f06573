"""Foreign residents from a file of ISTAT: every wrong row told, nothing written by half."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db.models import Sum

from approdo.core.errors import InvalidInput
from approdo.territory.commands.foreign_residents import load_foreign_residents
from approdo.territory.models import Comune, DataSource, ForeignResidents
from approdo.territory.queries import figures
from approdo.territory.tables import ForeignRow, Read, read_foreign_residents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]

ISTAT = """ITTER107;Territorio;SEXISTAT1;Sesso;ISO;Cittadinanza;TIME;Value
009056;Savona;1;maschi;AL;Albania;2023;120
009056;Savona;2;femmine;AL;Albania;2023;130
009056;Savona;9;totale;AL;Albania;2023;250
9056;Savona;2;femmine;CN;Cina, Repubblica Popolare;2023;40
ITC32;Savona;1;maschi;AL;Albania;2023;900
009002;Albenga;1;maschi;XXA;apolide;2023;2
"""


def read(text: str, name: str = "stranieri.csv") -> Read[ForeignRow]:
    return read_foreign_residents(BytesIO(text.encode()), name)


def load(found: Read[ForeignRow], *, invented: bool = False) -> None:
    load_foreign_residents(rows=found.rows, file="stranieri.csv", invented=invented, tell=lambda _steps: None)


def test_a_file_of_istat_is_read_without_its_sums() -> None:
    found = read(ISTAT)
    assert (found.faults, found.passed_over) == ([], 2)
    assert found.rows == [
        ForeignRow("009056", "AL", "M", 2023, 120),
        ForeignRow("009056", "AL", "F", 2023, 130),
        ForeignRow("009056", "CN", "F", 2023, 40),
        ForeignRow("009002", "XX", "M", 2023, 2),
    ]


def test_citizenships_and_sexes_in_words_are_understood() -> None:
    text = "Codice comune,Cittadinanza,Sesso,Anno,Valore\n009056,Costa d'Avorio,Femmine,2024,3\n009056,Perù,maschi,2024,7\n"
    assert [(one.citizenship, one.sex, one.number) for one in read(text).rows] == [("CI", "F", 3), ("PE", "M", 7)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("999999;X;1;maschi;AL;Albania;2023;1", "no comune has the ISTAT code '999999'"),
        ("009056;X;1;maschi;Q9;Nowhere;2023;1", "the citizenship 'Q9' is unknown"),
        ("009056;X;7;altro;AL;Albania;2023;1", "the sex '7' is unknown"),
        ("009056;X;1;maschi;AL;Albania;1823;1", "the year '1823' is not a whole number from 1990 to 2099"),
        ("009056;X;1;maschi;AL;Albania;2023;-1", "the number of people '-1' is not a whole number"),
        ("009056;X;1;maschi;AL;Albania;2023;1,5", "the number of people '1,5' is not a whole number"),
        ("009056;X;1;maschi;AL;Albania;2023;²", "the number of people '²' is not a whole number"),
        ("009056;X;1;maschi;IT;Italia;2023;1", "the citizenship 'IT' is unknown"),
        ("009056;Savona;1;maschi;AL;Albania;2023;999", "it says again what row 2 says"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_why(row: str, reason: str) -> None:
    found = read(ISTAT + row + "\n")
    assert [fault.number for fault in found.faults] == [8]
    assert reason in found.faults[0].reason
    assert len(found.rows) == 4


def test_a_file_without_a_column_says_which_headings_are_expected() -> None:
    with pytest.raises(InvalidInput) as refused:
        read("Territorio;Sesso;Anno\nSavona;maschi;2023\n")
    assert "cittadinanza" in str(refused.value.message)
    assert "valore" in str(refused.value.message)


@pytest.mark.parametrize(("content", "name"), [(b"", "x.csv"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "x.csv")])
def test_what_is_no_table_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput):
        read_foreign_residents(BytesIO(content), name)


def test_the_figures_of_a_comune_are_told_with_their_source() -> None:
    load(read(ISTAT))
    told = figures.foreign_residents(Comune.objects.get(pk="009056"))
    assert told is not None
    assert (told.year, told.total, told.invented) == (2023, 290, False)
    assert [(one.code, one.women, one.men) for one in told.citizenships] == [("AL", 130, 120), ("CN", 40, 0)]
    source = DataSource.objects.get(pk="foreign_residents_2023")
    assert (source.rows, source.publisher, source.as_of.isoformat()) == (4, "ISTAT", "2023-01-01")
    assert figures.foreign_residents(Comune.objects.get(pk="009001")) is None


def test_a_second_file_replaces_its_own_comuni_and_leaves_the_others() -> None:
    load(read(ISTAT))
    load(read(ISTAT.replace("AL;Albania;2023;120", "AL;Albania;2023;99").split("009002")[0]))
    assert ForeignResidents.objects.get(comune="009056", citizenship="AL", sex="M").number == 99
    assert ForeignResidents.objects.filter(comune="009002").count() == 1
    assert DataSource.objects.get(pk="foreign_residents_2023").rows == 4


def test_invented_figures_are_marked_and_give_way_to_true_ones() -> None:
    load(read(ISTAT), invented=True)
    told = figures.foreign_residents(Comune.objects.get(pk="009056"))
    assert told is not None
    assert told.invented
    assert "inventati" in DataSource.objects.get(pk="foreign_residents_2023_invented").attribution_it
    load(read(ISTAT))
    assert not DataSource.objects.filter(invented=True).exists()
    assert ForeignResidents.objects.aggregate(people=Sum("number"))["people"] == 292


def test_another_year_stands_beside_and_the_last_is_shown() -> None:
    load(read(ISTAT))
    load(read(ISTAT.replace("2023", "2024").replace(";120", ";121")))
    assert ForeignResidents.objects.count() == 8
    told = figures.foreign_residents(Comune.objects.get(pk="009056"))
    assert told is not None
    assert (told.year, told.total) == (2024, 291)

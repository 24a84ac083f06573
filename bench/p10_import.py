"""P10: an import of case files, checked row by row, against COPY of the rows it leaves behind.

Goals: `docs/decisions/0010-goals-of-speed.md`.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from approdo.core.access.actor import Actor
from approdo.core.access.middleware import actor_of
from approdo.core.access.roles import Role
from approdo.core.models import ImportBatch
from approdo.people.models import NameWord, Person, PersonCitizenship, PersonKey
from approdo.procedures.commands import imports
from approdo.procedures.jobs.imports import work_through
from approdo.procedures.models import CaseEvent, CaseFile, CaseParty, ChecklistItem, DueCount, StatePassage
from bench import caseload
from bench.database import scratch
from bench.measure import Goal, Result, as_served, noise, seconds

TITLE = "Import of case files"
ROWS = {"S": 20_000, "N": 100_000, "3N": 300_000}
PEER_ROWS = 2_000  # files that bulk_create writes; its time is scaled
LARGEST = 1_000_000_000  # bytes of the file
HEADINGS = (
    "Procedimento", "Codice ALI", "Protocollo", "Data domanda", "Cognome", "Nome", "Data di nascita", "Cittadinanza",
)  # fmt: skip
# In the order in which one points at the other; what the import notes of its own rows is not among them.
WRITTEN: tuple[type[Model], ...] = (
    Person, PersonCitizenship, PersonKey, NameWord, CaseFile, CaseParty, CaseEvent, StatePassage, ChecklistItem,
)  # fmt: skip
_FAMILIES = ("Provetta", "Inventata", "Esempio", "Campione", "Finta", "Modello", "Prova", "Saggio")
_SYLLABLES = ("ba", "de", "li", "mo", "nu", "ra", "se", "ti", "vo", "za")


def table_of(rows: int, file: Path) -> None:
    """A file of new requests by as many invented persons."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADINGS)
        for number in range(rows):
            given = "".join(_SYLLABLES[int(digit)] for digit in f"{number % 10_000:04d}").title()
            born, filed = date(1960, 1, 1) + timedelta(number % 14_000), date(2026, 1, 12) + timedelta(number % 200)
            writer.writerow(
                ("Ricongiungimento familiare", f"B{number:08d}", f"2026/{number:08d}", f"{filed:%d/%m/%Y}",
                 _FAMILIES[number % 8], given, f"{born:%d/%m/%Y}", "Marocco")
            )  # fmt: skip


def _resident() -> float:
    """Memory of this process, MB."""
    line = next(line for line in Path("/proc/self/status").read_text("utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _import(by: Actor, file: Path) -> dict[str, Any]:
    """Seconds of the check and of the run, and how memory grew after the first thousand rows of the check."""
    memory: list[float] = []
    with file.open("rb") as source:
        batch = imports.start_import(by=by, name=file.name, content=File(source, file.name), most=LARGEST)
    imports.map_columns(by=by, batch_id=batch.pk, columns=batch.columns, queued=False)
    checked = seconds(lambda: _through(by, batch, memory), time.perf_counter)
    imports.run_import(by=by, batch_id=batch.pk, queued=False)
    written = seconds(lambda: _through(by, batch, memory), time.perf_counter)
    batch.refresh_from_db()
    if batch.state != "done":
        raise RuntimeError(f"the import ended as {batch.state}: {batch.failure}")
    return {
        "check_seconds": checked, "run_seconds": written, "counts": batch.counts,
        "memory_mb": {"first": memory[0], "most": max(memory)},
    }  # fmt: skip


def _through(by: Actor, batch: ImportBatch, memory: list[float]) -> None:
    batch.refresh_from_db()
    work_through(by, batch, lambda rows: memory.append(_resident()))


def _kept(model: type[Model]) -> str:
    """The columns that are written: those that the database computes are left out."""
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)


def _taken() -> dict[type[Model], bytes]:
    found = {}
    with connection.cursor() as cursor:
        for model in WRITTEN:
            out = io.BytesIO()
            with cursor.copy(f'COPY "{model._meta.db_table}" ({_kept(model)}) TO STDOUT') as rows:
                for block in rows:
                    out.write(block)
            found[model] = out.getvalue()
    return found


def _empty() -> None:
    tables = ", ".join(f'"{model._meta.db_table}"' for model in (*WRITTEN, DueCount))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def _copied(kept: dict[type[Model], bytes]) -> float:
    """Seconds of writing the same rows by COPY into the same tables with the same indexes, empty before."""
    _empty()

    def act() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for model, rows in kept.items():
                with cursor.copy(f'COPY "{model._meta.db_table}" ({_kept(model)}) FROM STDIN') as into:
                    into.write(rows)

    return seconds(act, time.perf_counter)


def _first_objects() -> dict[type[Model], list[Model]]:
    """The rows of the first files, as objects: what somebody who uses the framework alone has at hand."""
    cases = list(CaseFile.objects.order_by("pk")[:PEER_ROWS])
    ids = [case.pk for case in cases]
    persons = list(Person.objects.filter(parties__case__in=ids).distinct())
    held: dict[type[Model], list[Model]] = {Person: [*persons], CaseFile: [*cases], NameWord: []}
    for model in WRITTEN:
        names = {field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
        if model not in held and "case" in names:
            held[model] = list(model._default_manager.filter(case__in=ids))
        elif model not in held:
            held[model] = list(model._default_manager.filter(person__in=persons))
    return held


def _bulk_created(held: dict[type[Model], list[Model]]) -> float:
    _empty()

    def act() -> None:
        with transaction.atomic():
            for model in WRITTEN:
                model._default_manager.bulk_create(held[model], batch_size=2000)

    return seconds(act, time.perf_counter)


def _rounds(repeat: int, act: Callable[[], float]) -> list[float]:
    return [act() for _ in range(repeat)]


def run(scale: str, repeat: int) -> Result:
    """Measure at that scale. The import is run once, its limit twice as often as half the rounds asked."""
    rows, rounds = ROWS[scale], max(1, repeat // 2)
    with scratch(), TemporaryDirectory() as folder:
        file = Path(folder) / "elenco.csv"
        table_of(rows, file)
        office = caseload.prefectures(1)[0]
        by = actor_of(caseload.user_of(office, "officer", Role.OFFICER), "it")
        with as_served():
            ours = _import(by, file)
        held, kept = _first_objects(), _taken()
        written = {model._meta.label: data.count(b"\n") for model, data in kept.items()}
        first, second = _rounds(rounds, lambda: _copied(kept)), _rounds(rounds, lambda: _copied(kept))
        peer = median(_rounds(rounds, lambda: _bulk_created(held))) * rows / len(held[CaseFile])
    limit, memory, whole = median(first + second), ours["memory_mb"], ours["check_seconds"] + ours["run_seconds"]
    goals = [
        Goal("check and writing against COPY", whole / limit, 3.5, "×"),
        Goal("growth of memory", memory["most"] - memory["first"], 50, "MB"),
    ]
    figures = {
        "files": rows, **ours, "files_a_second": rows / whole, "rows": written,
        "copy_seconds": first + second, "bulk_create_seconds": peer,
        "against_bulk_create": whole / peer, "seconds": whole,
    }  # fmt: skip
    return Result("P10", TITLE, scale, repeat, noise(first, second), goals, figures)

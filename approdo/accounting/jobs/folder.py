"""The folder in which the exchange system's client leaves invoices: read again and again, each file taken once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone, translation

from approdo.accounting.commands.receiving import receive_invoices
from approdo.accounting.invoices.opening import LARGEST_UPLOAD
from approdo.accounting.rules.vocabulary import ArrivalOutcome, Channel
from approdo.core import tenancy
from approdo.core.access.actor import system_actor
from approdo.core.access.permissions import Permission
from approdo.core.errors import Refusal

KINDS = (".xml", ".p7m", ".zip")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: documents by outcome; `again`: its bytes were here; `refused`: why it was not taken."""

    name: str
    counts: dict[str, int]
    again: bool = False
    refused: str = ""


def receive_folder(prefecture: str, folder: Path) -> list[Result]:
    """Take the files of a folder, by name; those of its folders are left alone. Files stay where they are.

    The day of delivery is the one on which the file was written. What one file does wrong does not hold up the others.
    """
    files = sorted(one for one in folder.iterdir() if one.is_file() and one.suffix.lower() in KINDS)
    return [_received(prefecture, one) for one in files if not one.name.startswith(".")]


def _received(prefecture: str, file: Path) -> Result:
    by = system_actor(prefecture, Permission.INVOICE_RECEIVE, Permission.ACCOUNTING_SEE)
    today = timezone.localdate()
    try:
        if file.stat().st_size > LARGEST_UPLOAD:
            return Result(file.name, {}, refused=f"> {LARGEST_UPLOAD // 1_000_000} MB")
        content, written = file.read_bytes(), _day(file)
        with translation.override("it"), tenancy.within(prefecture):
            found = receive_invoices(
                by=by, name=file.name, content=content, received_on=min(written, today), channel=Channel.FOLDER,
                today=today,
            )  # fmt: skip
            outcomes = list(found.upload.arrivals.values_list("outcome", flat=True)) if found.fresh else []
    except Refusal as refusal:
        return Result(file.name, {}, refused=str(refusal.message))
    except OSError as problem:
        return Result(file.name, {}, refused=problem.strerror or type(problem).__name__)
    counts: dict[str, int] = {str(one): outcomes.count(one.value) for one in ArrivalOutcome if one.value in outcomes}
    return Result(file.name, counts, again=not found.fresh)


def _day(file: Path) -> date:
    return timezone.localdate(datetime.fromtimestamp(file.stat().st_mtime, timezone.get_current_timezone()))

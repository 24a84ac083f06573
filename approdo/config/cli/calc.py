"""`approdo calc`: computations for anyone, without a database and without Django."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from approdo.accounting import calc as accounting
from approdo.procedures.calc import run


@click.group()
def calc() -> None:
    """Calcoli senza base di dati. Computations without a database."""


@calc.command()
@click.option("--language", type=click.Choice(["it", "en"]), default="it", show_default=True)
def term(language: str) -> None:
    """Legge JSON Lines da standard input e scrive una risposta per riga. Reads JSON Lines, answers one line each."""
    raise SystemExit(
        _answered(lambda: run(sys.stdin and sys.stdin.buffer, sys.stdout, sys.stderr, language=language), language)
    )


@calc.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--month", required=True, help="2026-05")
@click.option("--explain", is_flag=True, help="Con il perché di ogni euro. With the reason of every euro.")
@click.option("--language", type=click.Choice(["it", "en"]), default="it", show_default=True)
def statement(folder: Path, month: str, explain: bool, language: str) -> None:
    """Il rendiconto di un mese dai file di una cartella. The statement of a month from the files of a folder."""
    raise SystemExit(
        _answered(
            lambda: accounting.run(folder, month, sys.stdout, sys.stderr, explain=explain, language=language), language
        )
    )


def _answered(compute: Callable[[], int], language: str) -> int:
    """The exit status of a computation that writes to standard output: 2, in words, where that cannot be written."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        status = compute()
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # click ends quietly when the reader goes away
    except OSError as error:
        words = {"it": "Non riesco a scrivere le risposte", "en": "The answers cannot be written"}
        click.echo(f"{words[language]}: {error.strerror}", err=True)
        # What is left in the buffer cannot be written either: do not let the interpreter try again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return status

"""Why a file of invoices is not read."""

from __future__ import annotations


class Unreadable(Exception):
    """The file is refused. `code` names the sentence (see `sentences.py`), `place` where in the file, `params` the rest."""

    def __init__(self, code: str, place: str = "", **params: int | str) -> None:
        super().__init__(code)
        self.code, self.place, self.params = code, place, params

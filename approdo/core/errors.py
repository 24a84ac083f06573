"""What a command says when it will not do what was asked.

A refusal is for people: it says what happened, what is safe and what to do. Pages show it beside the form,
the API answers it as `application/problem+json`.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An act that the rules or the state of things do not allow.

    `code` is stable and machine readable, `message` a sentence for the reader, `fields` maps a form field to its
    own sentence.
    """

    status = 409

    def __init__(self, code: str, message: Any, *, fields: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = fields or {}


class InvalidInput(Refusal):
    """Input of the wrong shape or content."""

    status = 422


class NotAllowed(Refusal):
    """The actor sees the thing but may not do this with it."""

    status = 403


class NotFound(Refusal):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404


class Stale(Refusal):
    """Somebody else changed the thing since the actor read it. `changes` lists what, by, at."""

    status = 412

    def __init__(self, code: str, message: Any, *, changes: list[dict[str, Any]] | None = None) -> None:
        super().__init__(code, message)
        self.changes = changes or []

"""Documents as answers: never kept by the browser, and shown in it only when we made them."""

from __future__ import annotations

from io import BytesIO
from typing import TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", bound=HttpResponseBase)
UNSAID = "application/octet-stream"


def letter(content: bytes, name: str) -> HttpResponse:
    """A PDF of ours, shown in the browser under that file name."""
    shown = {"Content-Disposition": content_disposition_header(as_attachment=False, filename=name) or "inline"}
    return _private(HttpResponse(content, content_type="application/pdf", headers=shown))


def saved(content: bytes, name: str, media_type: str = UNSAID) -> FileResponse:
    """A file to be saved, never shown as a page: what is in it may have come from outside."""
    return _private(FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=media_type))


def _private(answer: Answer) -> Answer:
    answer["Cache-Control"] = "no-store"
    return answer

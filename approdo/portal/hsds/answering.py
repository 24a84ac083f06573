"""One door from a view to an answer of the open data: JSON, lines of JSON, what may be kept, what did not change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import wraps
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.gzip import gzip_page

from approdo.core.errors import Refusal
from approdo.core.rest import problems, rates
from approdo.network.open_data_asked import USUAL_PAGE, Call
from approdo.network.rules.hsds import Record, envelope
from approdo.portal.hsds.reading import Reader, Wanted, every, window

KEPT = 300  # seconds for which an answer may be shown without asking
IN_MEMORY = 5_000_000  # bytes
View = Callable[..., HttpResponseBase]


def open_data(view: View) -> View:
    """A view of the open data: GET and HEAD, compressed, refusals as problems. A browser of any site may ask."""

    @wraps(view)
    def answered(request: HttpRequest, **values: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS"})
        if request.method not in ("GET", "HEAD"):
            refused = problems.of_status(405)
            refused.headers["Allow"] = "GET, HEAD, OPTIONS"
            return refused
        try:
            return view(request, **values)
        except rates.TooMany as refusal:
            wait = {"Retry-After": str(refusal.wait)}
            return problems.problem(refusal.status, refusal.code, refusal.message, headers=wait)
        except Refusal as refusal:
            return problems.of_refusal(refusal)
        except Http404:
            return problems.of_status(404)

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return gzip_page(answered)


def shown(request: HttpRequest, record: Record | None, media_type: str = "application/json") -> HttpResponseBase:
    """One record, not found where there is none."""
    if record is None:
        raise Http404
    return told(request, in_line(record), media_type)


def told(request: HttpRequest, body: bytes, media_type: str) -> HttpResponseBase:
    """A short answer."""
    return kept(request, HttpResponse(body, content_type=media_type), hashlib.sha256(body).hexdigest())


def listed(request: HttpRequest, call: Call, wanted: Wanted, read: Reader) -> HttpResponseBase:
    """The page that a call asks for, or everything as lines."""
    if call.whole:
        return lines(request, every(wanted, read))
    if call.minimal and call.size is None:
        refuse_too_many(request)
        total, found = window(wanted, read, 0, None)
        return shown(request, envelope(found, total, 1, max(total, 1)))
    size = call.size or USUAL_PAGE
    total, found = window(wanted, read, (call.page - 1) * size, size)
    return shown(request, envelope(found, total, call.page, size))


def in_memory(request: HttpRequest, call: Call, rows: list[Record]) -> HttpResponseBase:
    """As `listed`, for lists that stand in the program."""
    if call.whole:
        return lines(request, rows)
    size = call.size or USUAL_PAGE
    start = (call.page - 1) * size
    return shown(request, envelope(rows[start : start + size], len(rows), call.page, size))


def lines(request: HttpRequest, records: Iterable[Record]) -> HttpResponseBase:
    """Records one a line."""
    return saved(request, (in_line(record) + b"\n" for record in records), "application/x-ndjson")


def in_line(record: Any) -> bytes:
    """A record as JSON without blanks."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def saved(request: HttpRequest, pieces: Iterable[bytes], media_type: str, name: str = "") -> HttpResponseBase:
    """An answer of many pieces; with a `name`, a file to save.

    They are read before the answer begins: afterwards nobody could read them any more.
    """
    refuse_too_many(request)
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by the response
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        target.write(piece)
    target.seek(0)
    whole = FileResponse(target, content_type=media_type, as_attachment=bool(name), filename=name)
    answer = kept(request, whole, digest.hexdigest())
    if answer is not whole:
        target.close()
    return answer


def refuse_too_many(request: HttpRequest) -> None:
    """Count a call that reads everything: fewer of them are allowed. Raises rates.TooMany."""
    caller = f"open data {request.META.get('REMOTE_ADDR', '')}"
    allowance = rates.count(caller, settings.WHOLE_OPEN_DATA_A_MINUTE)
    if allowance.exceeded:
        raise rates.TooMany(allowance.reset)


def kept(request: HttpRequest, response: HttpResponse | FileResponse, digest: str) -> HttpResponseBase:
    """An answer that may be kept a little and asked again by its tag; 304 with the same header to who has it already."""
    tag = f'W/"{digest[:32]}"'  # weak: the same data, compressed or not
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.headers["ETag"] = tag
    patch_vary_headers(response, ("Accept-Encoding",))
    answered = get_conditional_response(request, etag=tag, response=cast(HttpResponse, response))
    return answered or HttpResponseNotModified()

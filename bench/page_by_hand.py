"""The worklist page of a whole office put together by hand: SQL and texts, Italian alone, no template, no translation.

What does not change from one request to the next is written once. The benchmark asserts that it is our page.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone, translation

from approdo.core.access.roles import ROLES
from approdo.core.identifiers import new_id
from approdo.core.pages.frame import approdo_version
from approdo.overview import labels
from approdo.overview.forms import FilterForm
from approdo.procedures import labels as words
from approdo.procedures.definitions import procedures
from approdo.procedures.queries import worklist
from bench.caseload import Office
from bench.p06_dashboard import COUNTED, COUNTS, LIST, asked

MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
LONG_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre",
)  # fmt: skip
DAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
COLLEAGUES = """
SELECT u.id, u.full_name, bool_or(m.role = ANY(%(work)s)) FROM core_membership m JOIN core_user u ON u.id = m.user_id
 WHERE m.prefecture_id = %(office)s AND u.prefecture_id = %(office)s AND u.is_active AND m.role = ANY(%(see)s)
   AND m.valid_from <= %(today)s AND (m.valid_to IS NULL OR m.valid_to > %(today)s)
 GROUP BY 1, 2 ORDER BY 2, 1"""
SAVED = "SELECT name, query FROM core_savedfilter WHERE prefecture_id = %(office)s AND user_id = %(user)s ORDER BY name"
MENU = (
    ("Da fare", "/", "case.see"), ("Cerca", "/search/", "case.see"), ("Persone", "/people/", "person.see"),
    ("Rete", "/network/services/", "network.see"), ("Misure", "/measures/", "case.measure"),
    ("Tutte le prefetture", "/national/", "national.see"), ("Procedimenti", "/procedures/", "definition.see"),
    ("Importazioni", "/imports/", "case.import"),
)  # fmt: skip
BUCKETS = (
    ("late", "danger", "In ritardo"), ("week", "warning", "Entro 7 giorni"), ("month", "info", "Entro 30 giorni"),
    ("stopped", "stopped", "Fermi"), ("waiting", "info", "In attesa di altri"),
    ("not_started", "neutral", "Non ancora iniziato"), ("follow_up", "success", "Da seguire"),
)  # fmt: skip
SEE = [role.value for role, allowed in ROLES.items() if "case.see" in allowed]
WORK = [role.value for role, allowed in ROLES.items() if "case.work" in allowed]


def icon(name: str) -> str:
    """A drawing of the theme."""
    return (
        '<svg class="icon icon-sm " aria-hidden="true" focusable="false">'
        f'<use href="/static/bootstrap-italia/svg/sprites.svg#it-{name}"></use></svg>'
    )


EYE, PRIORITY = icon("password-visible"), f' <span class="badge state state-warning">{icon("star-full")}Priorità</span>'
SIGNS = {"danger": icon("warning-circle"), "warning": icon("clock"), "info": icon("info-circle"),
         "neutral": icon("minus-circle"), "stopped": icon("ban"), "success": icon("check-circle")}  # fmt: skip


@cache
def _known() -> dict[str, Any]:
    """Words of the law's files and the choices of the filters, in Italian."""
    with translation.override("it"):
        fields = FilterForm({}).fields
        return {
            "procedures": {key: escape(labels.procedure_name(key)) for key in procedures()},
            "states": {key: escape(str(word)) for key, word in words.STATES.items()},
            "balls": {key: escape(str(word)) for key, word in words.BALL.items()},
            **{
                name: "".join(
                    f'<option value="{key}"{"" if key else " selected"}>{escape(word)}</option>'
                    for key, word in fields[name].choices  # type: ignore[attr-defined]
                )
                for name in ("procedure", "state")
            },
            "reasons": "".join(
                f'<option value="{key}">{escape(str(word))}</option>' for key, word in words.PRIORITIES.items()
            ),
        }


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _badge(row: tuple[Any, ...], today: date) -> tuple[str, str]:
    _key, _number, _code, _title, _procedure, _state, ball, clock, due, ends, by, *_rest = row
    if clock == "not_started":
        return "neutral", "Non ancora iniziato"
    if clock == "stopped" and (ends is None or ends > today):
        if by == "legal_suspension":
            return "stopped", "Sospeso: sospeso per legge"
        if ball in ("office", "desk"):
            return "stopped", "Sospeso: l'ufficio esamina la risposta"
        elsewhere = ball in ("other_office", "consulate")
        return "stopped", f"Sospeso: deve rispondere {'un altro ufficio' if elsewhere else 'la persona'}"
    days = (due - today).days
    if days < 0:
        return "danger", f"in ritardo di {-days} {'giorno' if days == -1 else 'giorni'}"
    tone = "warning" if days <= 7 else "info" if days <= 30 else "neutral"
    return tone, "oggi" if days == 0 else "manca 1 giorno" if days == 1 else f"mancano {days} giorni"


def _row(row: tuple[Any, ...], today: date, known: dict[str, Any]) -> str:
    key, protocol, code, title, procedure, state, ball, clock, due, ends, _by, filed, priority, officer = row
    held = clock == "not_started" or (clock == "stopped" and (ends is None or ends > today))
    if ball == "applicant" and not held and state in ("integration_requested", "preliminary_rejection"):
        ball = "office"
    number, (tone, badge) = escape(protocol or code or "senza numero"), _badge(row, today)
    return (
        f'<tr><td class="select"><input type="checkbox" name="chosen" value="{key}" aria-label="Scegli {number}"></td>'
        f'<td class="when"><span class="due">{_day(due)}</span> '
        f'<span class="badge state state-{tone}">{SIGNS[tone]}{escape(badge)}</span></td>'
        f'<th scope="row"><a href="/case-files/{key}/">{number}</a>{PRIORITY if priority else ""}<br>'
        f'<span class="row-name">{escape(title)}</span></th><td>{known["procedures"][procedure]}</td>'
        f"<td>{known['states'][state]}</td><td>{known['balls'][ball]}</td><td>{escape(officer or 'nessuno')}</td>"
        f'<td>{_day(filed)}</td><td class="row-peek"><a href="/worklist/peek/{key}/" hx-get="/worklist/peek/{key}/" '
        f'hx-target="#peek" hx-swap="innerHTML" aria-label="Guarda {number}">{EYE}</a></td></tr>'
    )


def by_hand(request: HttpRequest) -> HttpResponse:
    """Raw SQL and texts put together, nothing more."""
    user, today = request.user, timezone.localdate()
    office = Office(user.prefecture, user, [], today)  # type: ignore[arg-type, union-attr]
    values = {"see": SEE, "work": WORK, "user": user.pk}
    (counts,), rows, colleagues, saved = asked(office, COUNTS, LIST, COLLEAGUES, SAVED, **values)
    if saved:
        raise RuntimeError("the page by hand has no room for saved lists")
    counted, known = dict(zip(COUNTED, counts, strict=True)), _known()
    shown, last = rows[: worklist.PAGE], rows[worklist.PAGE - 1]
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
    body = (
        _head(request, token, today)
        + _filters(counted, known, token)
        + _table_head(token)
        + "".join([_row(row, today, known) for row in shown])
        + _many(colleagues, known)
        + f'<nav class="pager" aria-label="Pagine dell\'elenco"><p>{len(shown)} di {_number(counted["all"])}</p>'
        '<ul><li></li><li><a class="btn btn-sm btn-outline-primary" rel="next" '
        f'href="?scope=all&amp;at={last[0]}&amp;value={last[8]}&amp;way=after">Seguente</a></li></ul></nav>' + FOOT
    )
    return HttpResponse(body)


def _form_id() -> str:
    return f'<input type="hidden" name="form_id" value="{new_id()}">'


def _head(request: HttpRequest, token: str, today: date) -> str:
    user, may = request.user, request.actor.permissions  # type: ignore[attr-defined]
    name, prefecture = escape(user.full_name), escape(user.prefecture.name)  # type: ignore[union-attr]
    menu = "".join(
        f'<li><a href="{address}"{CURRENT if address == "/" else ""}>{label}</a></li>'
        for label, address, permission in MENU
        if permission in may
    )
    return f"""{TOP}<form class="languages" method="post" action="/language/" aria-label="Lingua">{token}
<input type="hidden" name="next" value="{escape(request.get_full_path())}">
<button type="submit" name="language" value="it" lang="it" aria-current="true">Italiano</button>
<button type="submit" name="language" value="en" lang="en">English</button></form>
<details class="menu" data-menu><summary>{icon("user")}<span>{name}</span>{icon("expand")}</summary>
<div class="menu-panel"><p class="menu-who"><strong>{name}</strong><br>Responsabile del procedimento</p>
<a href="/accounts/2fa/">{icon("lock")}Sicurezza</a>
<a href="/accounts/password/change/">{icon("key")}Cambia la password</a>
<form method="post" action="/accounts/logout/">{token}{_form_id()}
<button type="submit">{icon("logout")}Esci</button></form></div></details></div></div>
<div class="it-header-center-wrapper head-center"><div class="container-xxl head-row">
<a class="head-brand" href="/">{icon("pa")}<span><span class="head-name">{prefecture}</span>
<span class="head-tag">Ufficio immigrazione</span></span></a>{SEARCH}</div></div>
<nav id="menu" class="head-nav" aria-label="Menu principale" tabindex="-1"><div class="container-xxl"><ul>{menu}</ul>
</div></nav></header><div class="container-xxl page"><main id="content" tabindex="-1"><div class="page-head">
<div class="page-title"><h1>Da fare</h1>
<p class="subtitle">{DAYS[today.weekday()]} {today.day} {LONG_MONTHS[today.month - 1]} {today.year}</p></div>
{ACTIONS}"""


def _filters(counted: dict[str, Any], known: dict[str, Any], token: str) -> str:
    counts = "".join(
        f'<li><a class="count count-{tone}" href="?scope=all&amp;bucket={key}">'
        f'<span class="count-number">{_number(counted[key])}</span> <span class="count-label">{label}</span></a></li>'
        for key, tone, label in BUCKETS
    )
    return f"""<nav class="counts" aria-label="Filtri"><ul>{counts}</ul></nav>
<p class="subcounts">Sospesi, e da chi:
<a href="?scope=all&amp;bucket=stopped_person">deve rispondere la persona
<strong>{_number(counted["stopped_person"])}</strong></a> ·
<a href="?scope=all&amp;bucket=stopped_office">l'ufficio esamina la risposta
<strong>{_number(counted["stopped_office"])}</strong></a> ·
<a href="?scope=all&amp;bucket=stopped_other_office">deve rispondere un altro ufficio
<strong>{_number(counted["stopped_other_office"])}</strong></a> ·
<a href="?scope=all&amp;bucket=stopped_law">sospeso per legge <strong>{_number(counted["stopped_law"])}</strong></a></p>
<form class="list-filters" method="get" action="/" role="search" aria-label="Filtra l'elenco">
<input type="hidden" name="scope" value="all"><input type="hidden" name="bucket" value="">
<input type="hidden" name="sort" value="due">
<label>Numero, nome o codice <input class="form-control" type="search" name="text" maxlength="100" value=""></label>
<label>Procedimento <select class="form-select" name="procedure">{known["procedure"]}</select></label>
<label>Stato <select class="form-select" name="state">{known["state"]}</select></label>
<label class="tick"><input type="checkbox" name="priority" value="1"> Solo quelli con priorità</label>
<button type="submit" class="btn btn-sm btn-primary">Filtra</button></form>
<div class="list-tools"><details class="menu-inline" data-menu>
<summary>{icon("bookmark")}Salva questo elenco</summary>
<form method="post" action="/worklist/lists/save/" data-once>{token}{_form_id()}
<input type="hidden" name="query" value="scope=all">
<label>Nome dell'elenco <input class="form-control" name="name" maxlength="60" required></label>
<button type="submit" class="btn btn-sm btn-primary">Salva</button></form></details>
<span class="exports">{icon("download")}Porta via l'elenco: <a href="/worklist/export.csv?scope=all">CSV</a>
<a href="/worklist/export.xlsx?scope=all">XLSX</a></span></div>"""


def _table_head(token: str) -> str:
    return f'<form method="post" action="/worklist/act/" data-once>{token}{_form_id()}{COLUMNS}'


def _many(colleagues: list[tuple[Any, ...]], known: dict[str, Any]) -> str:
    options = "".join(
        f'<option value="{key}">{escape(name)}{"" if works else " (solo collaboratore)"}</option>'
        for key, name, works in colleagues
    )
    return f"""</tbody></table><fieldset class="many"><legend>Con i fascicoli scelti</legend>
<span><label for="many-user">Assegna a</label> <select class="form-select" id="many-user" name="user">
<option value="">Scegli un collega</option>{options}</select>
<button type="submit" class="btn btn-sm btn-primary" name="act" value="assign">Assegna</button></span>
<span><label for="many-reason">Priorità</label> <select class="form-select" id="many-reason" name="reason">
<option value="">Senza priorità</option>{known["reasons"]}</select>
<button type="submit" class="btn btn-sm btn-outline-primary" name="act" value="prioritise">Imposta</button></span>
</fieldset></form>"""


CURRENT = ' aria-current="page"'
TOP = """<!DOCTYPE html><html lang="it" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'><title>Da fare – Approdo</title>
<link rel="icon" href="/static/core/approdo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/bootstrap-italia/css/bootstrap-italia.min.css">
<link rel="stylesheet" href="/static/core/approdo.css">
<link rel="stylesheet" href="/static/core/print.css" media="print">
<script src="/static/core/approdo.js" defer></script>
<script src="/static/django_htmx/htmx-2.min.js" defer></script></head><body><div class="skiplinks">
<a class="visually-hidden-focusable" href="#content">Vai al contenuto</a></div>
<aside class="demo-banner" aria-label="Dimostrazione"><div class="container-xxl"><strong>Dati inventati.</strong>
Questa è una dimostrazione: nessuna persona, nessun fascicolo e nessuna lettera sono veri.</div></aside>
<header class="it-header-wrapper head"><div class="it-header-slim-wrapper head-slim"><div class="container-xxl head-row">
<a class="visually-hidden-focusable" href="#menu">Vai al menu</a><a class="head-product" href="/">Approdo</a>"""
SEARCH = f"""<form class="head-search" role="search" method="get" action="/search/">
<label class="visually-hidden" for="head-search">Cerca fascicoli e persone</label>
<input type="search" id="head-search" name="q" maxlength="100" autocomplete="off" placeholder="Nome, numero o luogo">
<button type="submit">{icon("search")}<span class="visually-hidden">Cerca</span></button></form>"""
ACTIONS = """<div class="page-actions"><a class="btn btn-sm btn-outline-primary" href="/plan/">Piano del giorno</a>
<a class="btn btn-sm btn-outline-primary" href="/worklist/calendar/">Calendario</a>
<a class="btn btn-sm btn-primary" href="/case-files/new/">Apri un fascicolo</a></div></div>
<div class="flash" role="status"></div><nav class="tabs" aria-label="Di chi sono i fascicoli"><ul>
<li><a href="?">I miei</a></li><li><a href="?scope=office">Del mio ufficio</a></li>
<li><a href="?scope=unassigned">Non assegnati</a></li>
<li><a href="?scope=all" aria-current="page">Tutta la prefettura</a></li></ul></nav>"""
COLUMNS = f"""<input type="hidden" name="scope" value="all"><input type="hidden" name="bucket" value="">
<input type="hidden" name="procedure" value=""><input type="hidden" name="state" value="">
<input type="hidden" name="text" value=""><input type="hidden" name="sort" value="due">
<h2 class="visually-hidden" id="list">Fascicoli</h2>
<table class="table worklist" data-keyboard aria-labelledby="list"><thead><tr><td class="select"></td>
<th scope="col" aria-sort="ascending"><a class="sort" href="?scope=all&sort=-due">Scadenza{icon("arrow-up-triangle")}</a>
</th><th scope="col"><a class="sort" href="?scope=all&sort=name">Fascicolo</a></th>
<th scope="col">Procedimento</th><th scope="col">Stato</th><th scope="col">A chi tocca</th>
<th scope="col">Funzionario</th><th scope="col"><a class="sort" href="?scope=all&sort=filed">Presentata</a></th>
<td></td></tr></thead><tbody>"""
FOOT = f"""<p class="keys">Tasti: <kbd>j</kbd> e <kbd>k</kbd> spostano, <kbd>x</kbd> sceglie, <kbd>Enter</kbd> apre.</p>
<div id="peek" class="peek" aria-live="polite"></div></main></div><footer class="foot">
<div class="container-xxl foot-content"><p class="foot-name">Approdo <bdi>{approdo_version()}</bdi></p>
<nav aria-label="Informazioni sul servizio"><ul class="foot-links">
<li><a href="/accessibility/">Dichiarazione di accessibilità</a></li><li><a href="/privacy/">Privacy</a></li>
<li><a href="/licence/">Licenza</a></li><li><a href="/status">Stato del servizio</a></li></ul></nav></div></footer>
</body></html>"""

"""The open data as whole files and their catalogue. Each is made when it is asked for: nothing withdrawn stays in a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from tempfile import SpooledTemporaryFile

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from approdo.core import tenancy
from approdo.core.transfer.exports import csv_lines
from approdo.network.open_data_asked import Call
from approdo.network.queries.open_data import Asked, last_change, organisations_found, services_found
from approdo.network.rules.hsds import Record
from approdo.network.rules.hsds_tables import FLAT, feature, flat
from approdo.portal.areas import areas
from approdo.portal.dumps.catalogue import SPECIFICATION, FileTold, SetTold
from approdo.portal.dumps.catalogue import catalogue as catalogue_of
from approdo.portal.dumps.graph import Node
from approdo.portal.dumps.graph import turtle as as_turtle
from approdo.portal.dumps.package import write
from approdo.portal.dumps.procedures import last_change as last_figure
from approdo.portal.dumps.procedures import procedures_told
from approdo.portal.hsds.answering import IN_MEMORY, in_line, lines, open_data, saved, shown, told
from approdo.portal.hsds.reading import every, organisation_records, service_records

LINKED = "application/ld+json"
WHOLE = Call(Asked(), full=True)
PIECE = 65_536  # bytes
FILES = (
    ("portal_open_data_package", "Pacchetto di dati HSDS (CSV in zip)", "ZIP", "application/zip"),
    ("portal_open_data_ndjson", "Servizi, una riga JSON ciascuno (HSDS)", "JSON", "application/x-ndjson"),
    ("portal_open_data_geojson", "Sportelli sulla mappa (GeoJSON)", "GEOJSON", "application/geo+json"),
    ("portal_open_data_csv", "Sportelli in una tabella (CSV)", "CSV", "text/csv"),
    ("portal_hsds_services", "Interfaccia di lettura HSDS 3.0", "JSON", "application/json"),
)


@open_data
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The catalogue in JSON-LD, after DCAT-AP_IT."""
    return shown(request, _catalogue(request), LINKED)


@open_data
def turtle(request: HttpRequest) -> HttpResponseBase:
    """The same as Turtle."""
    return told(request, as_turtle(_catalogue(request)).encode(), "text/turtle; charset=utf-8")


@open_data
def procedures(request: HttpRequest) -> HttpResponseBase:
    """The procedures as public services of CPSV-AP, in JSON-LD."""
    return shown(
        request, procedures_told(_address(request, "portal_open_data_procedures"), timezone.localdate()), LINKED
    )


@open_data
def package(request: HttpRequest) -> HttpResponseBase:
    """The HSDS data package."""
    return saved(request, _package(timezone.localdate()), "application/zip", "hsds.zip")


@open_data
def ndjson(request: HttpRequest) -> HttpResponseBase:
    """Whole services, one a line."""
    return lines(request, _services(timezone.localdate()))


@open_data
def sheet(request: HttpRequest) -> HttpResponseBase:
    """Desks in a table."""
    rows = ([row[name] for name in FLAT] for row in _rows(timezone.localdate()))
    return saved(request, csv_lines(FLAT, rows), "text/csv; charset=utf-8", "services.csv")


@open_data
def features(request: HttpRequest) -> HttpResponseBase:
    """Desks for a map."""
    return saved(request, _features(timezone.localdate()), "application/geo+json")


def _services(today: date) -> Iterator[Record]:
    return every(services_found(Asked(), today), service_records(WHOLE, today))


def _rows(today: date) -> Iterator[Record]:
    return (row for one in _services(today) for row in flat(one))


def _features(today: date) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    for place, row in enumerate(_rows(today)):
        yield (b"," if place else b"") + in_line(feature(row))
    yield b"]}"


def _package(today: date) -> Iterator[bytes]:
    bodies = every(organisations_found(today), organisation_records(WHOLE, today))
    with SpooledTemporaryFile(IN_MEMORY) as target:
        write(target, bodies, _services(today))
        target.seek(0)
        while piece := target.read(PIECE):
            yield piece


def _catalogue(request: HttpRequest) -> Node:
    today = timezone.localdate()
    tenancy.enter_open_data()
    changed = last_change(today)
    services = SetTold(
        "servizi", ("Servizi della rete territoriale", "Services of the territorial network"),
        ("Enti, servizi, sedi, orari e lingue parlate: ciò che è pubblicato e non protetto, letto al momento.",
         "Bodies, services, places, hours and languages spoken: what is published and not protected, read when asked."),
        ("SOCI", "GOVE"), timezone.localdate(changed) if changed else today,
        tuple(FileTold(_address(request, name), *words) for name, *words in FILES),
        ("servizi sociali", "immigrazione", "orari", "lingue"), SPECIFICATION,
    )  # fmt: skip
    told_of = SetTold(
        "procedimenti", ("Procedimenti per le persone straniere", "Procedures for foreign nationals"),
        ("Chi può chiedere, documenti, costi, termini in vigore e articoli di legge, secondo CPSV-AP.",
         "Who may apply, documents, costs, terms in force and articles of law, after CPSV-AP."),
        ("GOVE", "JUST"), last_figure(today),
        (FileTold(_address(request, "portal_open_data_procedures"), "Procedimenti (CPSV-AP, JSON-LD)", "JSON_LD", LINKED),),
        ("procedimenti amministrativi", "immigrazione", "cittadinanza"), "http://data.europa.eu/m8g/",
    )  # fmt: skip
    root = _address(request, "portal_open_data")
    return catalogue_of(root, _address(request, "portal_languages"), (services, told_of), list(areas().values()))


def _address(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))

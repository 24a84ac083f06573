"""The catalogue of the open data after DCAT-AP_IT: what there is, whose it is, under which licence, in which files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from approdo.core.models import Prefecture
from approdo.portal.dumps.graph import Node, at, document, said, typed

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#", "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "owl": "http://www.w3.org/2002/07/owl#",
    "vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
EU = "http://publications.europa.eu/resource/authority"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MINISTRY = (
    "m_it",
    "Ministero dell'Interno",
)  # code of the index of public administrations: prefectures are its offices
SPECIFICATION = "http://docs.openreferral.org/en/v3.0/hsds/overview.html"


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the open data: where, its name, its code in the European list of file types, its media type."""

    url: str
    title: str
    kind: str
    media_type: str


@dataclass(frozen=True, slots=True)
class SetTold:
    """A set of data: what it is in Italian and English, its themes, the day it changed, its files."""

    code: str
    title: tuple[str, str]
    description: tuple[str, str]
    themes: tuple[str, ...]
    modified: date
    files: tuple[FileTold, ...]
    keywords: tuple[str, ...]
    conforms_to: str = ""


def catalogue(root: str, home: str, sets: Iterable[SetTold], offices: Iterable[Prefecture]) -> Node:
    """The catalogue at an address; `home` is the portal."""
    told, offices = list(sets), list(offices)
    contacts = [_contact(root, one) for one in offices if one.certified_mail]
    nodes = [_catalogue(root, home, told), _agent(root, *MINISTRY), _licence()]
    nodes += [_agent(root, one.code, one.name) for one in offices] + contacts
    for one in told:
        nodes.append(_dataset(root, one, offices, contacts))
        nodes += [_distribution(file, one.modified) for file in one.files]
    return document(PREFIXES, nodes)


def _catalogue(root: str, home: str, sets: list[SetTold]) -> Node:
    return {
        "@id": root, "@type": ["dcatapit:Catalog", "dcat:Catalog"],
        "dct:title": [said("Dati aperti della rete di Approdo"), said("Open data of the network of Approdo", "en")],
        "dct:description": [
            said("I servizi della rete territoriale per le persone straniere e i procedimenti, come dati aperti."),
            said("Services of the territorial network for foreign nationals, and procedures, as open data.", "en"),
        ],
        "dct:publisher": at(_agent_address(root, MINISTRY[0])), "dct:language": at(f"{EU}/language/ITA"),
        "dct:modified": typed(max(one.modified for one in sets), "xsd:date"), "foaf:homepage": at(home),
        "dcat:themeTaxonomy": at(f"{EU}/data-theme"), "dct:license": at(CC_BY),
        "dcat:dataset": [at(f"{root}#{one.code}") for one in sets],
    }  # fmt: skip


def _dataset(root: str, one: SetTold, offices: list[Prefecture], contacts: list[Node]) -> Node:
    node = {
        "@id": f"{root}#{one.code}", "@type": ["dcatapit:Dataset", "dcat:Dataset"],
        "dct:identifier": f"{MINISTRY[0]}:{one.code}", "dct:title": [said(one.title[0]), said(one.title[1], "en")],
        "dct:description": [said(one.description[0]), said(one.description[1], "en")],
        "dct:modified": typed(one.modified, "xsd:date"), "dcat:theme": [at(f"{EU}/data-theme/{code}") for code in one.themes],
        "dct:rightsHolder": at(_agent_address(root, MINISTRY[0])), "dct:publisher": at(_agent_address(root, MINISTRY[0])),
        "dct:creator": [at(_agent_address(root, office.code)) for office in offices],
        "dct:accrualPeriodicity": at(f"{EU}/frequency/CONT"), "dct:language": at(f"{EU}/language/ITA"),
        "dct:spatial": at(f"{EU}/country/ITA"), "dcat:keyword": [said(word) for word in one.keywords],
        "dcat:contactPoint": [at(contact["@id"]) for contact in contacts],
        "dcat:distribution": [at(file.url) for file in one.files],
    }  # fmt: skip
    return {**node, "dct:conformsTo": at(one.conforms_to)} if one.conforms_to else node


def _distribution(file: FileTold, modified: date) -> Node:
    return {
        "@id": file.url, "@type": ["dcatapit:Distribution", "dcat:Distribution"], "dct:title": said(file.title),
        "dcat:accessURL": at(file.url), "dcat:downloadURL": at(file.url), "dct:format": at(f"{EU}/file-type/{file.kind}"),
        "dcat:mediaType": at(f"https://www.iana.org/assignments/media-types/{file.media_type}"), "dct:license": at(CC_BY),
        "dct:modified": typed(modified, "xsd:date"),
    }  # fmt: skip


def _licence() -> Node:
    return {
        "@id": CC_BY, "@type": ["dcatapit:LicenseDocument", "dct:LicenseDocument"],
        "dct:type": at("http://purl.org/adms/licencetype/Attribution"),
        "foaf:name": said("Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"), "owl:versionInfo": "4.0",
    }  # fmt: skip


def _agent_address(root: str, code: str) -> str:
    return f"{root}#agent-{code}"


def _agent(root: str, code: str, name: str) -> Node:
    return {
        "@id": _agent_address(root, code), "@type": ["dcatapit:Agent", "foaf:Agent"], "dct:identifier": code,
        "foaf:name": said(name),
    }  # fmt: skip


def _contact(root: str, office: Prefecture) -> Node:
    return {
        "@id": f"{root}#contact-{office.code}", "@type": ["dcatapit:Organization", "vcard:Organization"],
        "vcard:fn": said(office.name), "vcard:hasEmail": at(f"mailto:{office.certified_mail}"),
    }  # fmt: skip

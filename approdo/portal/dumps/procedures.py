"""The procedures that have a guide, as public services of CPSV-AP 3.2, from the definitions that case files follow."""

from __future__ import annotations

from datetime import date

from approdo.network.definitions import categories
from approdo.portal.definitions import guides
from approdo.portal.dumps.graph import Node, at, document, said, typed
from approdo.portal.guides import in_force
from approdo.procedures.rules.definition import Procedure, Term, TermVersion, Unit

PREFIXES = {
    "cpsv": "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/", "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/", "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/", "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
EU = "http://publications.europa.eu/resource/authority"
_ISO = {Unit.DAYS: "P{}D", Unit.MONTHS: "P{}M", Unit.YEARS: "P{}Y"}  # no duration counts working days


def procedures_told(root: str, today: date) -> Node:
    """Every public service at an address, as it stands on a day."""
    told = {one.id: (one, need) for need, group in guides().items() for one in group}
    nodes = [_service(root, one, need, today) for one, need in told.values()]
    return document(PREFIXES, [*nodes, *_authorities(root, [one for one, _need in told.values()])])


def last_change(today: date) -> date:
    """The first day of the newest term or cost in force on a day."""
    found = [one for group in guides().values() for one in group]
    days = [version.valid_from for one in found for term in one.terms for version in term.versions]
    days += [version.valid_from for one in found for fee in one.fees_eur for version in fee.versions]
    return max(day for day in days if day <= today)


def _pair(it: str, en: str) -> list[Node]:
    return [said(it), *([said(en, "en")] if en else [])]


def _service(root: str, one: Procedure, need: str, today: date) -> Node:
    name, labels = f"{root}#{one.id}", categories()[need].labels
    about = (f"{one.applicant_it}. {one.beneficiary_it}.", f"{one.applicant_en}. {one.beneficiary_en}.")
    node: Node = {
        "@id": name, "@type": "cpsv:PublicService", "dct:identifier": one.id,
        "dct:title": _pair(one.name_it, one.name_en), "dct:description": _pair(*about),
        "dct:language": at(f"{EU}/language/ITA"), "dct:spatial": at(f"{EU}/country/ITA"),
        "dcat:keyword": _pair(labels["it"], labels["en"]),
        "cv:hasCompetentAuthority": at(_authority(root, one)),
        "cv:hasLegalResource": [
            {"@type": "eli:LegalResource", "dct:identifier": article, "dct:title": said(article)} for article in one.legal_basis
        ],
        "cpsv:hasInput": [
            {"@type": "cv:Evidence", "dct:identifier": paper.id, "dct:title": _pair(paper.name_it, paper.name_en)}
            for paper in one.documents
        ],
        "cv:holdsRequirement": [
            {"@type": "cv:Requirement", "dct:identifier": asked.id, "dct:title": _pair(asked.text_it, asked.text_en)}
            for asked in one.requirements
        ],
        "cv:hasCost": _costs(one, today), "cpsv:follows": [rule for term in one.terms for rule in _rules(term, today)],
        "cpsv:produces": {
            "@type": "cv:Output", "dct:identifier": f"{one.id}.outcome", "dct:title": _pair(one.name_it, one.name_en)
        },
    }  # fmt: skip
    lasts = _duration(in_force(one.term(one.main_term).versions, today)) if one.main_term else None
    return {**node, "cv:processingTime": typed(lasts, "xsd:duration")} if lasts else node


def _costs(one: Procedure, today: date) -> list[Node]:
    return [
        {
            "@type": "cv:Cost", "dct:identifier": fee.id, "dct:description": _pair(fee.name_it, fee.name_en),
            "cv:hasValue": typed(float(fee.on(today).value), "xsd:double"), "cv:currency": at(f"{EU}/currency/EUR"),
        }
        for fee in one.fees_eur if fee.versions[0].valid_from <= today
    ]  # fmt: skip


def _rules(term: Term, today: date) -> list[Node]:
    """A term in force, with its article; none before its first day."""
    version = in_force(term.versions, today)
    if version is None:
        return []
    lasts = _duration(version)
    told = f"{version.source.article}{f' ({lasts})' if lasts else ''}"
    return [
        {
            "@type": "cpsv:Rule", "dct:identifier": term.id, "dct:title": _pair(term.name_it, term.name_en),
            "dct:description": said(told), "dct:language": at(f"{EU}/language/ITA"),
        }
    ]  # fmt: skip


def _duration(version: TermVersion | None) -> str | None:
    if version is None or version.amount is None or version.amount < 0 or version.unit not in _ISO:
        return None
    return _ISO[version.unit].format(version.amount)


def _authority(root: str, one: Procedure) -> str:
    return f"{root}#authority-{one.office}-{one.id}"


def _authorities(root: str, told: list[Procedure]) -> list[Node]:
    return [
        {
            "@id": _authority(root, one), "@type": "cv:PublicOrganisation", "dct:identifier": f"{one.office}.{one.id}",
            "skos:prefLabel": _pair(one.decided_by_it, one.decided_by_en), "dct:spatial": at(f"{EU}/country/ITA"),
        }
        for one in told
    ]  # fmt: skip

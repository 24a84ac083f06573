"""A statement computed again from what it was computed from: the same to the byte, or what differs is told."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.accounting.models import CentreMonth, MonthlyStatement
from approdo.accounting.queries.statements import centre_months
from approdo.accounting.rules import kept
from approdo.accounting.rules.contract_month import ContractInputs, contract_statement
from approdo.accounting.rules.irregularities import result
from approdo.accounting.rules.ledger import RULE, Inputs
from approdo.accounting.rules.vocabulary import Difference
from approdo.reception.rules import register


@dataclass(frozen=True, slots=True)
class Told:
    """A difference and where: the name of a centre, "" for the statement itself."""

    what: Difference
    where: str


def verified(found: MonthlyStatement) -> list[Told]:
    """Compute a statement again, its centres too. Nothing is written; an empty list means that every byte is the same."""
    told: list[Told] = []
    hashes = {}
    for row in centre_months(found):
        told += [Told(what, row.centre.name) for what in _of_centre(row)]
        hashes[str(row.centre_id)] = row.input_hash
    told += [Told(what, "") for what in _of_statement(found, hashes)]
    return told


def _of_centre(row: CentreMonth) -> list[Difference]:
    if kept.digest(row.inputs) != row.input_hash:
        return [Difference.INPUTS_CHANGED]
    if row.rule != RULE:
        return [Difference.OTHER_RULES]
    inputs = kept.value_of(Inputs, row.inputs)
    differences = []
    if inputs.register != row.register.hash or register.digest(row.register.content) != row.register.hash:
        differences.append(Difference.REGISTER_CHANGED)
    if kept.digest(kept.text_of(result(inputs))) != row.result_hash:
        differences.append(Difference.OTHER_RESULT)
    return differences


def _of_statement(found: MonthlyStatement, hashes: dict[str, str]) -> list[Difference]:
    if kept.digest(found.inputs) != found.input_hash:
        return [Difference.INPUTS_CHANGED]
    if found.rule != RULE:
        return [Difference.OTHER_RULES]
    inputs = kept.value_of(ContractInputs, found.inputs)
    differences = []
    if {one.centre: one.inputs for one in inputs.centres} != hashes:
        differences.append(Difference.OTHER_CENTRE)
    if kept.digest(kept.text_of(contract_statement(inputs))) != found.result_hash:
        differences.append(Difference.OTHER_RESULT)
    return differences

"""The data files of the invented services: kinds of organisation, and the sentences of each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from approdo.core.data_files import read_mapping
from approdo.core.figures import check_schema
from approdo.network.definitions import categories, languages, node_types
from approdo.network.rules.directory import WayIn
from approdo.network.rules.renderings import ITALIAN

DATA = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Kind:
    """What is invented of a kind of organisation: how many services, and what is taken in turn for them."""

    id: str
    many: int
    body: str
    categories: tuple[str, ...]
    hours: tuple[str, ...]
    way: WayIn


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of a language, by name."""

    language: str
    pattern: str  # of a name
    sentences: dict[str, str]
    documents: dict[str, str]
    fees: dict[str, str]

    def name(self, category: str, town: str) -> str:
        """What a service is called."""
        return self.pattern.format(what=categories()[category].labels[self.language], where=town)

    def told(self, names: Iterable[str]) -> list[str]:
        """Sentences by name, in order."""
        return [self.sentences[one] for one in names]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of organisation, as the network names them. Raises DefinitionError."""
    entry = read_mapping(DATA / "kinds.yaml")
    entry.only("schema kinds")
    check_schema(entry, "approdo/invented-kinds@1")
    found = []
    for one in entry.children("kinds"):
        one.only("id many body categories hours way")
        if one.text("id") not in node_types():
            one.refuse("id", "this kind is not in node_types.yaml", "Write one that is")
        if unknown := [word for word in one.names("categories") if word not in categories()]:
            one.refuse("categories", f"{unknown[0]!r} is no category", "Write one of the taxonomy")
        found.append(
            Kind(
                one.text("id"), one.whole("many") or 0, one.text("body"), one.names("categories"), one.names("hours"),
                one.one_of("way", WayIn),
            )
        )  # fmt: skip
    return tuple(found)


@cache
def words() -> dict[str, Words]:
    """The sentences of every language that has a file, Italian first. Raises DefinitionError."""
    codes = [code for code in languages() if (DATA / f"{code}.yaml").exists()]
    return {code: _read(code) for code in sorted(codes, key=lambda code: code != ITALIAN)}


def _read(code: str) -> Words:
    entry = read_mapping(DATA / f"{code}.yaml")
    entry.only("schema reviewed_by name sentences documents fees node_types")
    check_schema(entry, "approdo/invented-services@1")
    told = {name: {key: part.text(key) for key in part.data} for name, part in (
        (name, entry.child(name)) for name in ("sentences", "documents", "fees", "node_types")
    )}  # fmt: skip
    return Words(code, entry.text("name"), told["sentences"] | told["node_types"], told["documents"], told["fees"])

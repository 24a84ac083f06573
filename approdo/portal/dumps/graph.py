"""A description in JSON-LD, and the same written as Turtle.

The document is what Python says of JSON-LD: a `@context` of prefixes alone, a `@graph` of nodes. No library of graphs is
needed to write one; the tests read both forms with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = dict[str, Any]
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NOT_IN_AN_IRI = frozenset('<>"{}|^`\\ \t\r\n')


def said(text: str, language: str = "it") -> Node:
    """A text in a language."""
    return {"@value": text, "@language": language}


def typed(value: object, kind: str) -> Node:
    """A value of a type, as `typed(day, "xsd:date")`."""
    return {"@value": str(value), "@type": kind}


def at(address: str) -> Node:
    """Something that stands elsewhere. Raises ValueError for what is no address."""
    if _NOT_IN_AN_IRI & set(address):
        raise ValueError(address)
    return {"@id": address}


def document(prefixes: Mapping[str, str], nodes: Iterable[Node]) -> Node:
    """A whole description."""
    return {"@context": dict(prefixes), "@graph": list(nodes)}


def turtle(whole: Node) -> str:
    """The same description as Turtle."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in whole["@context"].items()]
    for node in whole["@graph"]:
        lines += ["", f"{_name(node['@id'], whole['@context'])} {_told(node, whole['@context'])} ."]
    return "\n".join(lines) + "\n"


def _told(node: Node, prefixes: Mapping[str, str]) -> str:
    return " ;\n    ".join(_members(node, prefixes))


def _members(node: Node, prefixes: Mapping[str, str]) -> Iterator[str]:
    for name, values in node.items():
        if name == "@id":
            continue
        each = values if isinstance(values, list) else [values]
        if name == "@type":
            yield f"a {', '.join(_name(one, prefixes) for one in each)}"
        elif each:
            yield f"{_name(name, prefixes)} {', '.join(_value(one, prefixes) for one in each)}"


def _value(value: Any, prefixes: Mapping[str, str]) -> str:
    if not isinstance(value, dict):
        return _literal(str(value))
    if "@value" in value:
        text = _literal(value["@value"])
        if "@language" in value:
            return f"{text}@{value['@language']}"
        return f"{text}^^{_name(value['@type'], prefixes)}"
    if set(value) == {"@id"}:
        return _name(value["@id"], prefixes)
    return f"[ {_told(value, prefixes)} ]"


def _literal(text: str) -> str:
    return f'"{text.translate(_ESCAPED)}"'


def _name(name: str, prefixes: Mapping[str, str]) -> str:
    return name if name.partition(":")[0] in prefixes else f"<{name}>"

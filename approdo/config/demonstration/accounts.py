"""The offices of the demonstration and who signs in there."""

from __future__ import annotations

from dataclasses import dataclass

from approdo.core.access.roles import Role
from approdo.core.tenancy import NATIONAL

PASSWORD = "approdo-dimostrazione"  # noqa: S105  (shown to everybody: the demonstration holds invented data only)
DOMAIN = "approdo.example"


@dataclass(frozen=True, slots=True)
class Office:
    """A prefecture of the demonstration. `slowness` multiplies the time it takes to decide; `origins` are weights."""

    code: str
    name: str
    seat: str
    comuni: tuple[str, ...]  # ISTAT codes, the seat first
    slowness: float
    origins: dict[str, float]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in. `name` is an invented one."""

    email: str
    name: str
    office: str  # sui | citizenship
    role: str
    prefecture: str


SAVONA = Office(
    "SV", "Prefettura di Savona", "Savona", ("009056", "009001", "009002"), 0.72,
    {"AL": 22, "MA": 20, "EC": 12, "EG": 8, "UA": 7, "BD": 9, "IN": 4, "CN": 5, "PE": 6, "SN": 4, "GE": 2, "NG": 1},
)  # fmt: skip
PALERMO = Office(
    "PA", "Prefettura di Palermo", "Palermo", ("082053", "082006", "082049"), 0.9,
    {"BD": 26, "TN": 17, "MA": 12, "LK": 12, "CN": 8, "NG": 7, "SN": 6, "PH": 6, "UA": 3, "IN": 2, "GE": 1},
)  # fmt: skip
OFFICES = (SAVONA, PALERMO)
OBSERVATORY = Office(NATIONAL, "Osservatorio nazionale", "Roma", ("058091",), 1.0, {})

_POSTS = (
    ("funzionaria", "sui", "OFFICER", {"SV": "Prudenza Timbro", "PA": "Serena Cartella"}),
    ("collega", "sui", "OFFICER", {"SV": "Fedele Registro", "PA": "Placido Scaffale"}),
    ("cittadinanza", "citizenship", "OFFICER", {"SV": "Costanza Fascicolo", "PA": "Letizia Sigillo"}),
    ("dirigente", "sui", "EXECUTIVE", {"SV": "Ottavia Lanterna", "PA": "Clemente Bussola"}),
    ("operatrice", "sui", "LEGAL_OPERATOR", {"SV": "Gioia Lavagna", "PA": "Grazia Matita"}),
    ("amministratore", "sui", "ADMINISTRATOR", {"SV": "Ordinato Armadio", "PA": "Preciso Cassetto"}),
    ("accoglienza", "sui", "RECEPTION_OFFICER", {"SV": "Benvenuta Soglia", "PA": "Ospitale Portone"}),
    ("gestore", "sui", "CENTRE_OPERATOR", {"SV": "Premurosa Coperta", "PA": "Solerte Cuscino"}),
    ("redazione", "sui", "NETWORK_EDITOR", {"SV": "Diligente Rubrica", "PA": "Puntuale Agenda"}),
    ("rete", "sui", "NETWORK_MEMBER", {"SV": "Cordiale Sportello", "PA": "Sollecita Insegna"}),
    ("garante", "sui", "AUDITOR", {"SV": "Onesto Lucchetto", "PA": "Vera Chiave"}),
)


def accounts() -> tuple[Account, ...]:
    """Every account of the demonstration; the national observer only where that role exists."""
    found = [
        Account(f"{place.seat.lower()}.{post}@{DOMAIN}", named[place.code], office, Role[role].value, place.code)
        for place in OFFICES
        for post, office, role, named in _POSTS
    ]
    if "NATIONAL_OBSERVER" in Role.__members__:
        role = Role["NATIONAL_OBSERVER"].value
        found.append(Account(f"osservatorio.nazionale@{DOMAIN}", "Chiara Panoramica", "sui", role, NATIONAL))
    return tuple(found)

"""What stands around every page: the prefecture, the menu, who is signed in, the links at the foot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import Provider
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from approdo.core.access.actor import Actor
from approdo.core.access.roles import ROLES, Role
from approdo.core.labels import ROLE
from approdo.core.pages.addresses import address

FOOT_LINKS: list[tuple[str | Promise, str]] = [
    (_("Accessibility statement"), "accessibility"),
    (_("Privacy"), "privacy"),
    (_("Licence"), "licence"),
    (_("State of the service"), "status"),
]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu; `current` marks the one of the page being shown."""

    label: str | Promise
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header of a signed-in page shows."""

    prefecture: str
    user: str
    roles: list[str | Promise]
    menu: list[Link]


def url_or_none(name: str) -> str | None:
    """The address of that name, None when this installation does not have it."""
    try:
        return address(name)
    except NoReverseMatch:
        return None


def frame_of(request: HttpRequest) -> Frame | None:
    """The header of the signed-in reader, None for a stranger. Costs at most one query (the prefecture)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    actor: Actor | None = getattr(request, "actor", None)
    return Frame(
        prefecture=user.prefecture.name,
        user=user.full_name,
        roles=roles_of(actor) if actor else [],
        menu=menu_of(actor, request.path) if actor else [],
    )


def menu_of(actor: Actor, path: str) -> list[Link]:
    """The entries of the menu that this actor may open; the one the page belongs to is current."""
    links: list[Link] = []
    for label, name, permission in import_string(settings.MENU):
        found = url_or_none(name) if actor.may(permission) else None
        if found and found not in [link.url for link in links]:  # two permissions may open the same page
            links.append(Link(label, found, path == found if found == "/" else path.startswith(found)))
    nearest = max((link.url for link in links if link.current), key=len, default="")
    return [replace(link, current=link.url == nearest) for link in links]


def demo_accounts() -> tuple[str, list[tuple[str, str | Promise]]]:
    """Password and accounts (address, role in words) of the demonstration; none of them elsewhere."""
    if not settings.DEMO_ACCOUNTS:
        return "", []
    shown = import_module(settings.DEMO_ACCOUNTS)
    return shown.PASSWORD, [(one.email, ROLE[Role(one.role)]) for one in shown.accounts()]


def roles_of(actor: Actor) -> list[str | Promise]:
    """Words of the widest roles that cover what the actor may do."""
    held = [role for role, allowed in ROLES.items() if allowed <= actor.permissions]
    widest = [role for role in held if not any(ROLES[role] < ROLES[other] for other in held)]
    return [ROLE[role] for role in widest]


def foot_links() -> list[Link]:
    """Links at the foot of every page, those that this installation has."""
    offered = ((label, url_or_none(name)) for label, name in FOOT_LINKS)
    return [Link(label, found) for label, found in offered if found]


@cache
def approdo_version() -> str:
    """Version of the installed package, empty when it runs from a folder that was never installed."""
    try:
        return version("approdo")
    except PackageNotFoundError:
        return ""


def language_name(code: str) -> str:
    """The name of a language in that language."""
    return str(get_language_info(code)["name_local"]).capitalize()


def providers_of(request: HttpRequest) -> list[Provider]:
    """The identity services through which one may sign in here."""
    return list(get_adapter().list_providers(request))

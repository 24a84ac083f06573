"""Endpoints of the house itself: who I am, my office's settings."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from approdo.core.access.asking import who_asks
from approdo.core.commands import office
from approdo.core.models import OfficeSettings
from approdo.core.queries import settings_of
from approdo.core.rest.problems import problems
from approdo.core.rest.root import ApiRouter
from approdo.core.rest.versions import if_match, tag, versioned

router = ApiRouter(tags=["office"])

IntegrationEffect = Literal["interrupt", "suspend", "none"]


class Me(Schema):
    """Who calls, and what they may do."""

    label: str
    prefecture: str
    permissions: list[str]


class Office(Schema):
    """Choices of the office on points the law leaves open."""

    prefecture: str = Field(alias="prefecture_id")
    saturday_rolls: bool
    citizenship_integration_effect: IntegrationEffect
    first_verification_years: int
    substitute_power_holder: str
    reason: str
    changed_at: datetime
    version: int


class OfficeChange(Schema):
    """What to change; the absent stays as it is. The reason is always wanted."""

    saturday_rolls: bool | None = None
    citizenship_integration_effect: IntegrationEffect | None = None
    substitute_power_holder: str | None = Field(None, max_length=120)
    reason: str = Field(min_length=5, max_length=500)


@router.get("/me", response=Me, summary="Who I am and what I may do")
def read_me(request: HttpRequest) -> dict[str, object]:
    """The caller's office and permissions."""
    by = who_asks(request)
    return {"label": by.label, "prefecture": by.prefecture, "permissions": sorted(by.permissions)}


@router.get("/office", response=Office, summary="Settings of my office")
def read_office(request: HttpRequest, response: HttpResponse) -> OfficeSettings:
    """The office's choices; their ETag is needed to change them."""
    found = settings_of(request.actor)  # type: ignore[attr-defined]
    tag(response, found.version)
    return found


@router.patch("/office", response={200: Office, **problems(403)}, summary="Change the settings of my office")
@versioned
def change_office(request: HttpRequest, response: HttpResponse, change: OfficeChange) -> OfficeSettings:
    """Change the office's choices, with the reason, on the version that was read."""
    values = {name: value for name, value in change.dict(exclude={"reason"}).items() if value is not None}
    changed = office.configure_office(
        by=request.actor,  # type: ignore[attr-defined]
        version=if_match(request),
        reason=change.reason,
        **values,
    )
    tag(response, changed.version)
    return changed

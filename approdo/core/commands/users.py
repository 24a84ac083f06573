"""Who may sign in: inviting, giving and ending roles, disabling. The last administrator of an office stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.access.guards import require
from approdo.core.access.permissions import Permission
from approdo.core.access.roles import Role
from approdo.core.errors import InvalidInput, NotFound, Refusal
from approdo.core.models import Membership, User


@transaction.atomic
def invite_user(*, by: Actor, email: str, full_name: str, office: str, role: Role) -> User:
    """Open an account without a password, with its first role from today. The password is set through a letter.

    Raises NotAllowed, InvalidInput.
    """
    require(by, Permission.USER_MANAGE)
    address = email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        raise InvalidInput("user_known", _("This address cannot be invited."), fields={"email": _("Already in use")})
    user = User(prefecture_id=by.prefecture, email=address, full_name=full_name.strip(), office=office)
    user.set_unusable_password()
    # Another office may have the address: row-level security hides it, the unique index does not
    if not _inserted(user):
        raise InvalidInput("user_known", _("This address cannot be invited."), fields={"email": _("Already in use")})
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Membership.objects.create(prefecture_id=by.prefecture, user=user, role=role.value, valid_from=timezone.localdate())
    audit.record(by, "user.invited", "user", user.pk, role=role)
    return user


@transaction.atomic
def give_role(*, by: Actor, user: UUID, role: Role, valid_from: date) -> Membership:
    """Give a user a role from a day on. Raises NotAllowed, NotFound, InvalidInput."""
    require(by, Permission.USER_MANAGE)
    found = _locked(by, user)
    if found.memberships.filter(role=role.value).filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).exists():
        raise InvalidInput("role_held", _("The user already has this role."), fields={"role": _("Already held")})
    given = Membership.objects.create(prefecture_id=by.prefecture, user=found, role=role.value, valid_from=valid_from)
    audit.record(by, "user.role_given", "user", user, role=role, valid_from=valid_from)
    return given


@transaction.atomic
def end_role(*, by: Actor, membership: UUID, valid_to: date) -> Membership:
    """End a role: from `valid_to` on it no longer holds. Raises NotAllowed, NotFound, InvalidInput, Refusal."""
    require(by, Permission.USER_MANAGE)
    _lock_office(by)
    held = Membership.objects.filter(pk=membership, prefecture_id=by.prefecture, valid_to=None).first()
    if held is None:
        raise NotFound("role_unknown", _("This role has already ended."))
    if valid_to < held.valid_from:
        raise InvalidInput("role_ends_early", _("A role ends after it began."), fields={"valid_to": _("Too early")})
    if held.role == Role.ADMINISTRATOR:
        _keep_an_administrator(by, without=held.user_id)
    held.valid_to = valid_to
    held.save(update_fields=["valid_to"])
    audit.record(by, "user.role_ended", "user", held.user_id, role=held.role, valid_to=valid_to)
    return held


@transaction.atomic
def disable_user(*, by: Actor, user: UUID) -> User:
    """Shut a user out from their next request on. Raises NotAllowed, NotFound, Refusal."""
    require(by, Permission.USER_MANAGE)
    _lock_office(by)
    found = _locked(by, user)
    if found.memberships.filter(role=Role.ADMINISTRATOR, valid_to=None).exists():
        _keep_an_administrator(by, without=found.pk)
    found.is_active = False
    found.save(update_fields=["is_active"])
    audit.record(by, "user.disabled", "user", user)
    return found


@transaction.atomic
def enable_user(*, by: Actor, user: UUID) -> User:
    """Let a disabled user sign in again. Raises NotAllowed, NotFound."""
    require(by, Permission.USER_MANAGE)
    found = _locked(by, user)
    found.is_active = True
    found.save(update_fields=["is_active"])
    audit.record(by, "user.enabled", "user", user)
    return found


def _inserted(user: User) -> bool:
    return bool(User.objects.bulk_create([user], ignore_conflicts=True)) and User.objects.filter(pk=user.pk).exists()


def _locked(by: Actor, user: UUID) -> User:
    found = User.objects.select_for_update().filter(pk=user, prefecture_id=by.prefecture).first()
    if found is None:
        raise NotFound("user_unknown", _("There is no such user in your office."))
    return found


def _lock_office(by: Actor) -> None:
    """Two administrators who end each other's role at once come one after the other."""
    list(Membership.objects.select_for_update().filter(prefecture_id=by.prefecture, role=Role.ADMINISTRATOR))


def _keep_an_administrator(by: Actor, *, without: UUID) -> None:
    others = Membership.objects.filter(
        prefecture_id=by.prefecture,
        role=Role.ADMINISTRATOR,
        valid_to=None,
        valid_from__lte=timezone.localdate(),
        user__is_active=True,
    ).exclude(user_id=without)
    if not others.exists():
        raise Refusal(
            "last_administrator",
            _("This is the last administrator of the office. Give the role to somebody else first."),
        )

"""How the login library is told our rules: nobody signs up alone, the second factor stays on, all is audited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from approdo.core import audit, encryption
from approdo.core.access import sessions
from approdo.core.access.actor import Actor, system_actor
from approdo.core.models import User
from approdo.core.pages.render import page

SECRETS = "mfa_authenticator.data"


def _himself(user: User) -> Actor:
    return Actor(prefecture=user.prefecture_id, user_id=user.pk, label=user.full_name, permissions=frozenset())


def note_failure(user: User | None, what: str) -> None:
    """Write a failed sign-in down in the audit of the user's office; of an unknown address nothing is kept."""
    if user is not None:
        audit.record(system_actor(user.prefecture_id), "user.sign_in_failed", "user", user.pk, what=what)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the office's administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Start a new session and write the sign-in down."""
        super().login(request, user)
        sessions.start(request.session)
        audit.record(_himself(user), "user.signed_in", "user", user.pk)

    def logout(self, request: HttpRequest) -> None:
        """Write the sign-out down and forget the session."""
        if isinstance(request.user, User):
            audit.record(_himself(request.user), "user.signed_out", "user", request.user.pk)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or a user who was disabled."""
        address = credentials.get("email") or ""
        note_failure(User.objects.filter(email__iexact=address).first(), "password")

    def set_password(self, user: Any, password: str) -> None:
        """Change the password and write it down."""
        super().set_password(user, password)
        audit.record(_himself(user), "user.password_changed", "user", user.pk)


class OpenIdAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The administration's identity provider recognises known users and opens no account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The user whose address the provider has verified; their subject is remembered from then on."""
        for address in sociallogin.email_addresses:
            if not address.verified:
                continue
            user = User.objects.filter(email__iexact=address.email, is_active=True).first()
            # Whoever is already tied to a subject is recognised by it alone
            if user is not None and not SocialAccount.objects.filter(user=user).exists():
                EmailAddress.objects.update_or_create(
                    user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
                )
                sociallogin.account.extra_data = {}
                return user, user.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Turn away whoever is not a user; keep nothing of what the provider tells besides the subject."""
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(page(request, "core/unknown_identity.html", status=403))
        if sociallogin.account.pk:
            sociallogin.account.extra_data = {}
            sociallogin.account.save(update_fields=["extra_data"])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and one-time codes; their secrets stand encrypted."""

    def encrypt(self, text: str) -> str:
        """The stored form of a secret."""
        return encryption.encrypt(text, context=SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return encryption.decrypt(encrypted_text, context=SECRETS)


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """One-time code after the password; a wrong one is written down."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError."""
        try:
            return str(super().clean_code())
        except ValidationError:
            note_failure(self.user, "second factor")
            raise


class RepeatedSecondFactorForm(ReauthenticateForm):  # type: ignore[misc]
    """One-time code asked again before a delicate act; a wrong one is written down."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError."""
        try:
            return str(super().clean_code())
        except ValidationError:
            note_failure(self.user, "second factor")
            raise

"""How the login library is told our rules: nobody signs up by themselves, the second factor stays on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the office's administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class OpenIdAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The administration's identity provider recognises known users and opens no account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and one-time codes."""

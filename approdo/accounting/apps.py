"""The app's place in the house."""

from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """Accounting floor."""

    name = "approdo.accounting"
    label = "accounting"

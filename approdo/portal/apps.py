"""The public portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the app."""

    name = "approdo.portal"
    label = "portal"

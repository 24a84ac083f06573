"""The app's place in the house."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core floor."""

    name = "approdo.core"
    label = "core"

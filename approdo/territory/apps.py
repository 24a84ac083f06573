"""The app's place in the house."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Territory floor."""

    name = "approdo.territory"
    label = "territory"

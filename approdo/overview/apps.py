"""The app's place in the house."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Overview floor."""

    name = "approdo.overview"
    label = "overview"

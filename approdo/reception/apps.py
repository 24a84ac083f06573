"""The app's place in the house."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    """Reception floor."""

    name = "approdo.reception"
    label = "reception"

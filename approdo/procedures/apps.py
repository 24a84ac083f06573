"""The app's place in the house."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Procedures floor."""

    name = "approdo.procedures"
    label = "procedures"

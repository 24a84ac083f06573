"""The app's place in the house."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People floor."""

    name = "approdo.people"
    label = "people"

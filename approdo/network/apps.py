"""The app's place in the house."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Network floor."""

    name = "approdo.network"
    label = "network"

"""What is the application called?"""

from django.apps import AppConfig


class Portal(AppConfig):
    """The portal's tables."""

    name = "bench.peers.django"
    label = "portal"

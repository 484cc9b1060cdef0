"""The feed as Django knows it."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class FeedConfig(AppConfig):
    """Registers the check that keeps demo data out of production."""

    name = "connect.feed"

    def ready(self) -> None:
        from connect.feed.demo_data_check import no_demo_data  # noqa: PLC0415 - models are not loaded before ready()

        register(Tags.database)(no_demo_data)

"""The feed as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register


class FeedConfig(AppConfig):
    """Registers the checks that keep demo data out of production, and undeclared columns from their readers."""

    name = "connect.feed"

    def ready(self) -> None:
        from connect.feed.demo_data_check import no_demo_data  # noqa: PLC0415 - models are not loaded before ready()

        register(Tags.database)(no_demo_data)
        register(Tags.models)(_undeclared_columns)


def _undeclared_columns(**_: Any) -> list[CheckMessage]:
    from connect.feed.nondisclosure import undeclared_columns  # noqa: PLC0415 - as above
    from connect.feed.pipeline.tables import read_models  # noqa: PLC0415 - as above

    return undeclared_columns(read_models())

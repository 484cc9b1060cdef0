"""The cast as the feed loads them, signed in through the page that people use."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from connect.access.pins.change import set_pin
from connect.demo.county.cast import write_cast
from connect.feed.pipeline.load import load
from tests.support.cast import CAST, DEMO, Member

ROOMS = ("news", "payments", "access", "notices", "cases")

type Rows = list[tuple[type[Model], list[Model]]]


@pytest.fixture(scope="session")
def cast_rows(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Every row but the trail's once the cast's feed is loaded and they have their PINs (a temporary one too).

    A feed is loaded outside any transaction, and a test runs inside one: so it is loaded once, read and taken out.
    """
    folder = tmp_path_factory.mktemp("cast") / "feed"
    now = datetime.now(settings.AGENCY.zone).replace(microsecond=0)
    write_cast(folder, demo=DEMO, agency=settings.AGENCY.code, sequence=1, as_of=now)
    with django_db_blocker.unblock():
        load(folder)
        for member in CAST.values():
            set_pin(
                participant_id=member.participant_id,
                pin=member.pin,
                temporary=member.temporary,
                by="demo",
                now=timezone.now(),
            )
        rows = [(model, list(model.objects.all())) for model in apps.get_models() if model._meta.app_label in ROOMS]
        call_command("flush", interactive=False, verbosity=0)
    return rows


@pytest.fixture
def cast(db: None, cast_rows: Rows) -> dict[str, Member]:
    """Everybody of the cast, their cases and payments, from demo/feed."""
    for model, rows in cast_rows:
        model.objects.bulk_create(rows)
    return CAST


@pytest.fixture
def signed_in(cast: dict[str, Member]) -> Callable[..., Client]:
    """`signed_in(DANA)`: a browser in which Dana has signed in; `signed_in(DANA, "es")`: and has chosen Spanish."""

    def sign_in(member: Member, language: str = "en") -> Client:
        browser = Client()
        answer = browser.post("/login", {"participant_id": member.participant_id, "pin": member.pin})
        assert answer.status_code == 302, answer.content
        browser.post("/language", {"language": language})
        return browser

    return sign_in

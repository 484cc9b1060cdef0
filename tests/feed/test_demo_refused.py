"""Production refuses to start on a database that ever held demo data: its PINs are published."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from connect.cases.models import Delivery
from connect.demo.county.cast import write_cast
from connect.feed import demo_data_check
from connect.feed.manifest import opened_folder
from connect.feed.outcome import FeedRefused
from tests.support.cast import DEMO
from tests.support.process import ROOT, new_database


def a_delivery(*, demo: bool) -> None:
    Delivery.objects.create(
        sequence=1,
        agency="CA",
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        manifest_sha256="0" * 64,
        state="loaded",
        rows_in=0,
        rows_rejected=0,
        finished_at=datetime(2026, 11, 20, tzinfo=UTC),
        demo=demo,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("production", "demo", "ids"), [(True, True, ["feed.E001"]), (True, False, []), (False, True, [])]
)
def test_the_check_finds_demo_data_in_production_alone(settings, production: bool, demo: bool, ids: list[str]):
    settings.PRODUCTION = production
    a_delivery(demo=demo)
    assert [message.id for message in demo_data_check.no_demo_data()] == ids


@pytest.mark.django_db
def test_the_check_runs_with_the_checks_of_the_database(settings):
    settings.PRODUCTION = True
    a_delivery(demo=True)
    with pytest.raises(Exception, match="holds demo data"):
        call_command("check", "--database", "default")
    with pytest.raises(ImproperlyConfigured, match="holds demo data"):
        demo_data_check.refuse_demo_data()


@pytest.mark.django_db
def test_production_does_not_load_a_feed_marked_demo(tmp_path: Path, settings):
    write_cast(tmp_path, demo=DEMO, agency="CA", sequence=1, as_of=datetime(2026, 11, 20, tzinfo=UTC))
    settings.PRODUCTION = True
    with pytest.raises(FeedRefused, match="a feed marked demo is never loaded in production"), opened_folder(tmp_path):
        pass
    settings.PRODUCTION = False
    with opened_folder(tmp_path) as folder:
        assert folder.manifest.demo


PRODUCTION = {
    "CONNECT_PROFILE": "production",
    "CONNECT_SECRET_KEY": "x" * 60,
    "CONNECT_PIN_PEPPER": "p" * 40,
    "CONNECT_SITE": "https://connect.example.gov",
    "CONNECT_PUBLIC_ID_KEY": "i" * 40,
    "CONNECT_BLIND_INDEX_KEY": "b" * 40,
    "CONNECT_PUZZLE_KEY": "z" * 40,
    "CONNECT_AUDIT_KEY": "a" * 40,
    "CONNECT_FIELD_KEYS": "cHJvZHVjdGlvbi1rZXktb2YtYS10ZXN0LTAxMjM0NTY=",
    "CONNECT_OUTBOX_KEYS": "cHJvZHVjdGlvbi1rZXktb2YtYS10ZXN0LTAxMjM0NTY=",
    "CONNECT_HOSTS": "example.org",
}
MARK = "from tests.feed.test_demo_refused import a_delivery; a_delivery(demo={demo})"


@pytest.mark.parametrize("demo", [True, False])
def test_a_production_server_starts_only_without_demo_data(own_database: dict[str, str], demo: bool):
    setup = "import django; django.setup();"
    python(own_database, setup + MARK.format(demo=demo))
    started = python(own_database | PRODUCTION, "import connect.wsgi", check=False)
    assert (started.returncode != 0) == demo
    assert ("holds demo data" in started.stderr) == demo


@pytest.mark.both_databases
def test_a_production_server_starts_on_a_database_without_tables(tmp_path: Path):
    with new_database(tmp_path) as environment:
        python(environment | PRODUCTION, "import connect.wsgi")


def python(environment: dict[str, str], code: str, *, check: bool = True) -> subprocess.CompletedProcess:
    words = [sys.executable, "-c", code]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=check)

"""manage.py worker: it sends by itself, ends when asked, and killed at any moment loses no mail and doubles none."""

import itertools
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.notices.mail_server import MailServer, mail_server
from tests.notices.provider import Provider, provider_on_loopback
from tests.support.laws import NIGHTLY
from tests.support.process import ROOT

pytestmark = pytest.mark.enable_socket
MAILS = 12
MANY = 1500 if NIGHTLY else 300
PUT = """
import django; django.setup()
from django.utils import timezone
from django.db import transaction
from connect.notices import outbox
from connect.notices.events import EmailToConfirm
with transaction.atomic():
    for number in range({mails}):
        outbox.enqueue(EmailToConfirm(link="https://x.example/c"), participant_id=f"10000{{number:05}}", key="pin:1",
            channel="mail", to=f"p{{number}}@example.org", language="en", now=timezone.now())
"""
ASKS = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from connect.access.pins import requests as pin_requests
from connect.access.models import DeliveryMethod
from connect.lib.doors import Door
from connect.cases.models import Email, Participant
long_ago = timezone.now() - timedelta(days=300)
Participant.objects.create(participant_id="1000000001", first_name="DANA", last_name="OKAFOR", language="en")
Email.objects.create(participant_id="1000000001", valid_from=long_ago, email="dana@example.org")
pin_requests.request_pin(
    pin_requests.Form("Dana", "Okafor", "1000000001", DeliveryMethod.EMAIL, False), door=Door.WEB, now=timezone.now()
)
"""
STATES = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from connect.notices.models import OutboxMessage
from connect.notices.senders.mail_queue import park
park(timezone.now() + timedelta(minutes=11))
for row in OutboxMessage.objects.order_by("participant_id"):
    print(row.id.hex, row.state)
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def environment(own_database: dict[str, str], server: MailServer) -> dict[str, str]:
    return own_database | {"CONNECT_SMTP_HOST": "127.0.0.1", "CONNECT_SMTP_PORT": str(server.port)}


def run(environment: dict[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def worker(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", *words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def test_a_worker_that_is_killed_loses_no_mail_and_doubles_none(environment, server):
    """Killed in the two worst moments: while the server listens, and when it has taken the mail but not yet said so."""
    run(environment, PUT.format(mails=MAILS))
    for moment in ("meanwhile", "afterwards"):
        with worker(environment) as process:
            setattr(server, moment, at_the_third(process.kill))
            process.wait(60)
            setattr(server, moment, int)
    with worker(environment):
        wait_until(lambda: "queued" not in run(environment, STATES))
    states = dict(line.split() for line in run(environment, STATES).splitlines())
    received = {name.strip("<>").partition("@")[0]: times for name, times in server.times_received().items()}
    assert set(received.values()) == {1}
    assert Counter(states.values()) == {"sent": MAILS - 2, "unsure": 2}
    assert len(received) == MAILS - 1
    assert {name for name, state in states.items() if state == "sent"} <= received.keys() <= states.keys()


@pytest.mark.parametrize("way", ["smtp", "provider"])
def test_killed_eight_times_none_is_lost_and_none_doubled(own_database, way):
    """By turns before the other side has taken the mail, and when it has but has not said so yet. Of 1,500 mails at
    night, of 300 by day."""
    with mail_server() if way == "smtp" else provider_on_loopback() as other_side:
        environment = own_database | sends_to(other_side)
        run(environment, PUT.format(mails=MANY))
        for kill in range(8):
            moment = "meanwhile" if way == "smtp" and kill % 2 else "afterwards"
            with worker(environment) as process:
                setattr(other_side, moment, at_number(MANY // 30 + kill, process.kill))
                process.wait(120)
                setattr(other_side, moment, int)
        with worker(environment):
            wait_until(lambda: "queued" not in run(environment, STATES), seconds=300)
        states = dict(line.split() for line in run(environment, STATES).splitlines())
        received = {name.strip("<>").partition("@")[0]: times for name, times in other_side.times_received().items()}
    counted = Counter(states.values())
    assert set(received.values()) == {1}
    assert counted["sent"] + counted["unsure"] == MANY
    assert counted["unsure"] == 8  # one in flight at each kill
    assert {name for name, state in states.items() if state == "sent"} <= received.keys() <= states.keys()
    assert len(received) == MANY - (4 if way == "smtp" else 0)


def sends_to(other_side: MailServer | Provider) -> dict[str, str]:
    if isinstance(other_side, MailServer):
        return {"CONNECT_SMTP_HOST": "127.0.0.1", "CONNECT_SMTP_PORT": str(other_side.port)}
    keys = f"MAILGUN_API_KEY=key,MAILGUN_SENDER_DOMAIN=x.example,MAILGUN_API_URL=http://127.0.0.1:{other_side.port}/v3"
    return {"CONNECT_MAIL_PROVIDER": "mailgun", "CONNECT_MAIL_PROVIDER_KEYS": keys}


def at_the_third(act: Callable[[], None]) -> Callable[[], None]:
    return at_number(3, act)


def at_number(number: int, act: Callable[[], None]) -> Callable[[], None]:
    calls = itertools.count(1)
    return lambda: act() if next(calls) == number else None


def test_a_pin_that_was_asked_for_while_no_worker_ran_is_sent_when_one_does(environment, server):
    run(environment, ASKS)
    assert server.received == []
    with worker(environment):
        server.wait_for(1)


def test_a_worker_ends_when_it_is_asked_to(environment, server):
    with worker(environment) as process:
        run(environment, PUT.format(mails=1))
        server.wait_for(1)
        process.terminate()
        assert process.wait(20) == 0


def test_a_worker_beside_a_server_ends_with_it(environment):
    """As `make demo` starts it: its parent, here a shell, is killed and can tell nobody."""
    shell = subprocess.Popen(
        ["/bin/sh", "-c", f"{sys.executable} manage.py worker --with $$ & echo $!; wait"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    with shell:
        child = int(shell.stdout.readline())
        assert alive(child)
        shell.kill()
    wait_until(lambda: not alive(child))


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

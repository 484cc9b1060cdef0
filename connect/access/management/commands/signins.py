"""manage.py signins: what the breaker sees, and a temporary PIN for someone whom staff have proved."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connect.access import gate, rules
from connect.access.models import DeliveryMethod, PinRequest
from connect.access.pins import hashing
from connect.access.pins import requests as pin_requests
from connect.cases.models import Participant
from connect.cases.protection import is_protected
from connect.lib.console import plain_console
from connect.lib.dates import moment_in_words
from connect.notices.queries import language_of
from connect.notices.senders.letters import slip
from connect.paper.letters import DoesNotFit

PROVED = ("in-person", "by-telephone", "by-video")


class Command(BaseCommand):
    help = (
        "Shows whether an attack on sign-ins is on (state), or gives somebody whom staff have proved a temporary PIN"
        " (send-pin): to an address on file, or on a slip."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True)
        asked.add_parser("state", help="the last ten minutes, and what the breaker asks of devices we do not know")
        network = asked.add_parser("network", help="what `state` calls the network around an address")
        network.add_argument("address")
        send = asked.add_parser("send-pin", help="a temporary PIN; only to what is on file, and has been for ten days")
        send.add_argument("participant_id")
        send.add_argument("--by", required=True, help="who proved the person, for the trail")
        send.add_argument("--proved", required=True, choices=PROVED, help="how they proved who they are, for the trail")
        way = send.add_mutually_exclusive_group()
        way.add_argument("--email", action="store_true", help="by e-mail where one may be used; default: a letter")
        way.add_argument("--slip", type=Path, metavar="FILE", help="a PDF to hand over, also where nothing may be sent")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["asked"] == "state":
            self._state()
        elif options["asked"] == "network":
            self._network(options["address"])
        else:
            self._send_pin(options)

    def _state(self) -> None:
        at = timezone.now()
        now = gate.pressure(at)
        say = plain_console().print
        say(f"breaker: {now.stage.value}")
        say(f"failed sign-ins of unknown devices in ten minutes: {now.failed} (too many from {now.threshold})")
        say(f"of these after solving a puzzle: {now.failed_solved}")
        say(f"turned away: {now.turned_away}")
        say(f"of one network no more than {now.share} of these count, and {now.solved_share} after a puzzle")
        for each in gate.pressing(at):
            name = each.name or "no public address"
            say(f"  {name}: {each.failed} failed, {each.failed_solved} after a puzzle, {each.turned_away} turned away")

    def _network(self, address: str) -> None:
        name = gate.short_name(address)
        if not name:
            raise CommandError("not a public address: `state` calls all of those “no public address”")
        plain_console().print(name)

    def _send_pin(self, options: dict[str, Any]) -> None:
        participant_id = rules.participant_id_in(options["participant_id"]) or ""
        if not Participant.objects.filter(participant_id=participant_id, gone=False).exists():
            raise CommandError("no such participant")
        if options["slip"] and options["proved"] == "by-telephone" and is_protected(participant_id):
            raise CommandError(
                "this person must stay hidden, and whoever calls may know all that they know: --proved in-person or"
                " by-video"
            )
        try:
            fresh = pin_requests.fresh_pin(participant_id)
        except hashing.Busy as problem:
            raise CommandError("too busy; try again") from problem
        said = {"asked_by": PinRequest.AskedBy.STAFF.value, "by": options["by"], "proved": options["proved"]}
        if options["slip"]:
            self._hand_over(participant_id, fresh, options["slip"], said)
            return
        how = DeliveryMethod.EMAIL if options["email"] else DeliveryMethod.LETTER
        if not pin_requests.give(participant_id, fresh, how=how, now=timezone.now(), **said):
            raise CommandError(
                "nothing on file may get a PIN now (docs/operators.md says why that can be): the person must come, and"
                " is given a slip (--slip FILE)"
            )
        plain_console().print("A temporary PIN is on its way. An earlier one does not work any more.")

    def _hand_over(self, participant_id: str, fresh: pin_requests.FreshPin, file: Path, said: dict[str, str]) -> None:
        """The slip is there before its PIN works, and goes again where the PIN did not come to work."""
        now = timezone.now()
        until = pin_requests.slip_until(now)
        try:
            paper = slip(participant_id, pin=fresh.pin, until=until, language=language_of(participant_id), now=now)
        except DoesNotFit as problem:
            raise CommandError(f"{problem}: shorten addresses.letters of agency.toml") from problem
        with _new_file(file, paper):
            pin_requests.give(participant_id, fresh, how=DeliveryMethod.IN_PERSON, now=now, **said)
        ends = moment_in_words(until.astimezone(settings.AGENCY.zone), "en")
        say = partial(plain_console().print, soft_wrap=True)
        say(f"The slip is in {file}, which only you can read. Its PIN works until {ends}; an earlier one does not.")
        say("Hand it over, and delete the file.")


@contextmanager
def _new_file(file: Path, content: bytes) -> Iterator[None]:
    """`content` in a new file for this user's eyes alone; gone again where what follows fails."""
    try:
        opened = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as problem:
        raise CommandError(f"{file} cannot be made ({problem.strerror}); name a new file") from problem
    try:
        with os.fdopen(opened, "wb") as new:
            new.write(content)
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise

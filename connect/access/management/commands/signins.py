"""manage.py signins: what the breaker sees, and a temporary PIN for somebody whom staff have proved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from connect.access import gate, pin_requests, pins, rules
from connect.access.models import How, PinRequest
from connect.cases.models import Participant


class Command(BaseCommand):
    help = (
        "Shows whether an attack on sign-ins is on (state), or sends a temporary PIN to an address on file (send-pin)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True)
        asked.add_parser("state", help="the last ten minutes, and what the breaker asks of devices we do not know")
        network = asked.add_parser("network", help="what `state` calls the network around an address")
        network.add_argument("address")
        send = asked.add_parser("send-pin", help="a temporary PIN; only to what has been on file for ten days")
        send.add_argument("participant_id")
        send.add_argument("--by", required=True, help="who proved the person, for the trail")
        send.add_argument("--email", action="store_true", help="by e-mail where one may be used; default: a letter")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["asked"] == "state":
            self._state()
        elif options["asked"] == "network":
            self._network(options["address"])
        else:
            self._send_pin(options["participant_id"], options["by"], How.EMAIL if options["email"] else How.LETTER)

    def _state(self) -> None:
        at = timezone.now()
        now = gate.pressure(at)
        say = Console(highlight=False).print
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
        Console(highlight=False).print(name)

    def _send_pin(self, typed: str, by: str, how: How) -> None:
        participant_id = rules.participant_id(typed) or ""
        if not Participant.objects.filter(participant_id=participant_id, gone=False).exists():
            raise CommandError("no such participant")
        staff = PinRequest.AskedBy.STAFF
        try:
            fresh = pin_requests.fresh_pin(participant_id)
        except pins.Busy as problem:
            raise CommandError("too busy; try again") from problem
        if not pin_requests.give(participant_id, fresh, how=how, asked_by=staff, by=by, now=timezone.now()):
            raise CommandError("nothing has been on file long enough to send it to: the person must come or call")
        Console().print("A temporary PIN is on its way. An earlier one does not work any more.")

"""The life of a PIN, whatever order things come in: its owner always ends with one way in, a stranger with none.

Somebody who knows the owner's name and Participant ID asks for PINs, guesses, and has the agency put a place of theirs
on file, for at most nine days, or lives where the owner no longer does; once they even see the owner's PIN and change
it, until she says it was not her. She moves, is marked to stay hidden, and says which places are hers alone; where no
letter may go, staff hand her a slip.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.conf import settings
from django.db import transaction
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from connect.access import confirmed_places, gate, not_me
from connect.access.channels import May, for_check
from connect.access.current_visit import current_visit
from connect.access.models import Account, PinRequest
from connect.access.not_me import Undone
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin, set_pin
from connect.audit.models import Entry
from connect.cases.models import Address, Email, NondisclosureMark, Participant
from connect.cases.protection import protected_since
from connect.lib.doors import Door
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.lifecycle import DAY, OF_THE_STRANGER, Knows, Post, asks, puts_on_file, tries_to_sign_in, would_open
from tests.support.cast import DANA
from tests.support.laws import examples

WHO = DANA.participant_id
START = datetime(2031, 3, 1, 20, 0, tzinfo=UTC)
MONTH = 31 * DAY  # every pause, cap and letter is over by then
HOW = st.sampled_from(["email", "letter"])
CHOSEN = ("730294", "815063", "604917", "928471", "350718")  # no rule is against them


class LifeOfAPin(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        gate._threshold.cache_clear()
        self.now = START
        self.owner, self.stranger, self.post = Knows(), Knows(), Post(WHO)
        self.chosen = DANA.pin  # the PIN that she chose last and that was not frozen since
        self.stolen = False  # the stranger knows the PIN, until she says so
        self.issued: dict[str, str] = {}  # temporary PIN by the key of its request
        self.evil_since: dict[str, datetime] = {}
        self.seen: dict[tuple, str] = {}
        self.mine = {"address": "12 ELM ST", "email": "dana@example.org"}
        self.looked_at: set[UUID] = set()
        Participant.objects.create(participant_id=WHO, first_name="DANA", last_name="OKAFOR", language="en")
        puts_on_file(WHO, START - 300 * DAY, **self.mine)
        assert set_pin(participant_id=WHO, pin=DANA.pin, temporary=False, by="demo", now=START - DAY) == ()

    # What the owner, the stranger and the agency's people ask for

    @rule(how=HOW, tick=st.booleans(), last_name=st.sampled_from(["Okafor", "okafor", "Vargas"]))
    def somebody_asks(self, how, tick, last_name):
        self._requests(lambda: asks(WHO, how, tick, self.now, last_name))

    @rule(how=HOW)
    def staff_give(self, how):
        fresh = pin_requests.fresh_pin(WHO)
        self._requests(
            lambda: pin_requests.give(
                WHO, fresh, how=pin_requests.DeliveryMethod(how), asked_by="staff", by="casey", now=self.now
            )
        )

    @rule(new=st.sampled_from(CHOSEN))
    def staff_hand_over_a_slip(self, new):
        """She uses it there and then. To a hidden person it is the only way in from then on."""
        if protected_since(WHO):
            self._a_moment()
            self._gets_a_slip()
            self.chosen = ""
        else:
            self._requests(self._gets_a_slip)
        signed_in = tries_to_sign_in(WHO, self.owner.pins[-1], self.now)
        if signed_in:
            assert signed_in.temporary
            self._chooses(signed_in, self.owner.pins[-1], new)

    def _gets_a_slip(self) -> None:
        fresh = pin_requests.fresh_pin(WHO)
        in_person = pin_requests.DeliveryMethod.IN_PERSON
        assert pin_requests.give(WHO, fresh, how=in_person, asked_by="staff", by="casey", now=self.now)
        self.owner.pins.append(fresh.pin)
        self.issued[f"pin {PinRequest.objects.latest('asked_at').id}"] = fresh.pin

    def _requests(self, act) -> None:
        """A request never touches the PIN there is."""
        self._a_moment()
        before = self._account().pin_hash
        act()
        assert self._account().pin_hash == before

    # Guesses and sign-ins

    @rule(times=st.integers(1, 7))
    def the_stranger_guesses(self, times):
        self._a_moment()
        for number in range(times):
            assert tries_to_sign_in(WHO, f"1234{number}9", self.now) is None

    @precondition(lambda self: self.owner.pins)
    @rule(which=st.integers(0, 99), new=st.sampled_from(CHOSEN))
    def the_owner_uses_a_temporary_pin(self, which, new):
        """Any that ever reached her, also one that was voided or has run out."""
        self._a_moment()
        pin = self.owner.pins[which % len(self.owner.pins)]
        signed_in = tries_to_sign_in(WHO, pin, self.now)
        if signed_in is None:
            return
        assert signed_in.temporary
        self._chooses(signed_in, pin, new)

    @precondition(lambda self: self.chosen)
    @rule(new=st.sampled_from(CHOSEN))
    def the_owner_changes_her_pin(self, new):
        self._a_moment()
        signed_in = tries_to_sign_in(WHO, self.chosen, self.now)
        if signed_in and new != self.chosen:
            self._chooses(signed_in, self.chosen, new)

    def _chooses(self, signed_in, current, new) -> None:
        visit = current_visit(signed_in.key, self.now)
        done = change_pin(visit, current=current, new=new, door=Door.WEB, now=self.now)
        if done.signed_in:
            self.chosen, self.stolen = new, False

    @precondition(lambda self: self.chosen and not self.stolen and self._is_told())
    @rule()
    def the_stranger_sees_the_pin_and_changes_it(self):
        self._a_moment()
        signed_in = tries_to_sign_in(WHO, self.chosen, self.now)
        if signed_in is None:
            return
        visit = current_visit(signed_in.key, self.now)
        done = change_pin(visit, current=self.chosen, new="649207", door=Door.WEB, now=self.now)
        assert done.signed_in
        self.stranger.pins += [self.chosen, "649207"]
        self.chosen, self.stolen = "", True
        self._is_told_and_says_so()

    def _is_told_and_says_so(self) -> None:
        """The notice of this very change reaches her within nine days, and she says that it was not her."""
        notice = OutboxMessage.objects.filter(event="pin_changed").exclude(sealed="").latest("made_at")
        code = unseal_row(notice)[1]["not_me_code"]
        self._post_takes(takes=2 * DAY)
        self._waits(3 * DAY)
        assert code in self.owner.codes
        done = not_me.say_not_me(code, door=Door.WEB, now=self.now)
        assert done in (Undone.FROZEN, Undone.FROZEN_AND_SENT)
        self.stolen = False

    @precondition(lambda self: self.owner.codes or self.stranger.codes)
    @rule(which=st.integers(0, 99), by_the_stranger=st.booleans())
    def this_was_not_me(self, which, by_the_stranger):
        """Also said by the stranger, to whose new place the word of a change went too."""
        self._a_moment()
        codes = self.stranger.codes if by_the_stranger else self.owner.codes
        if not codes:
            return
        if not_me.say_not_me(codes[which % len(codes)], door=Door.WEB, now=self.now) in (
            Undone.FROZEN,
            Undone.FROZEN_AND_SENT,
        ):
            self.chosen = ""

    # Post, places and time

    @rule()
    def letters_are_printed(self):
        self._a_moment()
        self.post.print_letters(self.now)

    @rule(days=st.sampled_from([0, 1, 4, 12, 25]))
    def the_post_takes_what_waits(self, days):
        self._a_moment()
        self.post.take(self.now, days * DAY)

    def _post_takes(self, takes: timedelta) -> None:
        self.post.print_letters(self.now)
        self.post.take(self.now, takes)

    @rule(address=st.sampled_from(["12 ELM ST", "77 OAK AVE"]), arrives=st.booleans())
    def the_owner_moves(self, address, arrives):
        self._a_moment()
        self.mine["address"] = address
        self.evil_since.pop("address", None)
        puts_on_file(WHO, self.now, address=address, arrives=arrives)

    @rule()
    def she_is_marked_to_stay_hidden(self):
        self._a_moment()
        NondisclosureMark.objects.update_or_create(
            participant_id=WHO, case_number="200000000017", defaults={"set_at": self.now}
        )

    @precondition(lambda self: self.chosen and "address" not in self.evil_since)
    @rule()
    def she_says_that_she_alone_gets_the_mail(self):
        self._a_moment()
        signed_in = tries_to_sign_in(WHO, self.chosen, self.now)
        if signed_in:
            confirmed_places.confirm_address(current_visit(signed_in.key, self.now), door=Door.WEB, now=self.now)

    @rule(what=st.sampled_from(["address", "email"]))
    def a_place_is_taken_off_the_file(self, what):
        self._a_moment()
        self.mine[what] = ""
        self.evil_since.pop(what, None)
        puts_on_file(WHO, self.now, **{what: ""})

    @rule(email=st.sampled_from(["dana@example.org", "dana@example.net"]))
    def the_owner_has_another_email(self, email):
        self._a_moment()
        self.mine["email"] = email
        self.evil_since.pop("email", None)
        puts_on_file(WHO, self.now, email=email)

    @rule(what=st.sampled_from(["address", "email"]))
    def the_stranger_gets_a_place_onto_the_file(self, what):
        self._a_moment()
        self.evil_since.setdefault(what, self.now)
        puts_on_file(WHO, self.now, **{what: OF_THE_STRANGER[what == "email"]})

    @rule(time=st.sampled_from([timedelta(minutes=16), timedelta(hours=5), DAY, 3 * DAY, 8 * DAY, 11 * DAY, 22 * DAY]))
    def time_passes(self, time):
        self._waits(time)

    def _waits(self, time: timedelta) -> None:
        """A stranger's place is put right after nine days at the latest; what is on its way comes when it comes."""
        until = self.now + time
        for what, since in sorted(self.evil_since.items(), key=lambda each: each[1]):
            if until - since > 9 * DAY:
                self.now = max(self.now, since + 9 * DAY) + timedelta(seconds=1)
                self._put_right(what)
        self.now = max(until, self.now)
        self.post.bring(self.now, self.owner, self.stranger)

    def _put_right(self, what: str) -> None:
        del self.evil_since[what]
        puts_on_file(WHO, self.now, **{what: self.mine[what]})

    def _a_moment(self) -> None:
        self._waits(timedelta(seconds=7))

    # What always holds

    @invariant()
    def no_pin_goes_to_a_place_of_the_stranger(self):
        for row in OutboxMessage.objects.filter(event__startswith="pin_by_").exclude(sealed=""):
            to, facts = unseal_row(row)
            self.issued[row.key] = facts["pin"]
            assert not any(place in to for place in OF_THE_STRANGER), to

    @invariant()
    def what_opens_or_shows_anything_goes_only_to_a_place_on_file_now(self):
        """Looked at when it is written: where a place is new, or was left, nothing but "call us" goes."""
        found = for_check(WHO, self.now)
        for row in OutboxMessage.objects.exclude(sealed="").exclude(id__in=self.looked_at):
            self.looked_at.add(row.id)
            to, facts = unseal_row(row)
            if row.made_at != self.now or row.event == "call_us":
                assert row.event != "call_us" or facts == {}
                continue
            on_file = self.on_file["email" if row.channel == Channel.MAIL else "address"]
            place = found.email if row.channel == Channel.MAIL else found.letter
            assert on_file
            assert on_file in to
            assert place.may is May.NOW
            assert not any(place in to for place in OF_THE_STRANGER)

    @property
    def on_file(self) -> dict[str, str]:
        return self.mine | {what: OF_THE_STRANGER[what == "email"] for what in self.evil_since}

    @invariant()
    def nothing_the_stranger_knows_opens_anything(self):
        if not self.stolen:
            assert [pin for pin in self.stranger.pins if self._opens(pin) and pin != self.chosen] == []

    @invariant()
    def one_pin_of_her_own_and_at_most_one_temporary_one(self):
        requests = {f"pin {each.id}": each for each in PinRequest.objects.all()}
        opening = {key: pin for key, pin in self.issued.items() if self._opens(pin) == "choice"}
        assert len(opening) <= 1
        assert all(self._opens(pin) != "all" for pin in self.issued.values())
        for key in opening:
            assert requests[key].voided_at is None
            assert requests[key].used_at is None
            assert requests[key].until > self.now
        if self.chosen:
            alive = self._account().tries < settings.AGENCY.access.tries_until_dead
            assert self._opens(self.chosen) == ("all" if alive else "")

    @invariant()
    def the_caps_hold(self):
        asked = sorted(PinRequest.objects.filter(asked_by="web").values_list("asked_at", flat=True))
        assert all(later - earlier >= DAY for earlier, later in pairwise(asked))
        assert all(later - earlier >= 30 * DAY for earlier, later in zip(asked, asked[3:], strict=False))

    @invariant()
    def never_two_for_one_request_and_nothing_voided_leaves(self):
        assert len(self.post.left) == len(set(self.post.left))
        ways = OutboxMessage.objects.filter(event__startswith="pin_by_")
        sent = PinRequest.objects.exclude(how="in_person")
        assert ways.count() == sent.count()
        for request in sent.filter(voided_at__isnull=False):
            assert ways.get(key=f"pin {request.id}").state in (
                OutboxState.WITHDRAWN,
                OutboxState.SENT,
                OutboxState.CONFIRMED,
            )

    @rule()
    def in_the_end_the_owner_gets_in(self):
        """When it has been quiet for a month: with her own PIN, or by asking for one. Where no place may get it the
        trail says so, and staff hand her a slip."""
        self._waits(MONTH)
        if not (self.chosen and self._opens(self.chosen)):
            asks(WHO, "email", True, self.now)
            self.no_pin_goes_to_a_place_of_the_stranger()
            self._post_takes(takes=timedelta(0))
            self.post.bring(self.now, self.owner, self.stranger)
            if not self._can_be_reached():
                last = Entry.objects.filter(act="PIN not sent").order_by("-at").first()
                assert last.detail["why"] == "NO_ADDRESS"
                self._gets_a_slip()
            signed_in = tries_to_sign_in(WHO, self.owner.pins[-1], self.now)
            self._chooses(signed_in, self.owner.pins[-1], "730294")
        assert self._opens(self.chosen) == "all"
        assert [pin for pin in self.issued.values() if self._opens(pin)] == []

    def teardown(self) -> None:
        try:
            self.in_the_end_the_owner_gets_in()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def _can_be_reached(self) -> bool:
        """Every place on file has been there for a month by now; one from before the mark must be confirmed since."""
        home = Address.objects.filter(participant_id=WHO, valid_to=None, mail_arrives=True).first()
        mark = protected_since(WHO)
        if mark is None:
            return home is not None or Email.objects.filter(participant_id=WHO, valid_to=None).exists()
        return home is not None and for_check(WHO, self.now).letter.may is May.NOW

    def _is_told(self) -> bool:
        return for_check(WHO, self.now).email.may is May.NOW

    def _opens(self, pin: str) -> str:
        """Asked once for every state of the account that could make a difference."""
        account = self._account()
        dead = account.tries >= settings.AGENCY.access.tries_until_dead
        runs = account.temporary_until is not None and account.temporary_until > self.now
        state = (pin, account.pin_hash, account.temporary_hash, dead, runs)
        if state not in self.seen:
            self.seen[state] = would_open(WHO, pin, self.now)
        return self.seen[state]

    def _account(self) -> Account:
        return Account.objects.get(participant_id=WHO)


def test_the_owner_ends_with_one_way_in_and_a_stranger_with_none(db):
    """Whoever finds a failure adds Phase.shrink for a shorter story; looking for one takes minutes."""
    run_state_machine_as_test(
        LifeOfAPin,
        settings=hypothesis_settings(max_examples=examples(40), stateful_step_count=25, phases=[Phase.generate]),
    )

"""Participant ID and PIN: one answer for everything that is not right, and few tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from threading import Barrier
from time import thread_time

from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit, row_key
from connect.access.models import Account, Visit
from connect.access.pins.change import change_pin, set_pin
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import Participant
from connect.lib.doors import Door
from tests.support.cast import DANA, RILEY, TESS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def sign_in(participant_id, pin, now=NOW, **more):
    return sign_in_with_pin(participant_id, pin, Arrival(Door.WEB, now, **more))


def test_the_right_pin_begins_a_visit(cast):
    signed_in = sign_in("1000000001", "402958")
    visit = current_visit(signed_in.key, NOW)
    assert (visit.participant_id, visit.first_name, visit.temporary) == ("1000000001", DANA.first_name, False)
    assert visit.expires_at == NOW + timedelta(minutes=15)


def test_spaces_and_dashes_in_the_id_and_the_pin_are_forgiven(cast):
    assert sign_in(" 100-000 00–01 ", "402 958") is not None
    assert sign_in("1000\u00a0000001", "40-29-58") is not None


def test_digits_of_another_script_and_marks_of_direction_sign_in(cast):
    assert sign_in("\u202a١٠٠٠٠٠٠٠٠١\u202c", "٤٠٢٩٥٨") is not None
    assert (
        sign_in("\ufeff" + "1000000001".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), "४०२९५८\u200e")
        is not None
    )
    assert sign_in("١٠٠٠٠٠٠٠٠٢", "٤٠٢٩٥٨") is None


def test_a_wrong_pin_begins_nothing(cast):
    assert sign_in("1000000001", "402959") is None
    assert Visit.objects.count() == 0


def test_after_five_wrong_pins_the_right_one_is_refused_for_fifteen_minutes_and_then_taken(cast):
    for wrong in ("111222", "111223", "111224", "111225", "111226"):
        assert sign_in("1000000001", wrong) is None
    assert sign_in("1000000001", "402958") is None
    assert sign_in("1000000001", "402958", NOW + timedelta(minutes=14, seconds=59)) is None
    assert sign_in("1000000001", "402958", NOW + timedelta(minutes=15)) is not None


def test_the_fifth_try_may_be_the_right_one_and_gives_all_tries_back(cast):
    for wrong in ("111222", "111223", "111224", "111225"):
        sign_in("1000000001", wrong)
    assert sign_in("1000000001", "402958") is not None
    account = Account.objects.get(participant_id="1000000001")
    assert (account.tries, account.paused_until) == (0, None)


def test_after_a_pause_there_are_five_tries_again(cast):
    for _ in range(5):
        sign_in("1000000001", "111222")
    later = NOW + timedelta(minutes=16)
    for _ in range(4):
        assert sign_in("1000000001", "111222", later) is None
    assert sign_in("1000000001", "402958", later) is not None


def test_one_person_s_pause_is_nobody_else_s(cast):
    for _ in range(6):
        sign_in("1000000001", "111222")
    assert sign_in(RILEY.participant_id, RILEY.pin) is not None


def test_of_forty_guesses_at_once_five_are_compared_with_the_account_s_own_hash(lasting_cast, monkeypatch):
    """Each of the forty costs one comparison, so that a stopwatch tells nothing; 35 are with no one's hash."""
    import argon2

    own = Account.objects.get(participant_id="1000000001").pin_hash.partition("$")[2]
    compared = []
    verify = argon2.PasswordHasher.verify

    def verify_and_note(self, stored, pin):
        compared.append(stored)
        return verify(self, stored, pin)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify_and_note)
    together = Barrier(40)

    def guess(number):
        from django.db import connection

        together.wait()
        try:
            return sign_in("1000000001", f"{number:06d}")
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as pool:
        assert set(pool.map(guess, range(711100, 711140))) == {None}  # the right PIN is not among them
    assert (compared.count(own), len(compared)) == (5, 40)
    account = Account.objects.get(participant_id="1000000001")
    assert (account.tries, account.paused_until) == (5, NOW + timedelta(minutes=15))
    assert sign_in("1000000001", "402958") is None
    assert sign_in("1000000001", "402958", NOW + timedelta(minutes=15)) is not None


def open_visits_of_tess():
    return Visit.objects.filter(participant_id=TESS.participant_id, expire_date__gt=NOW).count()


def test_a_temporary_pin_opens_one_visit_the_latest(cast):
    """So a browser that crashed locks nobody out, and nobody else stays in beside."""
    keys = [sign_in(TESS.participant_id, TESS.pin).key for _ in range(8)]
    assert [current_visit(key, NOW) is not None for key in keys] == [False] * 7 + [True]


def test_of_eight_sign_ins_at_once_with_a_temporary_pin_one_visit_is_open(lasting_cast):
    together = Barrier(8)

    def comes_in(_number):
        from django.db import connection

        together.wait()
        try:
            return sign_in(TESS.participant_id, TESS.pin)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        begun = [each for each in pool.map(comes_in, range(8)) if each]
    assert len(begun) > 1
    assert open_visits_of_tess() == 1


def test_a_temporary_pin_that_came_too_late_ends_no_visit(cast):
    """Somebody with an old letter puts nobody out."""
    visit = sign_in(TESS.participant_id, TESS.pin)
    assert sign_in(TESS.participant_id, "84920518") is None
    assert current_visit(visit.key, NOW) is not None


def test_unknown_wrong_paused_expired_gone_and_nonsense_all_cost_what_was_typed_costs(cast, hashes):
    for _ in range(5):
        sign_in(RILEY.participant_id, "111222")
    Participant.objects.filter(participant_id="1000000003").update(gone=True)
    asked = {
        "unknown": ("1999999999", "402958", NOW),
        "wrong": ("1000000001", "111222", NOW),
        "paused": (RILEY.participant_id, RILEY.pin, NOW),
        "expired": (TESS.participant_id, TESS.pin, NOW + timedelta(days=400)),
        "gone": ("1000000003", "583017", NOW),
        "unknown, as a temporary PIN": ("1999999999", TESS.pin, NOW),
        "paused, as a temporary PIN": (RILEY.participant_id, TESS.pin, NOW),
        "wrong, as a temporary PIN": ("1000000001", TESS.pin, NOW),
        "no id at all": ("Dana", "402958", NOW),
        "no pin at all": ("1000000001", "letmein", NOW),
    }
    for why, (participant_id, pin, now) in asked.items():
        before = hashes.count
        assert sign_in(participant_id, pin, now) is None, why
        looked_at = 2 if len(pin) == 8 else 1  # eight digits may be the PIN or a temporary one
        assert (hashes.verified - before[0], hashes.made - before[1]) == (looked_at, 0), why


def test_a_stopwatch_cannot_tell_an_unknown_number_from_a_known_one(cast, settings):
    settings.PIN_HASH_TIME_COST, settings.PIN_HASH_MEMORY_KIB = 2, 19 * 1024  # as in production
    for member in (DANA, RILEY):
        set_pin(participant_id=member.participant_id, pin=member.pin, temporary=False, by="demo", now=NOW)
    for _ in range(5):
        sign_in(RILEY.participant_id, "111222")

    def cost(participant_id, pin):
        """The processor time of one refusal, which another process cannot lengthen; the middle one of seven."""
        spent = []
        for _ in range(7):
            Account.objects.filter(participant_id=DANA.participant_id).update(tries=0)
            before = thread_time()
            assert sign_in(participant_id, pin) is None
            spent.append(thread_time() - before)
        return median(spent)

    known = cost(DANA.participant_id, "111222")
    # Without the hash the ratio is 0.1; the bounds leave room for a machine that is doing something else.
    assert 0.5 < cost("1999999999", "111222") / known < 2
    assert 0.5 < cost(RILEY.participant_id, RILEY.pin) / known < 2


def test_no_pin_is_hashed_inside_a_transaction(lasting_cast, monkeypatch):
    import argon2
    from django.db import connection

    inside = []
    for name in ("verify", "hash"):
        real = getattr(argon2.PasswordHasher, name)

        def note(self, *args, real=real):
            inside.append(connection.in_atomic_block)
            return real(self, *args)

        monkeypatch.setattr(argon2.PasswordHasher, name, note)
    key = sign_in("1000000001", "402958").key
    sign_in("1000000001", "111222")
    change_pin(current_visit(key, NOW), current="402958", new="730294", door=Door.WEB, now=NOW)
    set_pin(participant_id="1000000001", pin="84920517", temporary=True, by="demo", now=NOW)
    assert inside == [False] * len(inside)
    assert len(inside) >= 5


def test_a_person_the_agency_no_longer_sends_cannot_sign_in_and_has_no_visit(cast):
    key = sign_in("1000000001", "402958").key
    Participant.objects.filter(participant_id="1000000001").update(gone=True)
    assert sign_in("1000000001", "402958") is None
    assert current_visit(key, NOW) is None


def test_a_temporary_pin_ends_after_twenty_one_days(cast):
    set_pin(participant_id=TESS.participant_id, pin="84920517", temporary=True, by="demo", now=NOW)
    assert sign_in(TESS.participant_id, "84920517", NOW + timedelta(days=21)) is None
    assert sign_in(TESS.participant_id, "84920517", NOW + timedelta(days=20, hours=23)).temporary is True


def test_signing_in_ends_the_visit_that_the_browser_had(cast):
    first = sign_in("1000000001", "402958").key
    second = sign_in(RILEY.participant_id, RILEY.pin, replaces=first).key
    assert current_visit(first, NOW) is None
    assert current_visit(second, NOW).participant_id == RILEY.participant_id


def test_the_table_of_visits_holds_no_key_that_opens_anything(cast):
    key = sign_in("1000000001", "402958").key
    kept = Visit.objects.get().session_key
    assert kept == row_key(key) != key
    assert len(kept) == 64
    assert current_visit(kept, NOW) is None


def test_a_pin_hashed_at_an_older_cost_is_hashed_anew_at_sign_in(cast, settings, hashes):
    settings.PIN_HASH_TIME_COST = 2
    assert sign_in("1000000001", "402958") is not None
    assert "t=2" in Account.objects.get(participant_id="1000000001").pin_hash
    before = hashes.made
    assert sign_in("1000000001", "402958") is not None
    assert hashes.made == before


def test_a_new_pepper_takes_over_as_people_sign_in(cast, settings):
    settings.PIN_PEPPER = "the-new-one," + settings.PIN_PEPPER
    assert sign_in("1000000001", "402958") is not None
    settings.PIN_PEPPER = "the-new-one"
    assert sign_in("1000000001", "402958") is not None
    assert sign_in(RILEY.participant_id, RILEY.pin) is None


def test_without_the_pepper_the_right_pin_cannot_be_verified(cast, settings):
    settings.PIN_PEPPER = "what-a-thief-of-the-database-does-not-have"
    assert sign_in("1000000001", "402958") is None


def test_a_hash_moved_to_another_account_opens_nothing(cast):
    theirs = Account.objects.get(participant_id="1000000001").pin_hash
    Account.objects.filter(participant_id=RILEY.participant_id).update(pin_hash=theirs)
    assert sign_in(RILEY.participant_id, "402958") is None


def test_signing_in_and_being_refused_are_in_the_trail_without_the_number_of_nobody(cast):
    Entry.objects.all().delete()
    sign_in("1000000001", "402958")
    sign_in("1000000001", "111222")
    sign_in("1999999999", "402958")
    written = list(Entry.objects.order_by("at").values_list("act", "by", "about"))
    assert written == [
        ("signed in", "1000000001", "1000000001"),
        ("sign-in refused", "web", "1000000001"),
        ("sign-in refused", "web", ""),
    ]

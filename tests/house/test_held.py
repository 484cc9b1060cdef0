"""Whatever is written in the name of a visit is written by an act that holds the visit's row
(connect/access/visit_lock.py).

A request is read before its body has come, so a visit that a function was given may have ended since. From every
public function that is given one, and from every page behind sign-in, the calls are followed through our own code to
each write: on the way stands an act that holds its visit, or one of the few functions named here.
"""

from tests.house.code import CONNECT, Source, sources
from tests.house.held import NEED_NOT, Code


def test_nothing_is_written_for_a_visit_that_nobody_held():
    assert Code(sources()).unheld() == []


def test_what_need_not_hold_a_visit_is_there():
    assert NEED_NOT.keys() - Code(sources()).functions.keys() == set()


def planted(name: str, text: str) -> list[str]:
    """What is found besides where a file of ours has `text` at its end."""
    file = CONNECT / name
    more = Source(name, (file.read_text(encoding="utf-8") if file.exists() else "") + "\n\n" + text)
    return Code([source for source in sources() if source.name != name] + [more]).unheld()


def test_an_act_that_forgets_to_hold_its_visit_would_be_found():
    forgets = "def forget(visit: CurrentVisit, *, now: datetime) -> None:\n    RecoveryCode.objects.all().delete()\n"
    assert planted("access/recovery_codes.py", forgets) == ["access/recovery_codes.py forget: delete"]
    assert planted("access/recovery_codes.py", f"@in_a_visit\n{forgets}") == []
    assert planted("access/recovery_codes.py", f"@transaction.atomic\n{forgets}") == [
        "access/recovery_codes.py forget: delete"
    ]


def test_one_that_writes_through_others_would_be_found():
    own = "def _go(person: str) -> None:\n    Passkey.objects.update(name='')\n"
    through = "def go(visit: CurrentVisit) -> None:\n    _go(visit.participant_id)\n"
    assert planted("access/passkeys/registry.py", own + "\n\n" + through) == ["access/passkeys/registry.py _go: update"]
    room = (
        "from connect.access.notify_owner import notify_owner\n\n\n"
        "def go(visit: CurrentVisit) -> None:\n    notify_owner(visit)\n"
    )
    assert planted("access/more.py", room) == [
        "access/notify_owner.py notify_owner: create",
        "notices/outbox.py enqueue: enqueue",
        "notices/outbox.py enqueue: get_or_create",
    ]
    sql = "_GO = 'DELETE FROM access_passkey'\n\n\ndef go(visit: CurrentVisit) -> None:\n    cursor.execute(_GO)\n"
    assert planted("access/more.py", sql) == ["access/more.py go: execute"]


def test_a_page_that_writes_for_a_person_past_the_visit_would_be_found():
    page = (
        "from connect.access import not_me\n\n\n"
        "def close(request: SignedInRequest) -> HttpResponse:\n    not_me.say_not_me(request.POST['code'])\n"
    )
    assert "access/not_me.py _freeze: delete" in planted("portal/close.py", page)

"""The cast as rows, with their PINs, and a browser that checks the CSRF token as a real one must."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from msgspec import structs

from connect.access import gate
from connect.access.pins.change import set_pin
from connect.cases.models import Address, Delivery, Email, Participant
from tests.support.cast import CAST, Member

AS_OF = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def add_the_cast() -> None:
    """Everybody of the cast as the feed would have loaded them, and one feed."""
    Delivery.objects.create(
        sequence=2, agency="CA", as_of=AS_OF, manifest_sha256="0" * 64, state="loaded", rows_in=6, rows_rejected=0,
        finished_at=AS_OF, demo=True,
    )  # fmt: skip
    for member in CAST.values():
        Participant.objects.create(
            participant_id=member.participant_id, first_name=member.first_name, last_name="OKAFOR", language="en"
        )
        reasons = set_pin(
            participant_id=member.participant_id,
            pin=member.pin,
            temporary=member.temporary,
            by="demo",
            now=timezone.now(),
        )
        assert reasons == ()


@pytest.fixture
def cast(db: None) -> dict[str, Member]:
    add_the_cast()
    return CAST


@pytest.fixture
def lasting_cast(transactional_db: None) -> dict[str, Member]:
    """The same with real transactions, for threads and for what a failing trail takes back."""
    add_the_cast()
    return CAST


class Browser(Client):
    """Speaks https, keeps cookies, sends the token a form would send, and does not follow redirects."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, headers={"host": "localhost"})

    def generic(self, *args, **kwargs):
        return super().generic(*args, **(kwargs | {"secure": True}))

    def send(self, path: str, **fields: str):
        """POST as from one of our own forms: with the token, from our own origin."""
        if settings.CSRF_COOKIE_NAME not in self.cookies:
            self.get("/help/faq")
        token = self.cookies[settings.CSRF_COOKIE_NAME].value
        return self.post(path, {"csrfmiddlewaretoken": token, **fields}, headers={"origin": "https://localhost"})

    def sign_in(self, member: Member, pin: str = "", **fields: str):
        return self.send("/login", participant_id=member.participant_id, pin=pin or member.pin, **fields)

    @property
    def key(self) -> str:
        cookie = self.cookies.get(settings.VISIT_COOKIE_NAME)
        return cookie.value if cookie else ""


@pytest.fixture
def visitor() -> Browser:
    return Browser()


@pytest.fixture
def new_visitor() -> Callable[[], Browser]:
    return Browser


class Hashes:
    """How many PINs the outside library really compared (not: refused as malformed), and how many it hashed."""

    def __init__(self) -> None:
        self.verified = 0
        self.made = 0

    @property
    def count(self) -> tuple[int, int]:
        return self.verified, self.made


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Hashes:
    import argon2

    seen = Hashes()
    verify, make = argon2.PasswordHasher.verify, argon2.PasswordHasher.hash

    def verify_and_count(self, *args, **kwargs):
        try:
            right = verify(self, *args, **kwargs)
        except argon2.exceptions.VerifyMismatchError:
            right = False
        seen.verified += 1
        if not right:
            raise argon2.exceptions.VerifyMismatchError
        return right

    def make_and_count(self, *args, **kwargs):
        seen.made += 1
        return make(self, *args, **kwargs)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify_and_count)
    monkeypatch.setattr(argon2.PasswordHasher, "hash", make_and_count)
    return seen


@pytest.fixture
def profile(settings) -> Callable[..., None]:
    """`profile(ssn_sign_in=True)`: the agency's profile says something else about access, for this test."""

    def change(**access: object) -> None:
        settings.AGENCY = structs.replace(settings.AGENCY, access=structs.replace(settings.AGENCY.access, **access))

    return change


@pytest.fixture
def strictly_confirmed(profile) -> None:
    profile(confirmed_email_only=True)


@pytest.fixture(autouse=True)
def _nothing_learned() -> None:
    """The breaker's usual number is worked out anew in each test."""
    gate._threshold.cache_clear()


def on_file(*members: Member, came: datetime = datetime(2026, 1, 5, 3, tzinfo=UTC), moved_to: str = "") -> None:
    """An address and an e-mail of each, on file since `came`; or a move there and then."""
    for member in members:
        who = member.participant_id
        if moved_to:
            Address.objects.filter(participant_id=who, valid_to=None).update(valid_to=came)
        else:
            Email.objects.create(participant_id=who, valid_from=came, email=f"{member.first_name.lower()}@example.org")
        Address.objects.create(
            participant_id=who, valid_from=came, mail_arrives=True, line1=moved_to or "12 ELM ST", city="MADERA",
            state="CA", postcode="93637",
        )  # fmt: skip

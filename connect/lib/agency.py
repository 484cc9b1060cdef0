"""The agency profile: everything that belongs to one agency rather than to the product, read from agency.toml."""

import tomllib
from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec.structs import asdict

from connect.lib.business_days import Hours, wrong_hours
from connect.lib.by_hand import Unreadable, load_text


class BadProfile(Exception):
    """The agency profile cannot be used; the message names the file, the key and the reason."""


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the profile. Keys that the class does not name are refused."""


class Phrase(Struct, frozen=True):
    """A text in each of the portal's languages."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        return self.es if language == "es" else self.en


class Names(Struct, frozen=True):
    product: str
    agency: Phrase
    department: Phrase
    tagline: Phrase
    site_line: Phrase
    copyright: str
    department_short: str = ""  # "DCSS", as the footer names it


class Band(Struct, frozen=True):
    """The thin band above the header that many states require; without a text there is no band."""

    text: str = ""
    link: str = ""


class Phones(Struct, frozen=True):
    statewide: str
    outside_us: str
    tty: str
    recording: str
    checked_on: date


class Hotline(Struct, frozen=True):
    """Who helps someone whom another person threatens, at any hour."""

    name: Phrase
    phone: str
    tty: str
    checked_on: date


class Links(Struct, frozen=True):
    agency_home: str
    disbursement_unit: str
    make_a_payment: str
    video_library: Phrase
    video_tour: Phrase
    forms: str
    programs: str
    checked_on: date
    quick_exit: str = "https://www.weather.gov/"  # where "Leave this site now" leads: a neutral site


class Official(Struct, frozen=True):
    name: str
    title: Phrase
    body: Phrase


class ByPhone(Struct, frozen=True):
    """What a caller presses or says on the agency's automated line (S000 L75-89)."""

    set_up_payments: str
    recent_payments: str
    representative: str
    say_representative: Phrase
    say_yes: Phrase


class Pamphlet(Struct, frozen=True):
    """The printed page about the portal. Its publication number differs by language."""

    number: Phrase
    address: str  # of the portal, as it is printed


class Addresses(Struct, frozen=True):
    """The mailing addresses for letters and for payments."""

    letters: str
    payments: str
    checked_on: date


class Interpreter(Struct, frozen=True):
    """The offer of a free interpreter, in the interpreter's language; {phone} in `says` is the statewide number."""

    code: str  # BCP 47, for the page's lang attribute
    name: str  # as its speakers write it
    says: str


class Offices(Struct, frozen=True):
    """The tables of local offices and of the cities of each county, in the profile's folder, and the day someone last
    checked the first."""

    file: str
    cities: str
    checked_on: date


class Payments(Struct, frozen=True):
    page_size: int
    history_from: Phrase
    show_source: bool
    show_source_to_payer: bool


class Access(Struct, frozen=True, kw_only=True):
    """The rules for signing in. docs/security.md explains the tries, pauses and days."""

    tries: int  # wrong PINs in a row before a pause
    pause_minutes: int
    second_pause_minutes: int  # when wrong PINs continue after the first pause
    later_pause_minutes: int
    tries_until_dead: int  # wrong PINs in a row after which only a new temporary PIN helps
    network_tries_a_minute: int  # of one /24 or /56
    breaker_failures: int  # in ten minutes, over all accounts, from unknown devices
    breaker_most: int = 300  # the breaker learns an agency's usual number, up to this limit
    breaker_networks: int = 20  # the breaker admits only private devices and passkeys once this many networks fail
    network_share_percent: int = 10  # of the breaker's number: the most that one network adds to it
    idle_minutes: int
    absolute_hours: int
    email_pin_hours: int = 24
    letter_pin_days: int = 21
    slip_pin_hours: int = 2  # life of a temporary PIN on a slip that staff hand over
    on_file_days: int = 10  # before a PIN may go to an address; also how long "this was not me" is accepted
    requests_a_day: int = 1
    requests_in_30_days: int = 3
    confirmed_email_only: bool = False  # send a PIN only to an e-mail address whose owner opened our link
    ssn_sign_in: bool = False
    puzzle_tries: int = 2000  # the most work a puzzle asks of an unknown device during an attack
    puzzle_most_tries: int = 64_000  # the limit for a network that keeps failing; its puzzles keep doubling up to here
    given_pin_digits: int = 6  # length of the PIN that "Give me a PIN" makes
    pin_choices_an_hour: int = 10  # PINs of a person's own choice that we check; after these we only give one


class FeedPolicy(Struct, frozen=True, kw_only=True):
    require_signature: bool
    public_key: str = ""
    max_removed_participants_percent: float
    max_removed_addresses_percent: float
    stale_after_hours: int
    max_file_megabytes: int = 10_000  # of one file, compressed and decompressed


class Promises(Struct, frozen=True, kw_only=True):
    """What the agency promises beyond the law."""

    message_days: int  # business days until a message is answered


class Clock(Struct, frozen=True, kw_only=True):
    """A time that a rule gives: calendar days, of which the last moves on where it is closed, or business days.

    `source`: the rule; '' for what the agency promises on its own.
    """

    days: int = 0
    business_days: int = 0
    source: str = ""

    def day(self, hours: Hours, start: date) -> date:
        """The last day of the time that begins on `start`."""
        if self.business_days:
            return hours.business_days_after(start, self.business_days)
        return hours.last_day(start, self.days)


class Clocks(Struct, frozen=True, kw_only=True):
    """The times of requests (connect/contact/request_kinds.py)."""

    review_first_answer: Clock
    review_decision: Clock
    accounting: Clock
    dispute: Clock
    complaint_told: Clock  # to complain, after one has learned of it
    complaint_answer: Clock
    complaint_longest: Clock
    hearing: Clock  # to ask for a state hearing
    closure_notice: Clock
    other: Clock


class DocumentPolicy(Struct, frozen=True, kw_only=True):
    """What holds of the seven documents."""

    official_language: Literal["en", "es"] = "en"  # of the two languages of a document, the one that counts
    processing_days: int = 10  # how long before the end of a month a payment for it should be sent (V15)


class NoticePolicy(Struct, frozen=True, kw_only=True):
    """What holds of notices that people chose."""

    reminders_from_hour: int = 9  # of the agency's day: reminders of appointments leave from then on


class Retention(Struct, frozen=True, kw_only=True):
    """How long each kind of row is kept after its end or last use; `manage.py retention` removes older rows."""

    audit_years: int = 7
    sessions_days: int = 1  # after the visit has ended
    pin_requests_days: int = 400
    rejects_days: int = 90  # rejected rows of feeds
    outbox_days: int = 90  # letters and mails, after they went
    closed_accounts_months: int = 24  # after the agency stopped sending the person
    changes_days: int = 400  # news on the home page
    used_keys_days: int = 2  # single-use keys, counters of networks
    drafts_days: int = 30  # what a person began to write and kept for later
    reports_days: int = 90  # what a person told us about the other party, after the agency has confirmed it
    messages_months: int = 36  # messages and requests, after the last word in them
    documents_years: int = 4  # documents, and why a month had none


class Profile(Struct, frozen=True):
    """One agency. Amounts are in cents; dates and years are in `time_zone`."""

    code: str
    time_zone: str
    languages: list[str]
    names: Names
    band: Band
    phones: Phones
    hotline: Hotline
    links: Links
    officials: list[Official]
    addresses: Addresses
    by_phone: ByPhone
    pamphlet: Pamphlet
    interpreters: list[Interpreter]
    offices: Offices
    hours: Hours
    promises: Promises
    clocks: Clocks
    payments: Payments
    access: Access
    feed: FeedPolicy
    documents: DocumentPolicy = DocumentPolicy()
    notices: NoticePolicy = NoticePolicy()
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def read_profile(path: Path) -> Profile:
    """Read and check the profile in `path`. Raises BadProfile with the file, the key and the reason."""
    try:
        profile = msgspec.convert(tomllib.loads(load_text(path)), Profile)
    except Unreadable as problem:
        raise BadProfile(str(problem)) from problem
    except tomllib.TOMLDecodeError as problem:
        raise BadProfile(f"{path}: not valid TOML: {problem}") from problem
    except msgspec.ValidationError as problem:
        raise BadProfile(f"{path}: {problem}") from problem
    for reason in _what_is_wrong(profile):
        raise BadProfile(f"{path}: {reason}")
    return profile


def _what_is_wrong(profile: Profile) -> list[str]:
    """Return what the types cannot check: ranges, the time zone, web addresses."""
    wrong = []
    if profile.time_zone not in available_timezones():
        wrong.append(f"time_zone: {profile.time_zone!r} is not a time zone name like 'America/Los_Angeles'")
    if profile.languages != ["en", "es"]:
        wrong.append("languages: must be ['en', 'es'], the only languages of this version")
    if not 1 <= profile.payments.page_size <= 100:
        wrong.append("payments.page_size: must be from 1 to 100")
    wrong += _wrong_access(profile.access)
    wrong += wrong_hours(profile.hours)
    if not 1 <= profile.promises.message_days <= 30:
        wrong.append("promises.message_days: must be from 1 to 30")
    wrong += [
        f"clocks.{name}: must say either days or business_days, from 1 to 366"
        for name, clock in ((name, getattr(profile.clocks, name)) for name in Clocks.__struct_fields__)
        if bool(clock.days) == bool(clock.business_days) or not 1 <= clock.days + clock.business_days <= 366
    ]
    for name in ("max_removed_participants_percent", "max_removed_addresses_percent"):
        if not 0 <= getattr(profile.feed, name) <= 100:
            wrong.append(f"feed.{name}: must be from 0 to 100")
    if profile.feed.max_file_megabytes < 1:
        wrong.append("feed.max_file_megabytes: must be at least 1")
    if profile.feed.require_signature and not profile.feed.public_key:
        wrong.append("feed.public_key: required when feed.require_signature is true")
    if profile.feed.public_key and not _is_ed25519(profile.feed.public_key):
        wrong.append("feed.public_key: must be an Ed25519 key of 32 bytes in base64")
    if not 0 <= profile.documents.processing_days <= 20:
        wrong.append("documents.processing_days: must be from 0 to 20")
    periods = asdict(profile.retention)
    wrong += [f"retention.{name}: must be at least 1" for name, period in periods.items() if period < 1]
    wrong += [
        f"interpreters: {interpreter.code}: the text must contain the telephone number as {{phone}}"
        for interpreter in profile.interpreters
        if "{phone}" not in interpreter.says
    ]
    links = profile.links
    for name in ("agency_home", "disbursement_unit", "make_a_payment", "forms", "programs"):
        if not getattr(links, name).startswith("https://"):
            wrong.append(f"links.{name}: must start with https://")
    return wrong


def _is_ed25519(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 32
    except ValueError:
        return False


def _wrong_access(access: Access) -> list[str]:
    wrong = []
    if not 1 <= access.tries <= 10:
        wrong.append("access.tries: must be from 1 to 10")
    if access.tries_until_dead % access.tries or access.tries_until_dead > 100:
        wrong.append("access.tries_until_dead: must be a multiple of access.tries and at most 100 (NIST SP 800-63B)")
    if not 1 <= access.idle_minutes <= 60:
        wrong.append("access.idle_minutes: must be from 1 to 60")
    if not 1 <= access.puzzle_tries <= access.puzzle_most_tries <= 1_000_000:
        wrong.append("access.puzzle_tries: must be from 1 to access.puzzle_most_tries, which is at most 1000000")
    if not 2 <= access.breaker_networks <= access.breaker_failures <= access.breaker_most:
        wrong.append("access.breaker_failures: must be from access.breaker_networks (2 or more) to access.breaker_most")
    if not 1 <= access.network_share_percent <= 50:
        wrong.append("access.network_share_percent: must be from 1 to 50")
    if not 1 <= access.slip_pin_hours <= 24:
        wrong.append("access.slip_pin_hours: must be from 1 to 24")
    if not 6 <= access.given_pin_digits <= 12:
        wrong.append("access.given_pin_digits: must be from 6 to 12")
    if not 1 <= access.pin_choices_an_hour <= 100:
        wrong.append("access.pin_choices_an_hour: must be from 1 to 100")
    return wrong

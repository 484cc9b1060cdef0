"""What mail and letters say, in the reader's language. Nobody else's name, nothing of a case, no address ever.

Placeholders are the facts of connect.notices.kinds and the agency's own numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from connect.lib.dates import in_words, moment_in_words
from connect.notices.kinds import Channel

type Facts = dict[str, str]


@dataclass(frozen=True)
class Part:
    """A paragraph; a secret or a code to type, set large; or an address to open."""

    kind: Literal["text", "code", "link"]
    text: str


@dataclass(frozen=True)
class Words:
    heading: str
    parts: tuple[Part, ...]


CHANGED: dict[str, str | Promise] = {
    "passkey_added": gettext_lazy("A passkey was added to your account. It can be used to sign in."),
    "passkey_removed": gettext_lazy("A passkey was removed from your account. It no longer signs anybody in."),
    "codes_made": gettext_lazy("New recovery codes were made for your account. The earlier ones no longer work."),
    "code_used": gettext_lazy("A recovery code was used to sign in to your account."),
    "device_added": gettext_lazy("A device was marked as your private device."),
    "device_removed": gettext_lazy("A device is no longer marked as your private device."),
    "choices_used_up": gettext_lazy(
        "Many new PINs were chosen for your account, one after the other. Someone who is in your"
        " account may be guessing what we know about you."
    ),
    "access_checked": gettext_lazy(
        "Someone who was signed in went through “Check who can get into your account”. Only the new PIN and the"
        " passkeys kept there open it now."
    ),
    "address_confirmed": gettext_lazy("Someone signed in to your account said that they alone get your mail."),
}


def words(template: str, kind: Channel, language: str, facts: Facts) -> Words:
    """The text of `template` for a mail or a letter, in 'en' or 'es'."""
    with override(language):
        return _TEXTS[template](kind, language, facts)


def _pin_by_mail(kind: Channel, language: str, facts: Facts) -> Words:
    until = _moment(facts["valid_until"], language)
    return Words(
        _("Your temporary PIN"),
        (
            _text(_("You asked for a temporary PIN. Here it is:")),
            Part("code", facts["pin"]),
            _text(
                _(
                    "It works once, until %(moment)s. Sign in with your Participant ID and this PIN. Then you choose"
                    " a PIN that only you know."
                )
                % {"moment": until}
            ),
            _text(_("Here you can see how your request is going:")),
            Part("link", facts["status_link"]),
            _text(_("If you did not ask for a PIN, call us: %(phone)s.") % _phone()),
            _never_asked(),
        ),
    )


def _pin_by_letter(kind: Channel, language: str, facts: Facts) -> Words:
    return _letter_with_pin(_("You asked for a temporary PIN for Customer Connect. Here it is:"), language, facts)


def _pin_by_letter_instead(kind: Channel, language: str, facts: Facts) -> Words:
    first = _(
        "You asked for a temporary PIN for Customer Connect. Our email to you did not arrive, so it comes by letter."
        " A PIN from an email of ours does not work any more. Here is the new one:"
    )
    return _letter_with_pin(first, language, facts)


def _letter_with_pin(first: str, language: str, facts: Facts) -> Words:
    return Words(
        _("Your temporary PIN"),
        (
            _text(first),
            Part("code", facts["pin"]),
            _text(_("It works once, until %(day)s.") % {"day": _day(facts["valid_until"], language)}),
            _where_to_sign_in(),
            _text(_("If you have asked more than once, only the PIN of the newest letter works.")),
            _text(_("If you did not ask for a PIN, call us: %(phone)s.") % _phone()),
            _never_asked(),
        ),
    )


def _pin_slip(kind: Channel, language: str, facts: Facts) -> Words:
    return Words(
        _("Your temporary PIN"),
        (
            _text(_("You asked us for a temporary PIN for Customer Connect. Here it is:")),
            Part("code", facts["pin"]),
            _text(_("It works once, until %(moment)s.") % {"moment": _moment(facts["valid_until"], language)}),
            _where_to_sign_in(),
            _text(_("An earlier temporary PIN does not work any more. Destroy this paper when you have your own PIN.")),
            _never_asked(),
        ),
    )


def _where_to_sign_in() -> Part:
    where = {"address": settings.AGENCY.pamphlet.address}
    return _text(
        _(
            "Go to %(address)s and sign in with your Participant ID and this PIN. Then you choose a PIN that"
            " only you know."
        )
        % where
    )


def _call_us(kind: Channel, language: str, facts: Facts) -> Words:
    """Whoever reads it learns nothing of what happened, and nothing that opens or shows anything."""
    return Words(
        _("Please call us"),
        (
            _text(_("Something in your account with us was changed, or someone asked for something.")),
            _text(_("If it was not you, or if you are not sure, call us: %(phone)s.") % _phone()),
        ),
    )


def _pin_asked(kind: Channel, language: str, facts: Facts) -> Words:
    by_letter = _(
        "Somebody asked for a temporary PIN for your account. It comes by letter, to the mailing address we have had"
        " on file. Expect it by %(day)s."
    )
    by_mail = _(
        "Somebody asked for a temporary PIN for your account. It comes by e-mail, to the e-mail address we have had"
        " on file."
    )
    in_person = _("Our staff gave someone who came or called a temporary PIN for your account.")
    ways = {
        "letter": by_letter % {"day": _day(facts["expected_by"], language)},
        "mail": by_mail,
        "slip": in_person,
    }
    status: tuple[Part, ...] = ()
    if kind == Channel.MAIL:
        status = (_text(_("Here you can see how the request is going:")), Part("link", facts["status_link"]))
    return Words(
        _("A PIN was asked for"),
        (
            _text(ways[facts["how"]]),
            _text(_("If you have a PIN of your own, it still works.")),
            _text(_("If you asked, you have nothing to do.")),
            *status,
            *_not_me(kind, language, facts),
            _never_asked(),
        ),
    )


def _pin_changed(kind: Channel, language: str, facts: Facts) -> Words:
    return Words(
        _("Your PIN was changed"),
        (
            _text(_("The PIN of your account was changed, and every other device was signed out.")),
            _text(_("If you changed it, you have nothing to do.")),
            *_not_me(kind, language, facts),
            _never_asked(),
        ),
    )


def _way_in_changed(kind: Channel, language: str, facts: Facts) -> Words:
    changed = facts["what"] != "choices_used_up"
    return Words(
        _("A way to sign in was changed") if changed else _("Many new PINs were chosen"),
        (
            _text(str(CHANGED[facts["what"]])),
            _text(_("If you did this, you have nothing to do.")),
            *_not_me(kind, language, facts),
            _never_asked(),
        ),
    )


def _confirm_email(kind: Channel, language: str, facts: Facts) -> Words:
    return Words(
        _("Confirm your e-mail address"),
        (
            _text(_("To confirm that we can write to you here, open this link:")),
            Part("link", facts["link"]),
            _text(_("If you did not ask for this, you have nothing to do. Without the link nothing changes.")),
            _never_asked(),
        ),
    )


_TEXTS: dict[str, Callable[[Channel, str, Facts], Words]] = {
    "pin_by_mail": _pin_by_mail,
    "pin_by_letter": _pin_by_letter,
    "pin_by_letter_instead": _pin_by_letter_instead,
    "pin_asked": _pin_asked,
    "pin_changed": _pin_changed,
    "way_in_changed": _way_in_changed,
    "confirm_email": _confirm_email,
    "call_us": _call_us,
    "pin_slip": _pin_slip,
}


def _not_me(kind: Channel, language: str, facts: Facts) -> tuple[Part, ...]:
    """How to say "this was not me": a link in a mail; on paper an address short enough to type, and a code. A letter
    names no day: its time begins when it is mailed, which nobody knows while it is written."""
    if kind == Channel.MAIL:
        day = {"day": _day(facts["not_me_until"], language)}
        return (
            _text(_("If it was not you, tell us by %(day)s. Open this link:") % day),
            Part("link", facts["not_me_link"]),
            _text(_("Or call us: %(phone)s.") % _phone()),
        )
    days = {"days": settings.AGENCY.access.on_file_days}
    return (
        _text(
            _(
                "If it was not you, tell us within %(days)s days after the day on which this letter was mailed. Go to"
                " this page and type the code below:"
            )
            % days
        ),
        Part("link", _typed(facts["not_me_link"], facts["not_me_code"])),
        Part("code", facts["not_me_code"]),
        _text(_("Or call us: %(phone)s.") % _phone()),
    )


def _typed(link: str, code: str) -> str:
    """The page of `link` as somebody types it, without the code that stands at its end."""
    return link.removeprefix("https://").removesuffix(code).rstrip("/")


def _never_asked() -> Part:
    return _text(_("We never ask you for your PIN, on the telephone or in writing."))


def _text(text: str) -> Part:
    return Part("text", text)


def _phone() -> dict[str, str]:
    return {"phone": settings.AGENCY.phones.statewide}


def _moment(text: str, language: str) -> str:
    return moment_in_words(timezone.localtime(datetime.fromisoformat(text), settings.AGENCY.zone), language)


def _day(text: str, language: str) -> str:
    """A day in words, from an ISO date or from a moment, of which it is the day in the agency's zone."""
    if len(text) == len("2026-11-24"):
        return in_words(date.fromisoformat(text), language)
    return in_words(timezone.localtime(datetime.fromisoformat(text), settings.AGENCY.zone).date(), language)

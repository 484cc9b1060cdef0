"""Every act of the trail, each with the sentence its person reads.

One closed list at the bottom of the house: an act that is not on it cannot be written (connect/audit/actions.py), so
none lacks its sentence. The names stand in the rows for good: a name is never changed or reused, and an act that is no
longer done keeps its line for as long as the trail is kept (retention.audit_years).
"""

from enum import Enum, StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Silent(Enum):
    """Why the history of an account shows no sentence for an act."""

    ABOUT_NOBODY = "it is about no one person, whatever stands in `about`"
    # Setting or removing a mark would reveal to someone who knows the person's PIN that they are hidden from them.
    NOT_TOLD = "its person is not told"


class Act(StrEnum):
    """An act, by its name in the trail. `sentence` fits no matter who acted; the history shows who did."""

    sentence: Promise | Silent

    def __new__(cls, name: str, sentence: Promise | Silent) -> Self:
        act = str.__new__(cls, name)
        act._value_ = name
        act.sentence = sentence
        return act

    SIGNED_IN = "signed in", _("Signed in")
    SIGNED_OUT = "signed out", _("Signed out")
    SIGN_IN_REFUSED = "sign-in refused", _("Sign-in refused")
    IDENTITY_CONFIRMED = "identity confirmed", _("PIN or passkey asked again and right")
    CONFIRMATION_REFUSED = "confirmation refused", _("Passkey asked again and not right")
    PIN_CHANGE_REFUSED = "PIN change refused", _("PIN asked again and wrong")
    PIN_CHANGED = "PIN changed", _("PIN changed")
    PIN_CHOICE_REFUSED = "PIN choice refused", _("A new PIN was chosen and not taken")
    PIN_CHOICES_USED_UP = "PIN choices used up", _("Many new PINs were chosen, one after the other")
    PIN_SET = "PIN set", _("PIN set by the agency")
    PIN_SENT = "PIN sent", _("A temporary PIN was sent")
    PIN_NOT_SENT = "PIN not sent", _("A PIN was asked for and not sent")
    ACCOUNT_MADE_SAFE = (
        "account made safe",
        _("Everyone was signed out, and private devices, recovery codes and links were ended"),
    )
    ACCESS_CHECKED = "access checked", _("Checked who can get into the account")
    CHANGE_DISAVOWED = "change disavowed", _("“This was not me” was said, and the change undone")
    PASSKEY_ADDED = "passkey added", _("Passkey added")
    PASSKEY_RENAMED = "passkey renamed", _("Passkey renamed")
    PASSKEY_REMOVED = "passkey removed", _("Passkey removed")
    PASSKEY_COUNTER_WENT_BACK = (
        "passkey counter went back",
        _("Passkey used, it seems on another device than the last time"),
    )
    CODES_MADE = "recovery codes made", _("New recovery codes made")
    DEVICE_ADDED = "private device added", _("Private device added")
    DEVICE_REMOVED = "private device removed", _("Private device removed")
    VISIT_ENDED = "visit ended", _("A visit on another device was ended")
    OTHER_VISITS_ENDED = "all other visits ended", _("All visits on other devices were ended")
    LANGUAGE_CHOSEN = "language chosen", _("Language chosen")
    EMAIL_CONFIRMED = "email confirmed", _("Email address confirmed")
    ADDRESS_CONFIRMED = "address confirmed", _("Mailing address confirmed")
    EMAIL_LINK_SENT = "email link sent", _("A link to confirm an email address was sent")

    MESSAGE_SENT = "message sent", _("A message to us was sent")
    MESSAGE_ANSWERED = "message answered", _("We answered a message")
    REQUEST_SENT = "request sent", _("A request to us was sent")
    REQUEST_WITHDRAWN = "request withdrawn", _("A request to us was withdrawn")
    REQUEST_DECIDED = "request decided", _("We decided about a request")
    SUBMISSION_READ = "submission read", _("An employee of the agency read what you sent us")

    FILE_ADDED = "file added", _("A file was added to what you write to us")
    FILE_REMOVED = "file removed", _("A file was removed before it was sent")
    FILE_REFUSED = "file refused", _("A file could not be taken, and was deleted")
    FILES_OPENED = "files opened", _("An employee of the agency opened files that you sent us")

    MAIL_SENT = "mail sent", _("An email to you was sent")
    MAIL_FAILED = "mail failed", _("An email to you could not be delivered")
    MAIL_RETRIED = "mail retried", _("An email to you is to be sent again")
    MAIL_FOUND_SENT = "mail found sent", _("An email to you was found to have been sent")
    MAIL_GIVEN_UP = "mail given up", _("An email to you will not be sent any more")
    LETTER_RETRIED = "letter retried", _("A letter to you is to be printed")
    LETTER_FAILED = "letter failed", _("A letter to you could not be mailed in time")
    LETTER_GIVEN_UP = "letter given up", _("A letter to you will not be mailed")

    MARK_SET = "mark set", Silent.NOT_TOLD
    MARK_REMOVAL_HELD = "mark removal held", Silent.NOT_TOLD
    MARK_RELEASED = "mark released", Silent.NOT_TOLD

    UNKNOWN_MARKS_KEPT = "marks of people not on file kept", Silent.ABOUT_NOBODY
    FEED_HELD = "feed held", Silent.ABOUT_NOBODY
    FEED_LOADED = "feed loaded", Silent.ABOUT_NOBODY
    LETTERS_PRINTED = "letters printed", Silent.ABOUT_NOBODY
    LETTERS_CONFIRMED = "letters confirmed", Silent.ABOUT_NOBODY
    KEYS_ROTATED = "keys rotated", Silent.ABOUT_NOBODY
    OLD_RECORDS_REMOVED = "old records removed", Silent.ABOUT_NOBODY


BY_NAME: dict[str, Act] = {act.value: act for act in Act}
NOT_TOLD = tuple(act.value for act in Act if isinstance(act.sentence, Silent))

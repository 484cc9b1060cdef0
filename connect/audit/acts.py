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
    SIGN_IN_REFUSED = "sign-in refused", _("Tried to sign in, but it did not work")
    IDENTITY_CONFIRMED = "identity confirmed", _("Confirmed with a PIN or passkey")
    CONFIRMATION_REFUSED = "confirmation refused", _("Tried to confirm with a passkey, but it did not work")
    PIN_CHANGE_REFUSED = "PIN change refused", _("Entered a wrong PIN when we asked for it again")
    PIN_CHANGED = "PIN changed", _("Chose a new PIN")
    PIN_CHOICE_REFUSED = "PIN choice refused", _("Tried to choose a new PIN that we did not accept")
    PIN_CHOICES_USED_UP = "PIN choices used up", _("Tried many new PINs, one after another")
    PIN_SET = "PIN set", _("We set a PIN")
    PIN_SENT = "PIN sent", _("We sent a temporary PIN")
    PIN_NOT_SENT = "PIN not sent", _("Someone asked for a PIN. We did not send one")
    ACCOUNT_MADE_SAFE = (
        "account made safe",
        _("We signed everyone out and canceled all private devices, recovery codes and links"),
    )
    ACCESS_CHECKED = "access checked", _("Checked who can get into the account")
    CHANGE_DISAVOWED = "change disavowed", _("Someone told us “This was not me,” so we undid the change")
    PASSKEY_ADDED = "passkey added", _("Added a passkey")
    PASSKEY_RENAMED = "passkey renamed", _("Renamed a passkey")
    PASSKEY_REMOVED = "passkey removed", _("Removed a passkey")
    PASSKEY_COUNTER_WENT_BACK = (
        "passkey counter went back",
        _("Used a passkey that may have been copied to another device"),
    )
    CODES_MADE = "recovery codes made", _("Made new recovery codes")
    DEVICE_ADDED = "private device added", _("Added a private device")
    DEVICE_REMOVED = "private device removed", _("Removed a private device")
    VISIT_ENDED = "visit ended", _("Signed out another device")
    OTHER_VISITS_ENDED = "all other visits ended", _("Signed out everywhere else")
    LANGUAGE_CHOSEN = "language chosen", _("Chose a language")
    EMAIL_CONFIRMED = "email confirmed", _("Confirmed the email address")
    ADDRESS_CONFIRMED = "address confirmed", _("Confirmed the mailing address")
    ECOMMUNICATIONS_JOINED = "eCommunications joined", _("Signed up for eCommunications")
    ECOMMUNICATIONS_CHANGED = "eCommunications changed", _("Changed what we send by email")
    ECOMMUNICATIONS_LEFT = "eCommunications left", _("Left eCommunications")
    NOTICE_EMAIL_CONFIRMED = "notice email confirmed", _("Confirmed the email address for eCommunications")
    EMAIL_LINK_SENT = "email link sent", _("We sent a link to confirm an email address")

    MESSAGE_SENT = "message sent", _("Sent us a message")
    MESSAGE_ANSWERED = "message answered", _("We answered a message")
    REQUEST_SENT = "request sent", _("Sent us a request")
    REQUEST_WITHDRAWN = "request withdrawn", _("Withdrew a request")
    REQUEST_DECIDED = "request decided", _("We decided on a request")
    CHANGE_ASKED = "change asked", _("Asked us to change the information we have")
    INFORMATION_SENT = "information sent", _("Sent us information")
    SUBMISSION_READ = "submission read", _("Someone at the agency read what you sent us")

    FILE_ADDED = "file added", _("Added a file to what you write to us")
    FILE_REMOVED = "file removed", _("Removed a file before it was sent")
    FILE_REFUSED = "file refused", _("We could not take a file, and deleted it")
    FILES_OPENED = "files opened", _("Someone at the agency opened files that you sent us")

    MAIL_SENT = "mail sent", _("We sent you an email")
    MAIL_FAILED = "mail failed", _("We could not deliver an email to you")
    MAIL_RETRIED = "mail retried", _("We are sending you an email again")
    MAIL_FOUND_SENT = "mail found sent", _("We confirmed that an email to you was sent")
    MAIL_GIVEN_UP = "mail given up", _("We stopped trying to send you an email")
    MAIL_STOPPED = "mail stopped", _("We stopped sending you email because it came back or was marked as spam")
    MAIL_RESUMED = "mail resumed", _("We can send you email again")
    NOTICES_ENDED = "notices ended", _("A link in an email was used to stop emails of that kind")
    LETTER_RETRIED = "letter retried", _("We are printing a letter to you")
    LETTER_FAILED = "letter failed", _("We could not mail you a letter in time")
    LETTER_GIVEN_UP = "letter given up", _("We stopped trying to mail you a letter")

    DOCUMENT_ASKED = "document asked for", _("Asked for a document")
    DOCUMENT_REQUEST_SETTLED = "document request settled", _("We answered a request for a document")

    MARK_SET = "mark set", Silent.NOT_TOLD
    MARK_REMOVAL_HELD = "mark removal held", Silent.NOT_TOLD
    MARK_RELEASED = "mark released", Silent.NOT_TOLD

    UNKNOWN_MARKS_KEPT = "marks of people not on file kept", Silent.ABOUT_NOBODY
    STATEMENTS_MADE = "statements made", Silent.ABOUT_NOBODY
    FEED_HELD = "feed held", Silent.ABOUT_NOBODY
    FEED_LOADED = "feed loaded", Silent.ABOUT_NOBODY
    PAPERLESS_EXPORTED = "paperless exported", Silent.ABOUT_NOBODY
    LETTERS_PRINTED = "letters printed", Silent.ABOUT_NOBODY
    LETTERS_CONFIRMED = "letters confirmed", Silent.ABOUT_NOBODY
    KEYS_ROTATED = "keys rotated", Silent.ABOUT_NOBODY
    OLD_RECORDS_REMOVED = "old records removed", Silent.ABOUT_NOBODY


BY_NAME: dict[str, Act] = {act.value: act for act in Act}
TOLD = tuple(act.value for act in Act if not isinstance(act.sentence, Silent))

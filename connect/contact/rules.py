"""Decisions about what people tell us, without a database or a clock."""

import hashlib
import re
import unicodedata
from base64 import urlsafe_b64encode

from connect.contact.kinds import SubmissionState
from connect.lib.characters import UNSAFE

MESSAGES_A_DAY = 20
REQUESTS_A_DAY = 20
MOST_DRAFTS = 20

# What may follow what. A message that was answered is open again once its author writes below the answer.
_NEXT = {
    SubmissionState.SENT: {
        SubmissionState.SEEN,
        SubmissionState.ACCEPTED,
        SubmissionState.REFUSED,
        SubmissionState.DONE,
        SubmissionState.WITHDRAWN,
    },
    SubmissionState.SEEN: {SubmissionState.ACCEPTED, SubmissionState.REFUSED, SubmissionState.DONE},
    SubmissionState.ACCEPTED: {SubmissionState.DONE},
}
ENDED = (SubmissionState.REFUSED, SubmissionState.DONE, SubmissionState.WITHDRAWN)

_FORM_KEY = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_NOT_TEXT = re.compile(f"[{UNSAFE}]".replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))  # all but the end of a line


def may_follow(state: str, next_state: SubmissionState) -> bool:
    """Whether a submission in `state` may go on to `next_state`."""
    return next_state in _NEXT.get(SubmissionState(state), ())


def plain_text(typed: str) -> str:
    """`typed` with ends of lines as one \\n, tabs as spaces, and without the characters that control a terminal or
    turn the direction of what stands beside them."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _NOT_TEXT.sub("", lines)).strip()


def form_key_of(text: str) -> str:
    """`text` where it is the key of a form of ours; '' for anything else."""
    return text if _FORM_KEY.fullmatch(text) else ""


def key_of_another_text(form_key: str, text: str) -> str:
    """The key of `text`, sent with a form that had sent something else before: the same for the same text."""
    return urlsafe_b64encode(hashlib.sha256(f"{form_key}\x1f{text}".encode()).digest())[:22].decode()

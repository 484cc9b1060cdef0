"""The variable parts of an address: text that does not fit never reaches a view.

`sample` is text that fits; tests put it where an address needs such a part.
"""

from django.conf import settings
from django.urls import register_converter

from connect.contact.change_kinds import CHANGE_KINDS
from connect.contact.report_kinds import TOPICS
from connect.contact.request_kinds import REQUEST_KINDS
from connect.lib.public_id import PUBLIC_ID_PATTERN
from connect.portal.help import texts


class DirectionPart:
    """Payments made, or received."""

    regex = "made|received"
    sample = "made"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdPart(DirectionPart):
    """16 bytes in URL-safe base64 (lib.public_id)."""

    regex = PUBLIC_ID_PATTERN
    sample = "A" * 22


class MailTokenPart(DirectionPart):
    """The link of a mail that ends its kind (connect/notices/unsubscribe.py): 32 bytes in URL-safe base64."""

    regex = "[A-Za-z0-9_-]{43}"
    sample = "A" * 43


class YearPart(DirectionPart):
    """A year that a payment could have."""

    regex = "(?:19|20)[0-9]{2}"
    sample = "2026"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class HelpPagePart(DirectionPart):
    """The name of a text."""

    regex = "|".join(texts.page_names())
    sample = "contact"


class AnswerPart(DirectionPart):
    """The name of a question."""

    regex = "|".join(texts.answer_names())
    sample = "lost-pin"


class CountyPart(DirectionPart):
    """The name of a county."""

    regex = "|".join(settings.OFFICES)
    sample = "alameda"


class RequestKindPart(DirectionPart):
    """What someone can ask for (connect.contact.request_kinds)."""

    regex = "|".join(REQUEST_KINDS)
    sample = "review"


class ChangePart(DirectionPart):
    """What a person can ask us to change about themselves (connect.contact.change_kinds)."""

    regex = "|".join(CHANGE_KINDS)
    sample = "employer"


class TopicPart(DirectionPart):
    """What a person can tell us about the other party (connect.contact.report_kinds)."""

    regex = "|".join(TOPICS)
    sample = "employer"


class QuestionPart(DirectionPart):
    """The name of a question of a request."""

    regex = "[a-z_]{2,20}"
    sample = "reason"


def register_converters() -> None:
    """Makes the parts known to Django, once in the life of the process."""
    register_converter(DirectionPart, "direction")
    register_converter(PublicIdPart, "public_id")
    register_converter(MailTokenPart, "mail_token")
    register_converter(YearPart, "year")
    register_converter(HelpPagePart, "help_page")
    register_converter(AnswerPart, "answer")
    register_converter(CountyPart, "county")
    register_converter(RequestKindPart, "request_kind")
    register_converter(QuestionPart, "question")
    register_converter(ChangePart, "change")
    register_converter(TopicPart, "topic")

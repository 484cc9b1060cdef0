"""The parts of an address that vary, so that what cannot be one never reaches a page."""

from django.conf import settings

from connect.portal.help import texts


class DirectionPart:
    regex = "made|received"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdPart(DirectionPart):
    """16 bytes in URL-safe base64 (lib.public_id)."""

    regex = "[A-Za-z0-9_-]{22}"


class YearPart(DirectionPart):
    """A year that a payment could have."""

    regex = "(?:19|20)[0-9]{2}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class HelpPagePart(DirectionPart):
    """The texts there are; any other is not found."""

    regex = "|".join(name for name in texts.names() if name not in texts.DRAWN_APART)


class AnswerPart(DirectionPart):
    regex = "|".join(texts.answer_names())


class CountyPart(DirectionPart):
    regex = "|".join(settings.OFFICES)

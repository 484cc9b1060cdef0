"""The parts of an address that vary, so that what cannot be one never reaches a page."""

from connect.portal.help import PAGES


class DirectionPart:
    regex = "made|received"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdPart(DirectionPart):
    """16 bytes in URL-safe base64 (lib.public_id)."""

    regex = "[A-Za-z0-9_-]{22}"


class HelpPagePart(DirectionPart):
    """The help pages there are; any other is not found."""

    regex = "|".join(PAGES)

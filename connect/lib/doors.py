"""The doors of the house: the ways by which a person reaches us. The values stand in the trail, for good."""

from enum import StrEnum


class Door(StrEnum):
    """Where an act came in."""

    WEB = "web"
    PHONE = "phone"
    DESK = "desk"
    MAIL = "mail"  # a link in a mail, opened by its reader

"""What is decided about a person without a database."""

import pytest

from connect.cases.rules import mailing_lines

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("place", "town"),
    [
        (("MADERA", "CA", "93637"), ("MADERA, CA 93637",)),
        (("MADERA", "", ""), ("MADERA",)),
        (("OSLO", "", "0150"), ("OSLO, 0150",)),
        (("", "CA", "93637"), ("CA 93637",)),
        (("", "", ""), ()),
    ],
)
def test_an_address_has_the_lines_of_an_envelope(place, town):
    assert mailing_lines("12 ELM ST", "", *place, "") == ("12 ELM ST", *town)
    assert mailing_lines("12 ELM ST", "APT 3", *place, "NORWAY") == ("12 ELM ST", "APT 3", *town, "NORWAY")

"""The people of the cases."""

from connect.cases import kinds
from connect.cases.models import Address, Email, Participant
from connect.feed.record import Breaker, Column, PartTable, Record, RowRule, RowsQuery, Statements
from connect.feed.records.common import choices_of, participant_column

_SQL = Statements(__file__)
_ONE_NAME = "; one of the two is blank for a person with one name"

PARTICIPANTS = Record(
    "participants",
    "Every person in a case, with where and how they can be reached. Only the person sees these facts.",
    ("participant_id",),
    (
        participant_column(),
        Column("first_name", "text", f"First name{_ONE_NAME}", "DANA", "Top right; other party's Home", 60),
        Column("middle_name", "text", "Middle name", "LEE", "Papers", 60),
        Column("last_name", "text", f"Last name{_ONE_NAME}", "OKAFOR", "Other party's Home; papers", 60),
        Column("suffix", "text", "Suffix", "JR", "Papers", 10),
        Column("birth_date", "date", "Date of birth", "1988-02-29", "No screen"),
        Column("ssn", "ssn", "Social Security number, nine digits; sealed as it is read", "900123456", "No screen", 9),
        Column("address_line1", "text", "Mailing address, first line", "12 ELM ST", "My profile", 100),
        Column("address_line2", "text", "Mailing address, second line", "APT 4", "My profile", 100),
        Column("address_city", "text", "City", "MADERA", "My profile", 60),
        Column("address_state", "text", "State or province", "CA", "My profile", 30),
        Column("address_postcode", "text", "ZIP or postal code", "93637", "My profile", 12),
        Column("address_country", "text", "Country, blank for the United States", "", "My profile", 60),
        Column("address_valid", "yesno", "Mail to this address arrives", "yes", "Documents"),
        Column("address_since", "date", "The agency has had this address since", "2019-06-01", "PIN by mail"),
        Column("email", "email", "E-mail address", "dana@example.org", "My profile", 254),
        Column("email_since", "date", "The agency has had this e-mail address since", "2021-01-15", "PIN by e-mail"),
        Column("phone_home", "text", "Home telephone", "559-555-0101", "My profile", 30),
        Column("phone_mobile", "text", "Mobile telephone", "559-555-0102", "My profile", 30),
        Column("phone_work", "text", "Work telephone", "559-555-0103", "My profile", 30),
        Column("employer", "text", "Employer", "VALLEY FOODS", "My profile", 100),
        Column("language", "text", "Preferred language, as a tag", "en", "Language before the first choice", 12),
        Column(
            "accommodation",
            "choice",
            "Paper the person can read",
            "",
            "Papers",
            20,
            choices=choices_of(kinds.Accommodation),
        ),
    ),
    Participant,
    stays=True,
    rows=(RowsQuery(_SQL.person), RowsQuery(_SQL.person_gone, given=("removed_participants",))),
    parts=(
        PartTable(Address, _SQL.address, Breaker("addresses", "mailing addresses", "max_removed_addresses_percent")),
        PartTable(Email, _SQL.email),
    ),
    row_rules=(
        RowRule("first_name or last_name: one of them is needed", "first_name || last_name = ''"),
        RowRule(
            "address_valid: needed where there is an address",
            "address_valid IS NULL AND address_line1 || address_line2 || address_city || address_state "
            "|| address_postcode || address_country <> ''",
        ),
    ),
    breaker=Breaker("participants", "participants"),
    views={"full_names": _SQL.full_names},
)

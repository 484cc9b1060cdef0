"""Phone numbers as people type them: of the United States, unless they begin with +."""

import phonenumbers

_HOME = "US"


def phone_as_kept(typed: str) -> str:
    """`typed` in E.164, with its extension after " x"; '' for text that cannot be a phone number."""
    try:
        number = phonenumbers.parse(typed, _HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{kept} x{number.extension}" if number.extension else kept


def phone_in_words(kept: str) -> str:
    """As people write it: '(559) 555-0102', '+52 55 1234 5678'; text that is no number stays as it is."""
    try:
        number = phonenumbers.parse(kept, _HOME)
    except phonenumbers.NumberParseException:
        return kept
    ours = number.country_code == 1
    form = phonenumbers.PhoneNumberFormat.NATIONAL if ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)

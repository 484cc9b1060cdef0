"""Short public pages behind the links of the footer (S004 L69-108)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.web.page import page


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A heading and its content: paragraphs, or (question, answer). `%(phone)s` and the like are the agency's."""

    heading: Promise
    says: tuple[Promise, ...] = ()
    answers: tuple[tuple[Promise, Promise], ...] = ()


PAGES = {
    "faq": HelpPage(
        _("Frequently Asked Questions (FAQ)"),
        answers=(
            (
                _("Where do I find my Participant ID Number?"),
                _("On a child support check or on a child support billing statement."),
            ),
            (
                _("I did not receive my PIN, or I forgot it. What now?"),
                _(
                    "Call %(phone)s and ask for a new PIN. We can send it by mail if we have a valid mailing address "
                    "for you."
                ),
            ),
            (
                _("Why are there two payments on one date?"),
                _("One payment can be shared among several cases. Each case has its own line."),
            ),
            (
                _("Why do I get no billing statement?"),
                _("If an income withholding order is active, your employer sends the support, so there is no bill."),
            ),
            (
                _("The information differs from my records. What should I do?"),
                _("Call %(phone)s and tell us. You can ask us to check payments and amounts owed."),
            ),
            (
                _("Is what I see here up to date?"),
                _("Each page says as of when its information was true. It comes from the agency's own records."),
            ),
        ),
    ),
    "contact": HelpPage(
        _("Contact Us"),
        (
            _(
                "Call %(phone)s, toll-free within the United States. At any time, say Agent or press 0 to speak to a "
                "customer representative."
            ),
            _("Outside the United States: %(outside_us)s."),
            _("TTY: %(tty)s."),
            _("General information, a recording: %(recording)s."),
        ),
    ),
    "translation-services": HelpPage(
        _("Translation Services"),
        (
            _("This website is in English and Spanish. Use the language button at the top of every page."),
            _("For any other language, call %(phone)s and ask for an interpreter. It is free."),
        ),
    ),
    "local-office": HelpPage(
        _("Find a Local Office"),
        (
            _("Each county has a local child support agency. It works on the cases of its county."),
            _("To find its address and opening hours, call %(phone)s or look on our website: %(website)s"),
        ),
    ),
    "conditions-of-use": HelpPage(
        _("Conditions of Use"),
        (
            _("This website is for the people in a child support case, to see their own information."),
            _("Use only your own Participant ID and PIN, and give your PIN to nobody. We never ask you for it."),
            _(
                "We've made every effort to ensure the information displayed is accurate. If it differs from your "
                "records, please call %(phone)s."
            ),
        ),
    ),
    "privacy": HelpPage(
        _("Privacy Policy"),
        (
            _(
                "You see your own cases and payments. The other party never sees your address, telephone, email or "
                "employer here, and you do not see theirs."
            ),
            _("We keep a record of who signed in, when, and what was done."),
            _(
                "This website uses only the cookies it needs to sign you in and to remember your language. It has no "
                "advertising and no trackers."
            ),
            _("If you do not feel safe, call %(phone)s and tell us. We can keep where you are confidential."),
        ),
    ),
    "accessibility": HelpPage(
        _("Accessibility"),
        (
            _(
                "Everybody should be able to use this website: with a keyboard, a screen reader, large letters, or a "
                "small telephone."
            ),
            _("If something does not work for you, call %(phone)s. TTY: %(tty)s. We will help you and repair it."),
        ),
    ),
}


def show(request: HttpRequest, name: str) -> HttpResponse:
    """The help page called `name`; the address lets no other name through."""
    return page(request, "portal/help/help.html", {"help": PAGES[name]})

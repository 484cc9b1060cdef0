"""The gallery: every component in every state, for designers and developers. Production answers 404."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from connect.cases.viewer import Viewer
from connect.design.forms import PageForm
from connect.lib.dates import month_short, weekday_short
from connect.lib.terms import plain_meaning
from connect.paper.blocks import Block, Box, Heading, LargeAmount, Pairs, RuledTable, Sentences, Slip, Steps
from connect.web.errors import ERRORS, shown
from connect.web.navigation import TABS_SIGNED_IN, navigation_links
from connect.web.page import page
from connect.web.visit import Ending

SHEETS = ("controls", "pieces", "lists", "hero", "signed-in", "paper", "blocks")
ERROR_PAGES = tuple(f"error-{name}" for name in ERRORS)
GALLERY_PARTS = SHEETS + ERROR_PAGES
# The first try solves this puzzle, so the gallery needs no computing.
EASY_PUZZLE = '{"parameters":{"keyPrefix":"","nonce":"00","salt":"00","cost":1},"signature":""}'
WARNING = timedelta(
    minutes=2
)  # the time that the question before signing out is shown, so the gallery shows it at once
TERM = "past due support installment (payment on arrears)"
_TWELVE = datetime(2026, 5, 29, 12, tzinfo=UTC)


class SampleForm(PageForm):
    """A form with a field of every kind, labeled like our own forms."""

    participant_id = forms.CharField(
        label=_("Participant ID"), max_length=10, error_messages={"max_length": _("Enter your Participant ID.")}
    )
    pin = forms.CharField(
        label=_("New PIN"),
        help_text=_("6 to 12 digits. A longer PIN is safer."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    year = forms.ChoiceField(label=_("Year"), choices=[("2026", "2026"), ("2025", "2025")])
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    message = forms.CharField(label=_("Messages"), widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=_("I have a PIN: go to Login"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.error_messages |= dict.fromkeys(("required", "invalid_choice"), _("Enter a new PIN."))


def gallery_index(request: HttpRequest) -> HttpResponse:
    """List the sheets and the error pages."""
    _only_for_makers()
    return page(request, "demo/gallery/index.html", {"sheets": SHEETS, "errors": ERROR_PAGES})


def gallery_part(request: HttpRequest, name: str) -> HttpResponse:
    """Show one sheet of components, or an error page (with status 200, because nothing failed)."""
    _only_for_makers()
    if name in ERROR_PAGES:
        return HttpResponse(shown(ERRORS[name.removeprefix("error-")], get_language() or settings.LANGUAGE_CODE))
    return page(request, f"demo/gallery/{name}.html", {"name": name, **_CONTEXTS.get(name, dict)()})


def _only_for_makers() -> None:
    if settings.PROFILE == "production":
        raise Http404


def _controls() -> dict[str, object]:
    return {
        "form": SampleForm(auto_id="empty_%s", initial={"language": "es", "message": "¿A qué hora?"}),
        "easy": EASY_PUZZLE,
        "wrong": SampleForm({"participant_id": "x" * 11}, auto_id="wrong_%s"),
    }


def _pieces() -> dict[str, object]:
    language = get_language() or settings.LANGUAGE_CODE
    day = date(2024, 5, 29)
    return {
        "day": day,
        "weekday": weekday_short(day, language),
        "month": month_short(day, language),
        "term": TERM,
        "means": plain_meaning(TERM, language),
    }


def _signed_in() -> dict[str, object]:
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "viewer": Viewer("", "DANA", language, None),
        "nav": navigation_links(TABS_SIGNED_IN, language),
        "here": "home",
        "ending": Ending("0", _TWELVE + WARNING, _TWELVE + timedelta(hours=12), _TWELVE, 15),
    }


def _blocks() -> dict[str, object]:
    """One block of each kind; a table with one amount in a row, and one with two."""
    day, amount, case, total = (str(each) for each in (_("Date received"), _("Amount"), _("Case Number"), _("Total")))
    sentence = str(_("We got too many requests at once, so we could not handle yours. Nothing was changed."))
    rows = (("04/10/2026", "200000000101", "$83.08"), ("03/10/2026", "200000000101", "$1,234,567.89"))
    both = (("04/10/2026", "200000000101", "$83.08", ""), ("03/10/2026", "200000000101", "", "$1,234,567.89"))
    blocks: list[Block] = [
        Heading(str(_("Payments I Made"))),
        LargeAmount(str(_("Amount")), "$1,234,567.89", sentence),
        Sentences(sentence, strong=True),
        Heading(str(_("Payments I Received")), 3),
        Sentences(f"{sentence} {settings.AGENCY.phones.statewide}"),
        Pairs(((case, "200000000101"), (day, "04/10/2026"))),
        RuledTable(
            total, (day, case, amount), ("day", "text", "amount"), (*rows, (total, "", "$1,234,650.97")), total=True
        ),
        RuledTable(amount, (day, case, amount, total), ("day", "text", "amount", "amount"), both),
        Steps((sentence, sentence)),
        Steps((sentence, sentence), numbered=True),
        Box(str(_("Please wait a moment")), (sentence,), (sentence,)),
        Slip(str(_("Payments I Made")), ((case, "200000000101"), (amount, "")), ("P.O. Box 989067",), sentence),
    ]
    return {"all": blocks}


_CONTEXTS: dict[str, Callable[[], dict[str, object]]] = {
    "controls": _controls,
    "pieces": _pieces,
    "signed-in": _signed_in,
    "blocks": _blocks,
}

"""Sign up for eCommunications, change what comes and where, or leave. The PIN is asked for again first."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.access import ecommunications as access
from connect.access.reauthentication import NotConfirmed
from connect.cases import queries as cases
from connect.design.forms import PageForm
from connect.lib.doors import Door
from connect.lib.mailable import can_be_mailed
from connect.lib.masks import masked_text
from connect.notices.consent_wording import ConsentWording, consent_wording
from connect.notices.enrolment import (
    Enrolment,
    email_on_file,
    enrolment_of,
    needs_own_consent,
    offered,
)
from connect.notices.events import EnrolmentChange
from connect.notices.kinds import ConsentKind, MailSays
from connect.portal.account.reauthentication import freshly_confirmed, redirect_to_confirm
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in

FIELDS = ("documents", "kinds", "own", "notifications", "where", "email", "says")


_NOT_OFFERED = dict.fromkeys(("invalid_choice", "invalid_list"), _("Choose only from what is on this page."))


class ChoicesForm(PageForm):
    """What comes by email, where it goes, and how much it says.

    `documents`: the one tick; `kinds`: which of them. `own`: documents that are never part of the one tick (V5).
    """

    documents = forms.BooleanField(
        label=_("Read my documents online instead of getting them in the mail"), required=False
    )
    kinds = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, error_messages=_NOT_OFFERED)
    own = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, error_messages=_NOT_OFFERED)
    notifications = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, error_messages=_NOT_OFFERED
    )
    where = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose an email address.")),
    )
    email = forms.CharField(
        label=_("Email address"),
        required=False,
        max_length=254,
        error_messages={
            "max_length": _("Enter a shorter email address."),
            "null_characters_not_allowed": _("Enter an email address, like name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    says = forms.ChoiceField(
        choices=MailSays.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose how much our emails may say.")),
    )

    def __init__(
        self, *args: object, offers: Iterable[ConsentKind] = tuple(ConsentKind), on_file: str = "", **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.offers, self.on_file = tuple(offers), on_file
        choices = {kind: (kind.value, kind.label) for kind in self.offers}
        self._limit("kinds", [choices[kind] for kind in self.offers if kind.document and not needs_own_consent(kind)])
        self._limit("own", [choices[kind] for kind in self.offers if needs_own_consent(kind)])
        self._limit("notifications", [choices[kind] for kind in self.offers if not kind.document])
        self._limit("where", [*([("file", "")] if on_file else []), ("other", "")])

    def _limit(self, name: str, choices: list[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip()

    def clean(self) -> None:
        email = self.cleaned_data.get("email", "")
        if self.cleaned_data.get("where") == "other" and not self.errors.get("email") and not can_be_mailed(email):
            self.add_error("email", gettext("Enter an email address, like name@example.com."))
        if not self.errors and not self.wanted:
            self.add_error(None, gettext("Choose at least one thing that we may send you."))

    @property
    def wanted(self) -> frozenset[ConsentKind]:
        said = self.cleaned_data
        names = [*(said["kinds"] if said["documents"] else []), *said["own"], *said["notifications"]]
        return frozenset(map(ConsentKind, names))

    @property
    def address(self) -> str:
        """'' for the one on file."""
        return str(self.cleaned_data["email"]) if self.cleaned_data["where"] == "other" else ""


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input(*FIELDS)
@freshly_confirmed
def choose_ecommunications(request: SignedInRequest) -> HttpResponse:
    """GET: the form. POST: does what was chosen; with `leave`, ends all of it."""
    person, now = request.viewer.participant_id, timezone.now()
    chosen = enrolment_of(person, now)
    offers = offered(cases.roles(request.viewer))
    kept = {} if request.method == "POST" else typed(request)
    leaving = request.method == "POST" and "leave" in request.POST
    form = ChoicesForm(
        request.POST if request.method == "POST" and not leaving else None,
        initial=_initial(chosen, offers) | _as_lists(kept | retyped(request)),
        offers=offers,
        on_file=email_on_file(person),
    )
    if leaving or form.is_valid():
        try:
            return acted(_done(request, None if leaving else form))
        except NotConfirmed:
            return redirect_to_confirm(request.path)
    facts: dict[str, object] = {
        "form": form,
        "kept": kept,
        "retyped": retyped(request),
        "enrolled": chosen.enrolled,
        "on_file": masked_text(form.on_file),
        "wordings": _wordings(offers, request.viewer.language),
    }
    return page(request, "ecommunications/choices.html", facts)


def _done(request: SignedInRequest, form: ChoicesForm | None) -> HttpResponse:
    says = MailSays(form.cleaned_data["says"]) if form else MailSays.KIND
    wanted = form.wanted if form else frozenset()
    choice = access.Choice(wanted, form.address if form else "", says, request.viewer.language)
    done = access.choose(request.visit, choice, door=Door.WEB, now=timezone.now())
    match done:
        case EnrolmentChange.JOINED:
            messages.success(request, gettext("You are signed up for eCommunications."))
        case EnrolmentChange.LEFT:
            messages.success(request, gettext("You left eCommunications. We will mail your documents to you again."))
        case _:
            messages.success(request, gettext("We saved your choices."))
    return redirect("ecommunications")


def _initial(chosen: Enrolment, offers: tuple[ConsentKind, ...]) -> dict[str, object]:
    common = [kind for kind in offers if kind.document and not needs_own_consent(kind)]
    given = [kind for kind in common if kind in chosen.consents]
    return {
        "documents": bool(given),
        "kinds": [kind.value for kind in given or common],
        "own": [kind.value for kind in offers if needs_own_consent(kind) and kind in chosen.consents],
        "notifications": [kind.value for kind in offers if not kind.document and kind in chosen.consents],
        "where": "other" if chosen.own or not chosen.email else "file",
        "email": chosen.email if chosen.own else "",
        "says": chosen.says.value,
    }


def _as_lists(kept: dict[str, object] | dict[str, str | list[str]]) -> dict[str, object]:
    """What was typed, of fields with several choices always as a list. A tick that was taken out is not said: where
    anything was typed, what is missing was not ticked."""
    if not kept:
        return {}
    several = {
        name: value if isinstance(value := kept.get(name, []), list) else [value]
        for name in ("kinds", "own", "notifications")
    }
    return {**kept, **several, "documents": bool(kept.get("documents"))}


def _wordings(offers: tuple[ConsentKind, ...], language: str) -> dict[str, ConsentWording]:
    return {kind.value: consent_wording(kind, language) for kind in offers}

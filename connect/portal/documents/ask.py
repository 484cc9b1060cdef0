"""Request Documents (S002 L86): one question a page, what was answered in hidden fields; and the receipts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from connect.cases import queries as cases
from connect.cases.kinds import DOCUMENT_RULES, DocumentKind
from connect.design.forms import PageForm
from connect.documents import queries
from connect.documents.actions import AskedFor, ask_for_document
from connect.documents.kinds import RequestWish
from connect.documents.queries import ListedDocument
from connect.lib.doors import Door
from connect.lib.public_id import is_public_id
from connect.portal.documents.names import document_name, requested
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.saved_input import saves_input, typed
from connect.web.signed_in import SignedInRequest, signed_in

ANOTHER = "another"
_ANSWERS = ("wish", "kind", "about", "document")
_LONGEST = 300


class WishForm(PageForm):
    wish = forms.ChoiceField(
        label=_("What do you need?"),
        choices=RequestWish.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what you need.")),
    )


class KindForm(PageForm):
    """Which of the seven; `kinds`: those that the reader can get."""

    kind = forms.ChoiceField(
        label=_("Which document?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a document.")),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Any]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [*kinds, (ANOTHER, _("Another document, or I am not sure"))]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField's


class AboutForm(PageForm):
    about = forms.CharField(
        label=_("Which one do you mean?"),
        help_text=_("For example a month and a year, or what the document was about."),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tell us which document you mean."),
            "max_length": _("Use 300 characters or fewer."),
        },
    )


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@saves_input("step", *_ANSWERS)
def request_documents(request: SignedInRequest) -> HttpResponse:
    """One step of the form; the last one asks. `?document=` names one of the reader's own, and spares two steps."""
    said = _said_so_far(request)
    document = queries.listed_document(request.viewer, said["document"]) if said["document"] else None
    if document is None:
        said["document"] = ""
    steps = ("wish", "check") if document else ("wish", "kind", "about", "check")
    step = said["step"] if said["step"] in steps else "wish"
    if request.method != "POST":
        return _shown(request, step, said, document)
    if request.POST.get("change", "") in steps:
        return _shown(request, request.POST["change"], said, document)
    asked = steps[:-1] if step == "check" else (step,)
    for each in asked:
        form = _form(request, each, said)
        if not form.is_valid():
            return _shown(request, each, said, document, form)
    if step != "check":
        return _shown(request, steps[steps.index(step) + 1], said, document)
    kind = said["kind"] if said["kind"] != ANOTHER and not document else ""
    wanted = AskedFor(said["wish"], said["document"], kind, "" if document else said["about"].strip())
    number = ask_for_document(request.visit, wanted, door=Door.WEB, now=timezone.now())
    messages.success(request, gettext("We have your request. Its number is %(number)s.") % {"number": number})
    return acted(redirect("document_requests"))


@signed_in
def document_requests(request: SignedInRequest) -> HttpResponse:
    """The receipts: number, day and state of everything that was asked for."""
    language = request.viewer.language
    rows = [requested(each, language) for each in queries.own_requests(request.viewer)]
    return page(request, "documents/requests.html", {"requests": rows})


def _said_so_far(request: SignedInRequest) -> dict[str, str]:
    """What the form holds; after the language was switched, or who it is was asked, what it held."""
    before: Mapping[str, object] = (
        request.POST.dict() if request.method == "POST" else typed(request) | retyped(request)
    )
    said = {name: str(before.get(name, "")) for name in ("step", *_ANSWERS)}
    if request.method != "POST" and not said["document"]:
        said["document"] = request.GET.get("document", "")
    if not is_public_id(said["document"]):
        said["document"] = ""
    return said


def _form(request: SignedInRequest, step: str, said: dict[str, str], *, bound: bool = True) -> PageForm:
    given: dict[str, Any] = {"data": said} if bound else {"initial": said}
    if step == "kind":
        return KindForm(kinds=_kinds(request), **given)
    return {"wish": WishForm, "about": AboutForm, "check": PageForm}[step](**given)


def _kinds(request: SignedInRequest) -> list[tuple[str, Any]]:
    roles = cases.roles(request.viewer)
    return [(kind.value, kind.label) for kind, rule in DOCUMENT_RULES.items() if rule.is_for(roles)]


def _shown(
    request: SignedInRequest,
    step: str,
    said: dict[str, str],
    document: ListedDocument | None,
    form: PageForm | None = None,
) -> HttpResponse:
    language = request.viewer.language
    facts = {
        "step": step,
        "form": form or _form(request, step, said, bound=False),
        "carried": [(name, said[name]) for name in _ANSWERS if said[name] and name != step],
        "wish": _label(RequestWish, said["wish"]),
        "kind": _label(DocumentKind, said["kind"]) or gettext("Another document, or I am not sure"),
        "about": said["about"],
        "document": document_name(document, language) if document else "",
    }
    return page(request, "documents/ask.html", facts)


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""

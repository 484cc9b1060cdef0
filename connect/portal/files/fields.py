"""What the forms that take a file have in common: one file comes with one form, and adds to what the draft has."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connect.contact.file_rules import FileNotTaken, FileProblem, FileState, SentFile
from connect.contact.queries import FileLine
from connect.lib.characters import isolated
from connect.lib.file_forms import ENDINGS, MEGABYTE, plain_name
from connect.web.language_switch import retyped
from connect.web.saved_input import Typed
from connect.web.uploads import FILE_FIELD

ADD, REMOVE = "add", "remove"  # the buttons of such a form
_ACCEPTED = ",".join(f".{ending}" for ending in sorted(ENDINGS))


def file_field(label: Any = "", hint: Any = "") -> forms.FileField:
    """A file, if one is chosen. What is wrong with it is said by those who take it in (`say_not_taken`)."""
    return forms.FileField(
        label=label or _("Choose a file"),
        help_text=hint or _("PDF, JPEG, PNG or HEIC, up to 10 MB each. Up to 10 files, 40 MB together."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
    )


def sent_file(request: HttpRequest) -> SentFile | None:
    """The file that came with the form; None for none."""
    found = request.FILES.get(FILE_FIELD)
    return SentFile(found.name or "", found.read()) if found else None


def say_not_taken(form: forms.Form, refused: FileNotTaken) -> None:
    """Beside the field: which file is not taken, why, and what to do."""
    chosen = form.files.get(FILE_FIELD)
    name = plain_name(chosen.name or "") if chosen else ""
    said = {"name": isolated(name), "why": refused.problem.label}
    sentence = gettext("“%(name)s” was not added. %(why)s") % said if name else refused.problem.label
    form.add_error(FILE_FIELD, forms.ValidationError(sentence, code=refused.problem.value))


def say_choose_again(form: forms.Form) -> None:
    """The file could not be kept, because something else is wrong."""
    form.add_error(FILE_FIELD, gettext("Correct the rest, then choose the file again."))


def say_none_chosen(form: forms.Form) -> None:
    form.add_error(FILE_FIELD, gettext("Choose a file first, then add it."))


def file_was_chosen(request: HttpRequest, kept: Typed) -> bool:
    """Whether a file came before we asked again who it is, or with the language button: it could not be kept."""
    return FILE_FIELD in kept or FILE_FIELD in retyped(request)


def too_many_files(form: forms.Form) -> bool:
    """Whether the day's files are used up."""
    return form.has_error(FILE_FIELD, FileProblem.TODAY.value)


def file_rows(files: Iterable[FileLine], *, discreet: bool = False) -> list[dict[str, Any]]:
    """Files as files/parts.html shows them. `discreet`: no page repeats what was sent, only how far it is."""
    return [
        {
            "public_id": each.public_id,
            "name": (not discreet and isolated(each.name)) or gettext("A file"),
            "about": f"{gettext('Picture') if each.is_picture else 'PDF'}, {size_in_words(each.sent_bytes)}",
            "may_open": each.state is FileState.READY and not discreet,
            "is_picture": each.is_picture,
            "state": str(each.state.label),
            "problem": each.problem,
        }
        for each in files
    ]


def size_in_words(length: int) -> str:
    """'340 KB', '1.2 MB'."""
    if length < MEGABYTE:
        return f"{max(1, round(length / 1024))} KB"
    return f"{length / MEGABYTE:.1f} MB"

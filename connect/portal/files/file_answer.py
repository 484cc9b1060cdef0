"""One file of a person's, as we made it anew."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from connect.contact.queries import own_file
from connect.web.headers import sandboxed
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
@require_safe
def file_answer(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A picture, which we drew, is shown; a PDF is a download. Names say nothing: someone else may see the folder."""
    found = own_file(request.viewer, public_id)
    if found is None:
        raise Http404
    content, is_picture = found
    kind, place = ("image/jpeg", 'inline; filename="picture.jpg"') if is_picture else _DOWNLOAD
    return sandboxed(HttpResponse(content, content_type=kind, headers={"Content-Disposition": place}))


_DOWNLOAD = ("application/pdf", 'attachment; filename="file.pdf"')

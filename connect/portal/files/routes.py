"""The files that a person sent us."""

from connect.portal.files import file_answer
from connect.web.navigation import MESSAGES
from connect.web.routes import Route, RouteAudience

FILE_ROUTES = (
    Route(
        "files/<public_id:public_id>",
        file_answer.file_answer,
        "file",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "a file that the person sent, once it is checked: a picture, or a PDF to download",
        has_page=False,
    ),
)

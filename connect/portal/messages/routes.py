"""Messages between a person and their Child Support Officer."""

from connect.portal.messages import message_list, new_message, thread_page
from connect.web.navigation import MESSAGES
from connect.web.routes import Route, RouteAudience

MESSAGE_ROUTES = (
    Route(
        "messages",
        message_list.messages,
        "messages",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "conversations, newest first (`?page=`), and drafts",
    ),
    Route(
        "messages/new",
        new_message.new_message,
        "message_new",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "a new message (`?case=`, or `?draft=` to go on with one); POST sends it, keeps it (`later`) or deletes the"
        " draft (`delete`)",
    ),
    Route(
        "messages/<public_id:public_id>",
        thread_page.thread_page,
        "message",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "one conversation, which counts as read then; POST `text` writes below it",
    ),
)

"""The URL table of the website: the routes of every area. Addresses are kept stable; docs/addresses.md lists them."""

from connect.portal.account.routes import ACCOUNT_ROUTES
from connect.portal.appointments.routes import APPOINTMENT_ROUTES
from connect.portal.cases.routes import CASE_ROUTES
from connect.portal.documents.routes import DOCUMENT_ROUTES
from connect.portal.ecommunications.routes import ECOMMUNICATIONS_ROUTES
from connect.portal.files.routes import FILE_ROUTES
from connect.portal.frame.converters import register_converters
from connect.portal.frame.routes import FRAME_ROUTES
from connect.portal.help.routes import HELP_ROUTES
from connect.portal.messages.routes import MESSAGE_ROUTES
from connect.portal.other_party.routes import OTHER_PARTY_ROUTES
from connect.portal.payments.routes import PAYMENT_ROUTES
from connect.portal.profile.routes import PROFILE_ROUTES
from connect.portal.requests.routes import REQUEST_ROUTES
from connect.portal.signing_in.routes import SIGNING_IN_ROUTES
from connect.web.routes import url_patterns

register_converters()

urlpatterns = url_patterns(
    [
        *SIGNING_IN_ROUTES,
        *CASE_ROUTES,
        *APPOINTMENT_ROUTES,
        *PAYMENT_ROUTES,
        *DOCUMENT_ROUTES,
        *MESSAGE_ROUTES,
        *REQUEST_ROUTES,
        *FILE_ROUTES,
        *ACCOUNT_ROUTES,
        *PROFILE_ROUTES,
        *ECOMMUNICATIONS_ROUTES,
        *OTHER_PARTY_ROUTES,
        *FRAME_ROUTES,
        *HELP_ROUTES,
    ]
)

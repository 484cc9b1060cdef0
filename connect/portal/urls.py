"""The URL table of the website: the routes of every area. Addresses are kept stable; docs/addresses.md lists them."""

from connect.portal.account.routes import ROUTES as ACCOUNT
from connect.portal.cases.routes import ROUTES as CASES
from connect.portal.frame.converters import register_converters
from connect.portal.frame.routes import ROUTES as FRAME
from connect.portal.help.routes import ROUTES as HELP
from connect.portal.payments.routes import ROUTES as PAYMENTS
from connect.portal.signing_in.routes import ROUTES as SIGNING_IN
from connect.web.routes import url_patterns

register_converters()

urlpatterns = url_patterns([*SIGNING_IN, *CASES, *PAYMENTS, *ACCOUNT, *FRAME, *HELP])

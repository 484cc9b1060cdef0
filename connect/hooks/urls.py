"""The URL table of what providers tell us."""

from connect.hooks.routes import HOOK_ROUTES
from connect.web.routes import url_patterns

urlpatterns = url_patterns(HOOK_ROUTES)

"""Every address of the product."""

from django.apps import apps
from django.urls import include, path

urlpatterns = [
    path("", include("connect.portal.urls")),
    path("", include("connect.web.urls")),
    path("", include("connect.hooks.urls")),
]
if apps.is_installed("connect.demo"):
    urlpatterns.append(path("", include("connect.demo.urls")))

handler400 = "connect.web.errors.bad_request"
handler403 = "connect.web.errors.forbidden"
handler404 = "connect.web.errors.not_found"
handler500 = "connect.web.errors.server_error"

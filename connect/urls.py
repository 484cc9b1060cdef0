"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("connect.portal.urls")),
    path("", include("connect.web.urls")),
]

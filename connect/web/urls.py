"""Addresses that belong to no door."""

from django.urls import path

from connect.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

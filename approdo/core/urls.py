"""Addresses of the house itself."""

from django.urls import include, path

from approdo.core import views

urlpatterns = [
    path("language/", views.choose_language, name="choose_language"),
    path("accessibility/", views.public_page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.public_page, {"name": "privacy"}, name="privacy"),
    path("licence/", views.public_page, {"name": "licence"}, name="licence"),
    path("status", views.status, name="status"),
    path("office/", include("approdo.core.office.urls")),
    path("", include("approdo.core.gallery.urls")),
]

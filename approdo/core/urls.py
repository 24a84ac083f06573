"""Addresses of the house itself."""

from django.urls import include, path

from approdo.core import views

urlpatterns = [
    path("language/", views.choose_language, name="choose_language"),
    path("status", views.status, name="status"),
    path("office/", include("approdo.core.office.urls")),
    path("", include("approdo.core.gallery.urls")),
]

"""Addresses of the house itself."""

from django.urls import path

from approdo.core import views

urlpatterns = [
    path("language/", views.choose_language, name="choose_language"),
    path("status", views.status, name="status"),
]

"""Addresses of the territory."""

from django.urls import path

from approdo.territory import views

urlpatterns = [
    path("territory/", views.territory, name="territory"),
    path("territory/<str:code>/", views.comune, name="comune"),
]

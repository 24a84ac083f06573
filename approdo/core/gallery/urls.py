"""The address of the gallery."""

from django.urls import path

from approdo.core.gallery import views

urlpatterns = [path("gallery/", views.gallery, name="gallery")]

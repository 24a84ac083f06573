"""Every address of Approdo, app by app."""

from django.urls import include, path

from approdo.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("approdo.core.urls")),
    path("", include("approdo.people.urls")),
]

handler400 = "approdo.core.pages.errors.bad_request"
handler403 = "approdo.core.pages.errors.forbidden"
handler404 = "approdo.core.pages.errors.not_found"
handler500 = "approdo.core.pages.errors.server_error"

"""The addresses of every page, app by app. Those of the API stand beside them in `api_urls`."""

from django.urls import include, path, re_path

from approdo.core.views import closed

# Pages of the login library that would let somebody change by themselves who they are.
CLOSED = ("email/$", "password/set/", "3rdparty/$", "3rdparty/signup/")

urlpatterns = [
    *(re_path(f"^accounts/{part}", closed) for part in CLOSED),
    path("accounts/", include("allauth.urls")),
    path("", include("approdo.overview.urls")),  # the first page of every officer; looked through in this order
    path("", include("approdo.core.urls")),
    path("", include("approdo.territory.urls")),
    path("", include("approdo.people.urls")),
    path("", include("approdo.network.urls")),
    path("", include("approdo.procedures.urls")),
    path("", include("approdo.reception.urls")),
    path("", include("approdo.accounting.urls")),
    path("", include("approdo.portal.urls")),
]

handler400 = "approdo.core.pages.errors.bad_request"
handler403 = "approdo.core.pages.errors.forbidden"
handler404 = "approdo.core.pages.errors.not_found"
handler500 = "approdo.core.pages.errors.server_error"

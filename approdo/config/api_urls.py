"""The addresses of a call of the API: its endpoints, and the pages that an answer may name.

Apart from `urls`: a web process loads hundreds of shapes of the API when the first call comes, not before its first page.
"""

from django.urls import path

from approdo.config import urls
from approdo.config.api import api

urlpatterns = [path("api/v1/", api.urls), *urls.urlpatterns]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500

"""The addresses of the pages that only read, beside those of the house."""

from django.urls import path

from approdo.config.urls import handler400, handler403, handler404, handler500
from approdo.config.urls import urlpatterns as of_the_house
from approdo.procedures.views import definitions, measures

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *of_the_house,
    path("measures/", measures.measures, name="measures"),
    path("measures/export.xlsx", measures.export_measures, name="export_measures"),
    path("procedures/", definitions.definitions, name="definitions"),
    path("procedures/<slug:procedure_id>/", definitions.definition, name="definition"),
]

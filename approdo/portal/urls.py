"""Addresses of the portal: public ones begin with their language."""

from django.urls import path, register_converter

from approdo.portal.converters import SpeechConverter
from approdo.portal.views import coming, dumps, feedback, guides, hsds, pages, services

register_converter(SpeechConverter, "speech")

_HSDS = "hsds/v3"

urlpatterns = [
    path(f"{_HSDS}/", hsds.about, name="portal_hsds_about"),
    path(f"{_HSDS}/openapi.json", hsds.openapi, name="portal_hsds_openapi"),
    path(f"{_HSDS}/profile.json", hsds.profile, name="portal_hsds_profile"),
    path(f"{_HSDS}/services", hsds.services, name="portal_hsds_services"),
    path(f"{_HSDS}/services/<uuid:key>", hsds.service, name="portal_hsds_service"),
    path(f"{_HSDS}/organizations", hsds.organisations, name="portal_hsds_organisations"),
    path(f"{_HSDS}/organizations/<uuid:key>", hsds.organisation, name="portal_hsds_organisation"),
    path(f"{_HSDS}/service_at_locations", hsds.desks, name="portal_hsds_desks"),
    path(f"{_HSDS}/service_at_locations/<uuid:key>", hsds.desk, name="portal_hsds_desk"),
    path(f"{_HSDS}/taxonomies", hsds.taxonomy_list, name="portal_hsds_taxonomies"),
    path(f"{_HSDS}/taxonomies/<uuid:key>", hsds.taxonomy, name="portal_hsds_taxonomy"),
    path(f"{_HSDS}/taxonomy_terms", hsds.term_list, name="portal_hsds_terms"),
    path(f"{_HSDS}/taxonomy_terms/<uuid:key>", hsds.term, name="portal_hsds_term"),
    path(f"{_HSDS}/<path:rest>", hsds.nothing, name="portal_hsds_nothing"),
    path("open-data/", dumps.catalogue, name="portal_open_data"),
    path("open-data/catalogue.ttl", dumps.turtle, name="portal_open_data_turtle"),
    path("open-data/procedures.jsonld", dumps.procedures, name="portal_open_data_procedures"),
    path("open-data/hsds.zip", dumps.package, name="portal_open_data_package"),
    path("open-data/services.ndjson", dumps.ndjson, name="portal_open_data_ndjson"),
    path("open-data/services.csv", dumps.sheet, name="portal_open_data_csv"),
    path("open-data/services.geojson", dumps.features, name="portal_open_data_geojson"),
    path("portal/", pages.languages, name="portal_languages"),
    path("portal/emblem", pages.emblem, name="portal_emblem"),
    path("page-feedback/", feedback.opinions, name="page_feedback"),
    path("page-feedback/comments/", feedback.comments, name="page_feedback_comments"),
    path("unanswered-searches/", services.unanswered, name="unanswered_searches"),
    path("<speech:speech>/", pages.home, name="portal_home"),
    path("<speech:speech>/needs/<slug:need>/", pages.need, name="portal_need"),
    path("<speech:speech>/needs/<slug:need>/<slug:category>/", pages.category, name="portal_category"),
    path("<speech:speech>/services/", services.where, name="portal_services"),
    path("<speech:speech>/services/<slug:area>/", services.found, name="portal_found"),
    path("<speech:speech>/services/<slug:area>/<uuid:service_id>/", services.service, name="portal_service"),
    path("<speech:speech>/guides/", guides.guides, name="portal_guides"),
    path("<speech:speech>/guides/<slug:procedure_id>/", guides.guide, name="portal_guide"),
    path("<speech:speech>/guides/<slug:procedure_id>/documents/", guides.documents, name="portal_documents"),
    path("<speech:speech>/opportunities/", coming.opportunities, name="portal_opportunities"),
    path(
        "<speech:speech>/opportunities/<slug:area>/<uuid:opportunity_id>/",
        coming.opportunity,
        name="portal_opportunity",
    ),
    path("<speech:speech>/outreach/", coming.outreach, name="portal_outreach"),
    path("<speech:speech>/outreach/calendar.ics", coming.calendar, name="portal_calendar"),
    path("<speech:speech>/feedback/", feedback.give, name="portal_feedback"),
    path("<speech:speech>/feedback/thanks/", feedback.thanks, name="portal_thanks"),
    path("<speech:speech>/accessibility/", pages.words, {"name": "accessibility"}, name="portal_accessibility"),
    path("<speech:speech>/privacy/", pages.words, {"name": "privacy"}, name="portal_privacy"),
    path("<speech:speech>/<path:rest>", pages.nothing, name="portal_nothing"),
]

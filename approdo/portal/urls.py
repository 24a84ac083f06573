"""Addresses of the portal: public ones begin with their language."""

from django.urls import path, register_converter

from approdo.portal.converters import SpeechConverter
from approdo.portal.views import coming, eligible, feedback, guides, pages, services, suggestions, widget

register_converter(SpeechConverter, "speech")

urlpatterns = [
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
    path("<speech:speech>/services/<slug:area>/map/", services.mapped, name="portal_map"),
    path("<speech:speech>/services/<slug:area>/<slug:kind>.pdf", services.leaflet, name="portal_leaflet"),
    path("<speech:speech>/services/<slug:area>/<uuid:service_id>/", services.service, name="portal_service"),
    path("<speech:speech>/services/<slug:area>/<uuid:service_id>/suggest/", suggestions.suggest, name="portal_suggest"),
    path("<speech:speech>/suggested/", suggestions.thanks, name="portal_suggested"),
    path("<speech:speech>/eligible/", eligible.which, name="portal_eligible_where"),
    path("<speech:speech>/eligible/<slug:area>/", eligible.eligible, name="portal_eligible"),
    path("<speech:speech>/eligible/<slug:area>/conditions.json", eligible.conditions, name="portal_eligible_rules"),
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
    path("<speech:speech>/widget/<slug:area>/", widget.widget, name="portal_widget"),
    path("<speech:speech>/feedback/", feedback.give, name="portal_feedback"),
    path("<speech:speech>/feedback/thanks/", feedback.thanks, name="portal_thanks"),
    path("<speech:speech>/accessibility/", pages.words, {"name": "accessibility"}, name="portal_accessibility"),
    path("<speech:speech>/privacy/", pages.words, {"name": "privacy"}, name="portal_privacy"),
    path("<speech:speech>/<path:rest>", pages.nothing, name="portal_nothing"),
]

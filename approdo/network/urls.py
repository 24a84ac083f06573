"""Addresses of the network."""

from django.urls import path

from approdo.network.views import (
    desks,
    editor,
    files,
    meetings,
    news,
    opportunities,
    organisations,
    outreach,
    people,
    places,
    protocols,
    review,
    roundtables,
    services,
    translations,
)

_SERVICE = "network/services/<uuid:service_id>/"
_ORGANISATION = "network/organisations/<uuid:organisation_id>/"
_PLACE = "network/places/<uuid:place_id>/"
_DESK = "network/desks/<uuid:desk_id>/"
_MEDIATOR = "network/mediators/<uuid:mediator_id>/"
_FOCAL_POINT = "network/focal-points/<uuid:focal_point_id>/"
_CONTACT = "network/contacts/<uuid:contact_id>/"
_RENDERING = "network/translations/<uuid:rendering_id>/"
_NEWS = "network/news/<uuid:news_id>/"
_LIST = "network/translations/"
_TEXT = "network/texts/<uuid:text_id>/"
_OPPORTUNITY = "network/opportunities/<uuid:opportunity_id>/"
_STOP = "network/outreach/<uuid:stop_id>/"
_PROTOCOL = "network/protocols/<uuid:protocol_id>/"
_ROUNDTABLE = "network/roundtables/<uuid:roundtable_id>/"
_SEAT = "network/roundtables/seats/<uuid:seat_id>/"
_MEETING = "network/roundtables/meetings/<uuid:meeting_id>/"
_ACTION = "network/roundtables/actions/<uuid:action_id>/"

urlpatterns = [
    path("network/services/", services.services_page, name="services"),
    path("network/services/export.csv", services.export_services, {"kind": "csv"}, name="export_services_csv"),
    path("network/services/export.xlsx", services.export_services, {"kind": "xlsx"}, name="export_services_xlsx"),
    path(_SERVICE, services.service, name="service"),
    path(f"{_SERVICE}change/", services.change_service, name="change_service"),
    path(f"{_SERVICE}publish/", services.publish_service, name="publish_service"),
    path(f"{_SERVICE}withdraw/", services.withdraw_service, name="withdraw_service"),
    path(f"{_SERVICE}confirm/", services.confirm_service, name="confirm_service"),
    path(f"{_SERVICE}protect/", services.protect_service, name="protect_service"),
    path(f"{_SERVICE}transfer/", services.transfer_service, name="transfer_service"),
    path(f"{_SERVICE}desks/add/", desks.open_desk, name="open_desk"),
    path(f"{_DESK}change/", desks.change_desk, name="change_desk"),
    path(f"{_DESK}end/", desks.end_desk, name="end_desk"),
    path(f"{_DESK}hours/", desks.set_schedule, name="set_schedule"),
    path(f"{_DESK}slots/<uuid:slot_id>/languages/add/", desks.add_slot_language, name="add_slot_language"),
    path(f"{_DESK}slots/<uuid:slot_id>/languages/end/", desks.end_slot_language, name="end_slot_language"),
    path("network/organisations/", organisations.organisations_page, name="organisations"),
    path(
        "network/organisations/export.csv",
        organisations.export_organisations,
        {"kind": "csv"},
        name="export_organisations_csv",
    ),
    path(
        "network/organisations/export.xlsx",
        organisations.export_organisations,
        {"kind": "xlsx"},
        name="export_organisations_xlsx",
    ),
    path("network/organisations/new/", organisations.register_organisation, name="register_organisation"),
    path(_ORGANISATION, organisations.organisation, name="organisation"),
    path(f"{_ORGANISATION}change/", organisations.change_organisation, name="change_organisation"),
    path(f"{_ORGANISATION}publish/", organisations.publish_organisation, name="publish_organisation"),
    path(f"{_ORGANISATION}withdraw/", organisations.withdraw_organisation, name="withdraw_organisation"),
    path(f"{_ORGANISATION}confirm/", organisations.confirm_organisation, name="confirm_organisation"),
    path(f"{_ORGANISATION}members/add/", organisations.admit_network_member, name="admit_network_member"),
    path(
        f"{_ORGANISATION}members/<uuid:member_id>/remove/",
        organisations.remove_network_member,
        name="remove_network_member",
    ),
    path(f"{_ORGANISATION}services/add/", services.register_service, name="register_service"),
    path(f"{_ORGANISATION}places/add/", places.register_place, name="register_place"),
    path(f"{_ORGANISATION}focal-points/add/", people.record_focal_point, name="record_focal_point"),
    path(f"{_ORGANISATION}contacts/add/", people.record_contact, name="record_contact"),
    path("network/places/", places.places_page, name="places"),
    path(_PLACE, places.place, name="place"),
    path(f"{_PLACE}change/", places.change_place, name="change_place"),
    path(f"{_PLACE}publish/", places.publish_place, name="publish_place"),
    path(f"{_PLACE}withdraw/", places.withdraw_place, name="withdraw_place"),
    path(f"{_PLACE}confirm/", places.confirm_place, name="confirm_place"),
    path(f"{_PLACE}transfer/", places.transfer_place, name="transfer_place"),
    path(f"{_PLACE}where/", places.read_place, name="read_place"),
    path("network/focal-points/", people.focal_points, name="focal_points"),
    path(f"{_FOCAL_POINT}change/", people.change_focal_point, name="change_focal_point"),
    path(f"{_FOCAL_POINT}end/", people.end_focal_point, name="end_focal_point"),
    path(f"{_CONTACT}change/", people.change_contact, name="change_contact"),
    path(f"{_CONTACT}end/", people.end_contact, name="end_contact"),
    path("network/mediators/", people.mediators_page, name="mediators"),
    path("network/mediators/export.csv", people.export_mediators, {"kind": "csv"}, name="export_mediators_csv"),
    path("network/mediators/export.xlsx", people.export_mediators, {"kind": "xlsx"}, name="export_mediators_xlsx"),
    path("network/mediators/new/", people.register_mediator, name="register_mediator"),
    path(_MEDIATOR, people.mediator, name="mediator"),
    path(f"{_MEDIATOR}change/", people.change_mediator, name="change_mediator"),
    path(f"{_MEDIATOR}end/", people.end_mediator, name="end_mediator"),
    # Texts and their translations
    path(_LIST, translations.translations, name="translations"),
    path(f"{_LIST}export.csv", translations.export_translations, {"kind": "csv"}, name="export_translations_csv"),
    path(f"{_LIST}export.xlsx", translations.export_translations, {"kind": "xlsx"}, name="export_translations_xlsx"),
    path(f"{_LIST}sentences.xlf", files.take_translations, {"kind": "xlf"}, name="export_sentences_xliff"),
    path(f"{_LIST}sentences.csv", files.take_translations, {"kind": "csv"}, name="export_sentences_csv"),
    path(f"{_LIST}bring/", files.bring_translations, name="bring_translations"),
    path(f"{_LIST}files/<uuid:file_id>/", files.translation_file, name="translation_file"),
    path(f"{_LIST}files/<uuid:file_id>/take/", files.take_translation_file, name="take_translation_file"),
    path(_RENDERING, editor.translation, name="translation"),
    path(f"{_RENDERING}whole/", editor.translate_text, name="translate_text"),
    path(f"{_RENDERING}machine/", editor.machine_translate, name="machine_translate"),
    path(f"{_RENDERING}history/", editor.translation_history, name="translation_history"),
    path(f"{_RENDERING}review/", review.review_translation, name="review_translation"),
    path(f"{_RENDERING}reject/", review.reject_translation, name="reject_translation"),
    path(f"{_RENDERING}reopen/", review.return_to_draft, name="return_to_draft"),
    path(_TEXT, translations.text_page, name="network_text"),
    path(f"{_TEXT}languages/add/", translations.add_language, name="add_language"),
    path("network/news/", news.news_page, name="network_news"),
    path("network/news/export.csv", news.export_news, {"kind": "csv"}, name="export_news_csv"),
    path("network/news/export.xlsx", news.export_news, {"kind": "xlsx"}, name="export_news_xlsx"),
    path("network/news/new/", news.record_news, name="record_news"),
    path(_NEWS, news.news_item, name="news_item"),
    path(f"{_NEWS}correct/", news.correct_news, name="correct_news"),
    path(f"{_NEWS}withdraw/", news.withdraw_news, name="withdraw_news"),
    path("network/ease/", news.text_ease, name="text_ease"),
    # Opportunities and outreach
    path("network/opportunities/", opportunities.opportunities_page, name="opportunities"),
    path(
        "network/opportunities/export.csv",
        opportunities.export_opportunities,
        {"kind": "csv"},
        name="export_opportunities_csv",
    ),
    path(
        "network/opportunities/export.xlsx",
        opportunities.export_opportunities,
        {"kind": "xlsx"},
        name="export_opportunities_xlsx",
    ),
    path("network/opportunities/new/", opportunities.record_opportunity, name="record_opportunity"),
    path(_OPPORTUNITY, opportunities.opportunity, name="opportunity"),
    path(f"{_OPPORTUNITY}change/", opportunities.change_opportunity, name="change_opportunity"),
    path(f"{_OPPORTUNITY}publish/", opportunities.publish_opportunity, name="publish_opportunity"),
    path(f"{_OPPORTUNITY}withdraw/", opportunities.withdraw_opportunity, name="withdraw_opportunity"),
    path("network/outreach/", outreach.stops_page, name="outreach"),
    path("network/outreach/export.csv", outreach.export_stops, {"kind": "csv"}, name="export_outreach_csv"),
    path("network/outreach/export.xlsx", outreach.export_stops, {"kind": "xlsx"}, name="export_outreach_xlsx"),
    path("network/outreach/new/", outreach.record_stop, name="record_stop"),
    path("network/outreach/figures/publish/", outreach.publish_figures, name="publish_figures"),
    path(_STOP, outreach.outreach_stop, name="outreach_stop"),
    path(f"{_STOP}change/", outreach.change_stop, name="change_stop"),
    path(f"{_STOP}publish/", outreach.publish_stop, name="publish_stop"),
    path(f"{_STOP}withdraw/", outreach.withdraw_stop, name="withdraw_stop"),
    path(f"{_STOP}days/call-off/", outreach.call_off_day, name="call_off_day"),
    path(f"{_STOP}days/<uuid:visit_id>/restore/", outreach.restore_day, name="restore_day"),
    path(f"{_STOP}visits/record/", outreach.record_visit, name="record_visit"),
    # Protocols and roundtables
    path("network/expiries/", protocols.expiries_page, name="network_expiries"),
    path("network/expiries/export.csv", protocols.export_expiries, {"kind": "csv"}, name="export_network_expiries_csv"),
    path(
        "network/expiries/export.xlsx", protocols.export_expiries, {"kind": "xlsx"}, name="export_network_expiries_xlsx"
    ),
    path("network/protocols/", protocols.protocols_page, name="protocols"),
    path("network/protocols/export.csv", protocols.export_protocols, {"kind": "csv"}, name="export_protocols_csv"),
    path("network/protocols/export.xlsx", protocols.export_protocols, {"kind": "xlsx"}, name="export_protocols_xlsx"),
    path("network/protocols/new/", protocols.write_protocol, name="write_protocol"),
    path(_PROTOCOL, protocols.protocol, name="protocol"),
    path(f"{_PROTOCOL}change/", protocols.change_protocol, name="change_protocol"),
    path(f"{_PROTOCOL}sign/", protocols.sign_protocol, name="sign_protocol"),
    path(f"{_PROTOCOL}renew/", protocols.renew_protocol, name="renew_protocol"),
    path(f"{_PROTOCOL}end/", protocols.end_protocol, name="end_protocol"),
    path(f"{_PROTOCOL}parties/add/", protocols.add_party, name="add_protocol_party"),
    path(f"{_PROTOCOL}parties/<uuid:party_id>/remove/", protocols.remove_party, name="remove_protocol_party"),
    path("network/roundtables/", roundtables.roundtables_page, name="roundtables"),
    path(
        "network/roundtables/export.csv", roundtables.export_roundtables, {"kind": "csv"}, name="export_roundtables_csv"
    ),
    path(
        "network/roundtables/export.xlsx",
        roundtables.export_roundtables,
        {"kind": "xlsx"},
        name="export_roundtables_xlsx",
    ),
    path("network/roundtables/new/", roundtables.open_roundtable, name="open_roundtable"),
    path(f"{_SEAT}change/", roundtables.change_seat, name="change_seat"),
    path(f"{_SEAT}end/", roundtables.end_seat, name="end_seat"),
    path(_MEETING, meetings.meeting, name="roundtable_meeting"),
    path(f"{_MEETING}change/", meetings.change_meeting, name="change_meeting"),
    path(f"{_MEETING}minutes/", meetings.write_minutes, name="write_minutes"),
    path(f"{_MEETING}cancel/", meetings.cancel_meeting, name="cancel_meeting"),
    path(f"{_ACTION}close/", meetings.close_action, name="close_action"),
    path(_ROUNDTABLE, roundtables.roundtable, name="roundtable"),
    path(f"{_ROUNDTABLE}change/", roundtables.change_roundtable, name="change_roundtable"),
    path(f"{_ROUNDTABLE}close/", roundtables.close_roundtable, name="close_roundtable"),
    path(f"{_ROUNDTABLE}seats/add/", roundtables.add_seat, name="add_seat"),
    path(f"{_ROUNDTABLE}meetings/add/", meetings.plan_meeting, name="plan_meeting"),
    path(f"{_ROUNDTABLE}actions/add/", meetings.agree_action, name="agree_action"),
]

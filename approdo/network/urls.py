"""Addresses of the network."""

from django.urls import path

from approdo.network.views import (
    desks,
    editor,
    files,
    news,
    organisations,
    people,
    places,
    review,
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
]

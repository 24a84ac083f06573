"""Addresses of persons."""

from django.urls import path

from approdo.people import views

_ONE = "people/<uuid:person_id>/"
_TWO = "people/<uuid:first_id>/compare/<uuid:second_id>/"

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.record_person, name="record_person"),
    path("people/duplicates/", views.possible_duplicates, name="possible_duplicates"),
    path(_ONE, views.person, name="person"),
    path(f"{_ONE}correct/", views.correct_person, name="correct_person"),
    path(f"{_ONE}names/add/", views.add_alias, name="add_alias"),
    path(f"{_ONE}contacts/add/", views.add_contact, name="add_contact"),
    path(f"{_ONE}contacts/<uuid:contact_id>/correct/", views.correct_contact, name="correct_contact"),
    path(f"{_ONE}contacts/<uuid:contact_id>/remove/", views.remove_contact, name="remove_contact"),
    path(f"{_ONE}families/form/", views.form_family, name="form_family"),
    path(f"{_ONE}families/<uuid:family_id>/add/", views.add_family_member, name="add_family_member"),
    path(
        f"{_ONE}families/<uuid:family_id>/<uuid:member_id>/remove/",
        views.remove_family_member,
        name="remove_family_member",
    ),
    path(f"{_ONE}facts/add/", views.record_special_fact, name="record_special_fact"),
    path(f"{_ONE}facts/<uuid:fact_id>/read/", views.read_special_fact, name="read_special_fact"),
    path(_TWO, views.compare_persons, name="compare_persons"),
    path(f"{_TWO}merge/", views.merge_persons, name="merge_persons"),
    path(f"{_TWO}dismiss/", views.dismiss_duplicate, name="dismiss_duplicate"),
    path("people/merges/<uuid:merge_id>/undo/", views.undo_merge, name="undo_merge"),
]

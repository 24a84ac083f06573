"""Addresses of the pages that look at many things."""

from django.urls import path

from approdo.overview.views import feed, looking, saved, worklist

urlpatterns = [
    path("", worklist.show_worklist, name="worklist"),
    path("worklist/peek/<uuid:case_id>/", worklist.peek, name="peek"),
    path("worklist/act/", worklist.act_on_many, name="act_on_many"),
    path("worklist/export.csv", worklist.export_worklist, {"kind": "csv"}, name="export_worklist_csv"),
    path("worklist/export.xlsx", worklist.export_worklist, {"kind": "xlsx"}, name="export_worklist_xlsx"),
    path("worklist/lists/", saved.saved_lists, name="saved_lists"),
    path("worklist/lists/save/", saved.save_filter, name="save_filter"),
    path("worklist/lists/<uuid:filter_id>/rename/", saved.rename_filter, name="rename_filter"),
    path("worklist/lists/<uuid:filter_id>/delete/", saved.delete_filter, name="delete_filter"),
    path("worklist/calendar/", saved.calendar_feed, name="calendar_feed"),
    path("worklist/calendar/revoke/", saved.revoke_feed, name="revoke_feed"),
    path("feeds/<slug:secret>.ics", feed.feed, name="feed"),
    path("plan/", looking.day_plan, name="day_plan"),
    path("search/", looking.search, name="search"),
    path("people/<uuid:person_id>/file/", looking.person_file, name="person_file"),
    path("national/", looking.national, name="national"),
]

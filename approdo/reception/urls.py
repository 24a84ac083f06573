"""Addresses of reception."""

from django.urls import path

from approdo.reception.views import guests, stays

_GUEST = "reception/guests/<uuid:guest_id>/"
_STAY = "reception/stays/<uuid:stay_id>/"

urlpatterns = [
    path("reception/guests/", guests.guests, name="guests"),
    path("reception/guests/export.csv", guests.export_guests, {"kind": "csv"}, name="export_guests_csv"),
    path("reception/guests/export.xlsx", guests.export_guests, {"kind": "xlsx"}, name="export_guests_xlsx"),
    path("reception/guests/new/", guests.find_guest, name="find_guest"),
    path("reception/guests/new/<uuid:person_id>/", guests.register_guest, name="register_guest"),
    path(_GUEST, guests.guest, name="guest"),
    path(f"{_GUEST}numbers/", guests.change_identifiers, name="change_identifiers"),
    path(f"{_GUEST}place/", stays.plan_stay, name="plan_stay"),
    path(f"{_STAY}admit/", stays.admit, name="admit_guest"),
    path(f"{_STAY}no-show/", stays.record_no_show, name="record_no_show"),
    path(f"{_STAY}cancel/", stays.cancel_plan, name="cancel_plan"),
    path(f"{_STAY}bed/", stays.choose_bed, name="choose_bed"),
    path(f"{_STAY}transfer/", stays.transfer, name="transfer_guest"),
    path(f"{_STAY}end/", stays.end_stay, name="end_stay"),
    path(f"{_STAY}correct/", stays.correct_stay, name="correct_stay"),
]

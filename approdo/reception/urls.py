"""Addresses of reception."""

from django.urls import path

from approdo.reception.views import register

_CENTRE = "reception/centres/<uuid:centre_id>/"
_ABSENCE = "reception/absences/<uuid:absence_id>/"

urlpatterns = [
    # The register
    path("reception/to-do/", register.reception_to_do, name="reception_to_do"),
    path(f"{_CENTRE}night/", register.register_night, name="register_night"),
    path(f"{_CENTRE}night/confirm/", register.confirm_night, name="confirm_night"),
    path(f"{_CENTRE}month/", register.register_month, name="register_month"),
    path(f"{_CENTRE}month/close/", register.close_month, name="close_month"),
    path(f"{_CENTRE}month/check/", register.check_month, name="check_month"),
    path(f"{_CENTRE}month/reopen/", register.reopen_month, name="reopen_month"),
    path(f"{_CENTRE}month/seal/", register.seal_month, name="seal_month"),
    path(f"{_CENTRE}month/rectify/", register.rectify_month, name="rectify_month"),
    path("reception/absences/", register.absences_list, name="absences"),
    path(f"{_CENTRE}absences/ask/", register.ask_absence, name="ask_absence"),
    path(f"{_CENTRE}absences/report/", register.report_absence, name="report_absence"),
    path(f"{_ABSENCE}authorise/", register.authorise_absence, name="authorise_absence"),
    path(f"{_ABSENCE}refuse/", register.refuse_absence, name="refuse_absence"),
    path(f"{_ABSENCE}return/", register.return_from_absence, name="return_from_absence"),
]

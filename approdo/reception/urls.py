"""Addresses of reception."""

from django.urls import path

from approdo.reception.views import bodies, centres, contracts, guests, home, register, sections, stays

_GUEST = "reception/guests/<uuid:guest_id>/"
_STAY = "reception/stays/<uuid:stay_id>/"
_BODY = "reception/bodies/<uuid:body_id>/"
_CONTRACT = "reception/contracts/<uuid:contract_id>/"
_CENTRE = "reception/centres/<uuid:centre_id>/"
_ABSENCE = "reception/absences/<uuid:absence_id>/"

# Places and contracts
urlpatterns = [
    path("reception/", home.reception, name="reception"),
    path("reception/expiries/", home.calendar, name="expiries"),
    path("reception/expiries/export.csv", home.export_calendar, {"kind": "csv"}, name="export_expiries_csv"),
    path("reception/expiries/export.xlsx", home.export_calendar, {"kind": "xlsx"}, name="export_expiries_xlsx"),
    path("reception/bodies/", bodies.bodies_page, name="managing_bodies"),
    path("reception/bodies/export.csv", bodies.export_bodies, {"kind": "csv"}, name="export_bodies_csv"),
    path("reception/bodies/export.xlsx", bodies.export_bodies, {"kind": "xlsx"}, name="export_bodies_xlsx"),
    path("reception/bodies/new/", bodies.record_body, name="record_body"),
    path(_BODY, bodies.body, name="managing_body"),
    path(f"{_BODY}correct/", bodies.correct_body, name="correct_body"),
    path(f"{_BODY}proofs/add/", bodies.record_compliance, name="record_compliance"),
    path(f"{_BODY}operators/add/", bodies.admit_member, name="admit_member"),
    path(f"{_BODY}operators/<uuid:member_id>/remove/", bodies.remove_member, name="remove_member"),
    path("reception/contracts/", contracts.contracts_page, name="contracts"),
    path("reception/contracts/export.csv", contracts.export_contracts, {"kind": "csv"}, name="export_contracts_csv"),
    path("reception/contracts/export.xlsx", contracts.export_contracts, {"kind": "xlsx"}, name="export_contracts_xlsx"),
    path("reception/contracts/new/", contracts.record_contract, name="record_contract"),
    path("reception/frameworks/new/", contracts.record_framework, name="record_framework"),
    path(_CONTRACT, contracts.contract, name="contract"),
    path(f"{_CONTRACT}correct/", contracts.correct_contract, name="correct_contract"),
    path(f"{_CONTRACT}prices/add/", contracts.set_price, name="set_price"),
    path(f"{_CONTRACT}policies/add/", contracts.set_policy, name="set_policy"),
    path(f"{_CONTRACT}extend/", contracts.extend_contract, name="extend_contract"),
    path(f"{_CONTRACT}guarantees/add/", contracts.record_guarantee, name="record_guarantee"),
    path("reception/centres/", centres.centres_page, name="centres"),
    path("reception/centres/export.csv", centres.export_centres, {"kind": "csv"}, name="export_centres_csv"),
    path("reception/centres/export.xlsx", centres.export_centres, {"kind": "xlsx"}, name="export_centres_xlsx"),
    path("reception/centres/new/", centres.open_centre, name="open_centre"),
    path(_CENTRE, centres.centre, name="centre"),
    path(f"{_CENTRE}correct/", centres.correct_centre, name="correct_centre"),
    path(f"{_CENTRE}close/", centres.close_centre, name="close_centre"),
    path(f"{_CENTRE}contracts/add/", centres.put_under_contract, name="put_under_contract"),
    path(f"{_CENTRE}contracts/<uuid:held_id>/end/", centres.end_under_contract, name="end_under_contract"),
    path(f"{_CENTRE}places/", centres.set_capacity, name="set_capacity"),
    path(f"{_CENTRE}rooms/add/", centres.lay_out, name="lay_out"),
    path(f"{_CENTRE}units/<uuid:unit_id>/section/", sections.set_section, name="set_section"),
    path(f"{_CENTRE}out-of-use/add/", centres.take_out_of_use, name="take_out_of_use"),
    path(f"{_CENTRE}out-of-use/<uuid:out_id>/return/", centres.return_to_use, name="return_to_use"),
    path(f"{_CENTRE}certificates/add/", centres.record_certificate, name="record_certificate"),
    # Guests and stays
    path("reception/guests/", guests.guests, name="guests"),
    path("reception/guests/export.csv", guests.export_guests, {"kind": "csv"}, name="export_guests_csv"),
    path("reception/guests/export.xlsx", guests.export_guests, {"kind": "xlsx"}, name="export_guests_xlsx"),
    path("reception/guests/new/", guests.find_guest, name="find_guest"),
    path("reception/guests/new/<uuid:person_id>/", guests.register_guest, name="register_guest"),
    path(_GUEST, guests.guest, name="guest"),
    path(f"{_GUEST}numbers/", guests.change_identifiers, name="change_identifiers"),
    path(f"{_GUEST}place/", stays.plan_stay, name="plan_stay"),
    path(f"{_GUEST}extend-days/", sections.extend_section, name="extend_section"),
    path(f"{_STAY}admit/", stays.admit, name="admit_guest"),
    path(f"{_STAY}no-show/", stays.record_no_show, name="record_no_show"),
    path(f"{_STAY}cancel/", stays.cancel_plan, name="cancel_plan"),
    path(f"{_STAY}bed/", stays.choose_bed, name="choose_bed"),
    path(f"{_STAY}transfer/", stays.transfer, name="transfer_guest"),
    path(f"{_STAY}end/", stays.end_stay, name="end_stay"),
    path(f"{_STAY}correct/", stays.correct_stay, name="correct_stay"),
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

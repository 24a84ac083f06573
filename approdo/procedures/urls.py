"""Addresses of case files: one an act."""

from django.urls import path

from approdo.procedures.views import acts, case, imports, letters, opening

_CASE = "case-files/<uuid:case_id>/"
_IMPORT = "imports/<uuid:batch_id>/"

urlpatterns = [
    path("case-files/new/", opening.open_case, name="open_case"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}register/", acts.register, name="register"),
    path(f"{_CASE}assign/", acts.assign, name="assign"),
    path(f"{_CASE}prioritise/", acts.prioritise, name="prioritise"),
    path(f"{_CASE}admit/", acts.admit, name="admit"),
    path(f"{_CASE}record-event/", acts.record_event, name="record-event"),
    path(f"{_CASE}events/<uuid:event_id>/correct/", acts.correct_event, name="correct-event"),
    path(f"{_CASE}pin-version/", acts.pin_version, name="pin-version"),
    path(f"{_CASE}extend-term/", acts.extend_term, name="extend-term"),
    path(f"{_CASE}questions/", acts.answer_questions, name="answer-questions"),
    path(f"{_CASE}documents/<slug:document>/", acts.check_document, name="check-document"),
    path(f"{_CASE}opinions/<slug:office>/ask/", acts.ask_opinion, name="ask-opinion"),
    path(f"{_CASE}opinions/<slug:office>/solicit/", acts.solicit_opinion, name="solicit-opinion"),
    path(f"{_CASE}opinions/<slug:office>/receive/", acts.receive_opinion, name="receive-opinion"),
    path(f"{_CASE}opinions/<slug:office>/silence/", acts.record_silence, name="record-silence"),
    path(f"{_CASE}opinions/<slug:office>/read/", case.read_opinion, name="read-opinion"),
    path(f"{_CASE}request-integration/", acts.request_integration, name="request-integration"),
    path(f"{_CASE}receive-integration/", acts.receive_integration, name="receive-integration"),
    path(f"{_CASE}integration-expired/", acts.integration_expired, name="integration-expired"),
    path(f"{_CASE}propose/", acts.propose, name="propose"),
    path(f"{_CASE}sign/", acts.sign, name="sign"),
    path(f"{_CASE}notify-10bis/", acts.notify_10bis, name="notify-10bis"),
    path(f"{_CASE}receive-observations/", acts.receive_observations, name="receive-observations"),
    path(f"{_CASE}notify/", acts.notify, name="notify"),
    path(f"{_CASE}start-follow-up/", acts.start_follow_up, name="start-follow-up"),
    path(f"{_CASE}withdraw/", acts.withdraw, name="withdraw"),
    path(f"{_CASE}revoke/", acts.revoke, name="revoke"),
    path(f"{_CASE}close/", acts.close, name="close"),
    path(f"{_CASE}substitute-power/", acts.request_substitute_power, name="request-substitute-power"),
    path(f"{_CASE}litigation/", acts.record_litigation, name="record-litigation"),
    path(f"{_CASE}litigation/<uuid:litigation_id>/end/", acts.end_litigation, name="end-litigation"),
    path(f"{_CASE}letters/write/<slug:kind>/", letters.write, name="write-letter"),
    path("opinions/<slug:office>/solicit-all/", letters.solicit, name="solicit-all"),
    path("letters/<uuid:letter_id>/", letters.download, name="letter"),
    path(f"{_CASE}letters/<uuid:letter_id>/dispatch/", letters.dispatch, name="dispatch-letter"),
    path(f"{_CASE}letters/<uuid:letter_id>/receipt/", letters.receipt, name="record-receipt"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/sample.xlsx", imports.import_example, name="import_sample"),
    path(_IMPORT, imports.import_batch, name="import_batch"),
    path(f"{_IMPORT}mapping/", imports.import_mapping, name="import_mapping"),
    path(f"{_IMPORT}run/", imports.import_run, name="import_run"),
    path(f"{_IMPORT}resume/", imports.import_resume, name="import_resume"),
    path(f"{_IMPORT}cancel/", imports.import_cancel, name="import_cancel"),
    path(f"{_IMPORT}errors.csv", imports.import_errors, name="import_errors"),
]

"""Addresses of accounting."""

from django.urls import path

from approdo.accounting.views import evidence, findings, statements

_STATEMENT = "accounting/statements/<uuid:statement_id>/"
_CONTRACT = "accounting/contracts/<uuid:contract_id>/"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}

urlpatterns = [
    path("accounting/", statements.statements_page, name="statements"),
    path("accounting/export.csv", statements.export_statements, CSV, name="export_statements_csv"),
    path("accounting/export.xlsx", statements.export_statements, XLSX, name="export_statements_xlsx"),
    path("accounting/compute/", statements.compute_statement, name="compute_statement"),
    path("accounting/recompute/", statements.recompute_touched, name="recompute_touched"),
    path(_STATEMENT, statements.statement, name="statement"),
    path(f"{_STATEMENT}verify/", statements.verify_statement, name="verify_statement"),
    path(f"{_STATEMENT}guests/", statements.statement_guests, name="statement_guests"),
    path(f"{_STATEMENT}guests/export.csv", statements.export_statement_guests, CSV, name="export_statement_guests_csv"),
    path(
        f"{_STATEMENT}guests/export.xlsx", statements.export_statement_guests, XLSX, name="export_statement_guests_xlsx"
    ),
    path(f"{_STATEMENT}guests/<uuid:guest_id>/", statements.statement_guest, name="statement_guest"),
    path("accounting/findings/", findings.findings_page, name="findings"),
    path("accounting/findings/export.csv", findings.export_findings, CSV, name="export_findings_csv"),
    path("accounting/findings/export.xlsx", findings.export_findings, XLSX, name="export_findings_xlsx"),
    path("accounting/findings/<uuid:finding_id>/", findings.finding, name="finding"),
    path(
        "accounting/centres/<uuid:centre_id>/signatures/<int:year>/<int:month>/",
        evidence.record_signatures,
        name="record_signatures",
    ),
    path("accounting/guests/<uuid:guest_id>/suspend/", evidence.suspend_pocket_money, name="suspend_pocket_money"),
    path(_CONTRACT, evidence.contract_evidence, name="contract_evidence"),
    path(f"{_CONTRACT}staff/", evidence.set_staff_row, name="set_staff_row"),
    path(f"{_CONTRACT}hours/", evidence.record_staff_hours, name="record_staff_hours"),
    path(f"{_CONTRACT}vat/", evidence.tell_vat_rate, name="tell_vat_rate"),
]

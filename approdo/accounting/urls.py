"""Addresses of accounting."""

from django.urls import path

from approdo.accounting.views import evidence, findings, invoices, national, province, statements

_STATEMENT = "accounting/statements/<uuid:statement_id>/"
_CONTRACT = "accounting/contracts/<uuid:contract_id>/"
_INVOICE = "accounting/invoices/<uuid:invoice_id>/"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}

urlpatterns = [
    path("accounting/", statements.statements_page, name="statements"),
    path("accounting/export.csv", statements.export_statements, CSV, name="export_statements_csv"),
    path("accounting/export.xlsx", statements.export_statements, XLSX, name="export_statements_xlsx"),
    path("accounting/compute/", statements.compute_statement, name="compute_statement"),
    path("accounting/recompute/", statements.recompute_touched, name="recompute_touched"),
    path("accounting/province/", province.show_province, name="province"),
    path("accounting/province/<slug:table>.csv", province.export_province, CSV, name="export_province_csv"),
    path("accounting/province/<slug:table>.xlsx", province.export_province, XLSX, name="export_province_xlsx"),
    path("accounting/province/forecast/", province.show_forecast, name="province_forecast"),
    path("national/reception/", national.national_reception, name="national_reception"),
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
    path("accounting/invoices/", invoices.invoices_page, name="invoices"),
    path("accounting/invoices/export.csv", invoices.export_invoices, CSV, name="export_invoices_csv"),
    path("accounting/invoices/export.xlsx", invoices.export_invoices, XLSX, name="export_invoices_xlsx"),
    path("accounting/invoices/receive/", invoices.receive_invoices, name="receive_invoices"),
    path("accounting/invoices/files/<uuid:upload_id>/", invoices.invoice_upload, name="invoice_upload"),
    path("accounting/invoices/unreadable/", invoices.unreadable_invoices, name="unreadable_invoices"),
    path("accounting/invoices/unreadable/<uuid:arrival_id>/", invoices.resolve_arrival, name="resolve_arrival"),
    path("accounting/invoices/address/", invoices.set_billing_address, name="set_billing_address"),
    path(_INVOICE, invoices.invoice, name="invoice"),
    path(f"{_INVOICE}match/", invoices.match_invoice, name="match_invoice"),
    path(f"{_INVOICE}line/", invoices.assign_line, name="assign_line"),
    path(f"{_INVOICE}answer/", invoices.answer_invoice, name="answer_invoice"),
    path(f"{_INVOICE}file/", invoices.invoice_file, name="invoice_file"),
    path(f"{_INVOICE}letter/", invoices.invoice_letter, name="invoice_letter"),
]

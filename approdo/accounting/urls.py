"""Addresses of accounting."""

from django.urls import path

from approdo.accounting.views import (
    commitments,
    deduction_acts,
    deductions,
    evidence,
    findings,
    invoices,
    national,
    proposals,
    province,
    releases,
    settlements,
    statements,
)

_STATEMENT = "accounting/statements/<uuid:statement_id>/"
_CONTRACT = "accounting/contracts/<uuid:contract_id>/"
_DEDUCTION = "accounting/deductions/<uuid:deduction_id>/"
_FINDING = "accounting/findings/<uuid:finding_id>/"
_INVOICE = "accounting/invoices/<uuid:invoice_id>/"
_SETTLEMENT = "accounting/settlements/<uuid:settlement_id>/"
_RELEASE = "accounting/releases/<uuid:release_id>/"
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
    path("accounting/settlements/", settlements.settlements_page, name="settlements"),
    path("accounting/settlements/export.csv", settlements.export_settlements, CSV, name="export_settlements_csv"),
    path("accounting/settlements/export.xlsx", settlements.export_settlements, XLSX, name="export_settlements_xlsx"),
    path(f"{_CONTRACT}settle/<int:year>/<int:month>/", settlements.prepare_settlement, name="prepare_settlement"),
    path(_SETTLEMENT, settlements.settlement, name="settlement"),
    path(f"{_SETTLEMENT}approve/", settlements.approve_settlement, name="approve_settlement"),
    path(f"{_SETTLEMENT}tax-check/", settlements.record_tax_check, name="record_tax_check"),
    path(f"{_SETTLEMENT}withdraw/", settlements.withdraw_settlement, name="withdraw_settlement"),
    path(f"{_SETTLEMENT}cancel/", settlements.cancel_settlement, name="cancel_settlement"),
    path(f"{_SETTLEMENT}pay/", settlements.record_payment, name="record_payment"),
    path(f"{_SETTLEMENT}certificate/", settlements.conformity_certificate, name="conformity_certificate"),
    path(f"{_SETTLEMENT}proposal/", settlements.payment_proposal, name="payment_proposal"),
    path(f"{_SETTLEMENT}export.xlsx", settlements.export_settlement, name="export_settlement_xlsx"),
    path(f"{_CONTRACT}money/", commitments.contract_money, name="contract_money"),
    path(f"{_CONTRACT}commitments/record/", commitments.record_commitment, name="record_commitment"),
    path("accounting/commitments/<uuid:commitment_id>/", commitments.correct_commitment, name="correct_commitment"),
    path(f"{_CONTRACT}conformity/", releases.give_final_conformity, name="give_final_conformity"),
    path("accounting/conformities/<uuid:conformity_id>/", releases.final_conformity, name="final_conformity"),
    path(f"{_CONTRACT}release/", releases.prepare_release, name="prepare_release"),
    path(_RELEASE, releases.release, name="release"),
    path(f"{_RELEASE}approve/", releases.approve_release, name="approve_release"),
    path(f"{_RELEASE}tax-check/", releases.record_release_tax_check, name="record_release_tax_check"),
    path(f"{_RELEASE}withdraw/", releases.withdraw_release, name="withdraw_release"),
    path(f"{_RELEASE}cancel/", releases.cancel_release, name="cancel_release"),
    path(f"{_RELEASE}pay/", releases.record_release_payment, name="record_release_payment"),
    path(f"{_RELEASE}proposal/", releases.release_proposal, name="release_proposal"),
    path("payments/", commitments.own_payments, name="own_payments"),
    path("payments/<uuid:settlement_id>/", commitments.own_payment, name="own_payment"),
    path("accounting/deductions/", deductions.deductions_page, name="deductions"),
    path("accounting/deductions/export.csv", deductions.export_deductions, CSV, name="export_deductions_csv"),
    path("accounting/deductions/export.xlsx", deductions.export_deductions, XLSX, name="export_deductions_xlsx"),
    path("accounting/deductions/propose/", proposals.begin_deduction, name="begin_deduction"),
    path(f"{_CONTRACT}delay/", proposals.propose_deduction, {"kind": "delay"}, name="propose_delay"),
    path(f"{_CONTRACT}breach/", proposals.propose_deduction, {"kind": "breach"}, name="propose_breach"),
    path(f"{_CONTRACT}recovery/", proposals.propose_deduction, {"kind": "recovery"}, name="propose_recovery"),
    path(f"{_CONTRACT}penalties/", proposals.set_penalty_rule, name="set_penalty_rule"),
    path(f"{_FINDING}breach/", proposals.propose_from_finding, {"kind": "breach"}, name="propose_breach_of_finding"),
    path(
        f"{_FINDING}recovery/", proposals.propose_from_finding, {"kind": "recovery"}, name="propose_recovery_of_finding"
    ),
    path(_DEDUCTION, deductions.deduction, name="deduction"),
    path(f"{_DEDUCTION}withdraw/", deduction_acts.withdraw_deduction, name="withdraw_deduction"),
    path(f"{_DEDUCTION}contestation/", deduction_acts.write_contestation, name="write_contestation"),
    path(f"{_DEDUCTION}dispatch/", deduction_acts.dispatch_contestation, name="dispatch_contestation"),
    path(f"{_DEDUCTION}receipt/", deduction_acts.record_contestation_receipt, name="record_contestation_receipt"),
    path(f"{_DEDUCTION}answer/", deduction_acts.answer_contestation, name="answer_contestation"),
    path(f"{_DEDUCTION}record/", deduction_acts.record_counter_arguments, name="record_counter_arguments"),
    path(f"{_DEDUCTION}decide/", deduction_acts.decide_deduction, name="decide_deduction"),
    path(f"{_DEDUCTION}communicate/", deduction_acts.communicate_decision, name="communicate_decision"),
    *(
        path(f"{_DEDUCTION}papers/{which}/", deductions.deduction_paper, {"which": which}, name=f"deduction_{which}")
        for which in deductions.PAPERS
    ),
]

"""A table of case files is checked row by row, then written; sent again it changes nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest

from approdo.core import audit
from approdo.core.access.actor import Actor
from approdo.core.errors import InvalidInput, NotAllowed, NotFound, Refusal
from approdo.core.models import AuditRecord, ImportBatch
from approdo.people.models import DuplicateCandidate, Person, PersonKey
from approdo.people.rules.tax_code import check_letter
from approdo.procedures.commands import imports
from approdo.procedures.models import CaseEvent, CaseFile, CaseParty
from approdo.procedures.queries.imports import proposed_columns, visible_to
from tests.procedures.import_tables import as_csv, as_xlsx, check, line, problems, run, start

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OF_YUSUF = "BNPYSF85C12Z330" + check_letter("BNPYSF85C12Z330")
PROVISIONAL = "01234567897"  # a tax code that says nothing of its holder


def test_a_dry_run_says_what_would_happen_and_writes_nothing(officer: Actor) -> None:
    batch = check(officer, as_csv([line(1), line(2), line(3, Procedimento="Magia")]))
    assert batch.state == "checked"
    assert batch.counts == {"would_create": 2, "error": 1}
    assert problems(batch) == {4: [("procedure", "unknown_procedure")]}
    assert not CaseFile.objects.exists()
    assert not Person.objects.exists()


def test_a_run_creates_files_people_facts_and_terms(officer: Actor) -> None:
    batch = run(officer, as_csv([line(1), line(2)]))
    assert batch.state == "done"
    assert batch.counts == {"created": 2}
    case = CaseFile.objects.get(external_code="SV000001")
    assert (case.procedure, case.state, case.protocol_number) == ("family_reunification", "registered", "2026/00001")
    assert (case.filed_on, case.clock, case.effective_due) == (date(2026, 1, 12), "running", date(2026, 6, 11))
    assert case.last_synced_at is not None
    assert case.checklist.exists()
    party = case.parties.get()
    assert (party.part, str(party.person)) == ("applicant", "ProvaB InventataA")
    assert party.person is not None
    assert [held.country for held in party.person.citizenships.all()] == ["MA"]
    assert PersonKey.objects.filter(person=party.person).exists()


def test_the_imported_term_is_the_one_of_a_file_opened_by_hand(officer: Actor, open_case: object) -> None:
    by_hand = open_case(procedure="family_reunification", filed_on=date(2026, 1, 12))  # type: ignore[operator]
    run(officer, as_csv([line(1)]))
    imported = CaseFile.objects.get(external_code="SV000001")
    same = ("clock", "starts_on", "nominal_due", "effective_due", "max_due", "stopped_days", "follow_up_due", "office")
    assert [getattr(imported, name) for name in same] == [getattr(by_hand, name) for name in same]


def test_the_same_file_twice_changes_nothing(officer: Actor) -> None:
    content = as_csv([line(1), line(2)])
    run(officer, content)
    before = list(CaseFile.objects.order_by("id").values("id", "version", "updated_at"))
    again = check(officer, content)
    assert again.counts == {"unchanged": 2}
    with pytest.raises(Refusal) as refused:
        imports.run_import(by=officer, batch_id=again.pk)
    assert refused.value.code == "nothing_to_import"
    assert list(CaseFile.objects.order_by("id").values("id", "version", "updated_at")) == before
    assert Person.objects.count() == 2


def test_an_update_shows_which_fields_differ_and_moves_the_clock(officer: Actor) -> None:
    run(officer, as_csv([line(1)]))
    asked = line(1, **{"Richiesta integrazione": "02/02/2026", "Integrazione ricevuta": "12/02/2026"})
    batch = check(officer, as_csv([asked]))
    row = batch.rows.get()
    assert row.state == "would_update"
    assert row.changes["integration_requested_on"] == ["", "2026-02-02"]
    assert row.changes["state"] == ["registered", "investigation"]
    run(officer, as_csv([asked]))
    case = CaseFile.objects.get()
    assert (case.state, case.version, case.stopped_days) == ("investigation", 2, 10)
    assert case.effective_due > date(2026, 6, 11)


def test_a_date_that_differs_is_corrected_and_the_old_one_kept(officer: Actor) -> None:
    run(officer, as_csv([line(1)]))
    run(officer, as_csv([line(1, **{"Data domanda": "13/01/2026"})]))
    case = CaseFile.objects.get()
    assert case.filed_on == date(2026, 1, 13)
    old = CaseEvent.objects.get(case=case, occurred_on=date(2026, 1, 12))
    assert old.cancelled_at is not None
    assert old.cancel_reason


def test_blank_cells_erase_nothing(officer: Actor) -> None:
    run(officer, as_csv([line(1, Comune="009056")]))
    batch = check(officer, as_csv([line(1, Comune="", Protocollo="")]))
    assert batch.counts == {"unchanged": 1}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"Data domanda": "31/02/2026"}, ("filed_on", "not_a_date")),
        ({"Data domanda": "12/01/26"}, ("filed_on", "not_a_date")),
        ({"Data domanda": "12/01/1026"}, ("filed_on", "not_a_date")),
        ({"Data domanda": "00001"}, ("filed_on", "not_a_date")),
        ({"Data domanda": ""}, ("filed_on", "missing")),
        ({"Data domanda": "12/01/2099"}, ("filed_on", "history_in_future")),
        ({"Codice ALI": "", "Protocollo": ""}, ("external_code", "no_identity")),
        ({"Cognome": ""}, ("family_name", "nobody")),
        ({"Cognome": "محمد"}, ("family_name", "person_not_latin")),
        ({"Cittadinanza": "Atlantide"}, ("citizenship", "unknown_citizenship")),
        ({"Codice fiscale": "PRVNNT90B41Z330X"}, ("tax_code", "tax_code_check")),
        ({"Codice fiscale": OF_YUSUF}, ("tax_code", "tax_code_differs")),
        ({"Data decisione": "01/02/2026", "Esito": "Superato"}, ("outcome", "outcome_of_another")),
        ({"Data decisione": "01/02/2026"}, ("outcome", "outcome_missing")),
        ({"Esito": "Accolta"}, ("decided_on", "decision_date_missing")),
        ({"Data decisione": "01/01/2026", "Esito": "Accolta"}, ("decided_on", "history_before_filing")),
        ({"Osservazioni": "01/02/2026"}, ("", "history_observations_without_notice")),
        ({"Protocollo": "9" * 41}, ("protocol_number", "too_long")),
        ({"Comune": "Savona"}, ("comune", "comune_code")),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    officer: Actor, values: dict[str, str], wrong: tuple[str, str]
) -> None:
    batch = check(officer, as_csv([line(1), line(2, **values)]))
    assert problems(batch) == {3: [wrong]}


def test_a_row_with_cells_too_many_is_refused_and_a_short_one_is_read(officer: Actor) -> None:
    content = as_csv([line(1), line(2)]).decode().splitlines()
    content[1] += ";di troppo"
    content[2] = ";".join(content[2].split(";")[:6])
    batch = check(officer, "\r\n".join(content).encode())
    assert problems(batch) == {2: [("", "surplus")]}
    assert batch.counts == {"error": 1, "would_create": 1}


def test_the_same_code_twice_in_a_file_is_refused_the_second_time(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("approdo.procedures.jobs.imports.CHUNK", 2)
    batch = run(officer, as_csv([line(1), line(2), line(3), line(1)]))
    assert batch.counts == {"created": 3, "error": 1}
    assert problems(batch)[5] == [("", "twice")]
    assert CaseFile.objects.count() == 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [("12/01/2026", date(2026, 1, 12)), ("2026-01-12", date(2026, 1, 12)), ("12.1.2026", date(2026, 1, 12)),
     ("46034", date(2026, 1, 12)), ("2026-01-12T00:00:00", date(2026, 1, 12))],
)  # fmt: skip
def test_dates_are_read_as_offices_write_them(officer: Actor, written: str, meant: date) -> None:
    run(officer, as_csv([line(1, **{"Data domanda": written})]))
    assert CaseFile.objects.get().filed_on == meant


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
     ("cp1252", "Windows-1252"), ("latin-1", "Windows-1252")],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters_are_found_and_said(officer: Actor, encoding: str, said: str, delimiter: str) -> None:
    content = as_csv([line(1, Cognome="Provà", Cittadinanza="Perù")], encoding=encoding, delimiter=delimiter)
    batch = run(officer, content)
    assert (batch.encoding, batch.delimiter) == (said, delimiter)
    assert Person.objects.get().family_name == "Provà"


def test_a_spreadsheet_with_days_numbers_and_formulas_is_read(officer: Actor) -> None:
    rows = [
        ["Procedimento", "Codice ALI", "Data domanda", "Cognome", "Nome"],
        ["family_reunification", 12345, date(2026, 1, 12), "Prova", "Inventata"],
    ]
    batch = run(officer, as_xlsx(rows), name="elenco.xlsx")
    case = CaseFile.objects.get()
    assert (case.external_code, case.filed_on) == ("12345", date(2026, 1, 12))
    assert batch.encoding == "XLSX"


def test_columns_chosen_by_hand_are_remembered_for_the_same_headings(officer: Actor, outsider: Actor) -> None:
    odd = [{"A che serve": "family_reunification", "Numero": "X1", "Quando": "12/01/2026", "Chi": "Prova"}]
    batch = imports.start_import(by=officer, name="strano.csv", content=as_csv(odd))
    assert batch.columns == {}
    chosen = {"procedure": 0, "external_code": 1, "filed_on": 2, "family_name": 3}
    imports.map_columns(by=officer, batch_id=batch.pk, columns=chosen)
    again = imports.start_import(by=officer, name="altro.csv", content=as_csv([{**odd[0], "Numero": "X2"}]))
    assert again.columns == chosen
    assert proposed_columns(outsider, again.headings) == ({}, False)


def test_a_needed_column_that_is_not_chosen_is_asked_for(officer: Actor) -> None:
    batch = imports.start_import(by=officer, name="a.csv", content=as_csv([line(1)]))
    with pytest.raises(InvalidInput) as refused:
        imports.map_columns(by=officer, batch_id=batch.pk, columns={"procedure": 0, "family_name": 4})
    assert set(refused.value.fields) == {"filed_on", "external_code"}
    with pytest.raises(InvalidInput) as refused:
        imports.map_columns(by=officer, batch_id=batch.pk, columns={"procedure": 0, "external_code": 1, "filed_on": 3})
    assert set(refused.value.fields) == {"family_name"}
    with pytest.raises(InvalidInput):
        imports.map_columns(by=officer, batch_id=batch.pk, columns={**batch.columns, "filed_on": 99})


def test_old_procedures_come_in_without_a_term(officer: Actor) -> None:
    run(officer, as_csv([line(1, Procedimento="Emersione 2020", **{"Data domanda": "10/07/2020"})]))
    case = CaseFile.objects.get()
    assert (case.procedure, case.effective_due) == ("regularisation_2020", None)


def test_a_decided_and_a_withdrawn_file_have_no_running_clock(officer: Actor) -> None:
    done = line(1, **{"Data decisione": "02/03/2026", "Esito": "Accolta", "Rinuncia": ""})
    gone = line(2, **{"Data decisione": "", "Esito": "", "Rinuncia": "03/03/2026"})
    run(officer, as_csv([done, gone]))
    decided, withdrawn = CaseFile.objects.order_by("external_code")
    assert (decided.state, decided.outcome, decided.clock) == ("decided", "granted", "ended")
    assert (withdrawn.state, withdrawn.clock, withdrawn.closed_on) == ("closed", "ended", date(2026, 3, 3))


def test_a_work_request_has_an_employer_and_a_worker(officer: Actor) -> None:
    work = line(
        1,
        Procedimento="Lavoro stagionale",
        **{"Datore di lavoro": "Azienda Inventata", "Quota imputata il": "15/01/2026"},
    )
    run(officer, as_csv([work]))
    parts = {party.part: party for party in CaseParty.objects.all()}
    assert parts["employer"].entity_name == "Azienda Inventata"
    assert str(parts["beneficiary"].person) == "ProvaB InventataA"


def test_an_employer_who_asks_for_nobody_by_name_is_the_only_party(officer: Actor) -> None:
    nobody = {"Cognome": "", "Nome": "", "Data di nascita": "", "Cittadinanza": ""}
    work = {"Procedimento": "Lavoro stagionale", "Datore di lavoro": "Azienda Inventata", "Partita IVA": PROVISIONAL}
    run(officer, as_csv([line(1, **nobody, **work)]))
    party = CaseParty.objects.get()
    assert (party.part, party.entity_name, party.entity_tax_code) == ("employer", "Azienda Inventata", PROVISIONAL)
    assert CaseFile.objects.get().title == "Azienda Inventata"
    assert not Person.objects.exists()


def test_a_tax_code_here_on_somebody_else_is_refused_and_on_the_same_one_finds_them(officer: Actor) -> None:
    known = Person.objects.create(
        prefecture_id="SV", family_name="ProvaB", tax_code=PROVISIONAL, tax_code_kind="provisional"
    )
    rows = [line(1, **{"Codice fiscale": PROVISIONAL}), line(2, **{"Codice fiscale": PROVISIONAL, "Nome": "Altra"})]
    batch = run(officer, as_csv(rows))
    assert problems(batch) == {3: [("tax_code", "tax_code_of_another")]}
    assert batch.counts == {"created": 1, "error": 1}
    assert CaseParty.objects.get().person_id == known.pk


def test_somebody_already_known_is_proposed_and_not_written_again(officer: Actor) -> None:
    known = Person.objects.create(
        prefecture_id="SV",
        family_name="Provab",
        given_name="Inventataa",
        birth_date=date(1990, 2, 1),
        birth_precision="day",
    )
    batch = check(officer, as_csv([line(1)]))
    assert problems(batch) == {2: [("family_name", "person_known")]}
    assert batch.counts == {"would_create": 1}
    run(officer, as_csv([line(1)]))
    assert CaseParty.objects.get().person_id == known.pk


def test_by_choice_somebody_of_the_same_name_is_written_again_and_left_to_judge(officer: Actor) -> None:
    run(officer, as_csv([line(1)]))
    run(officer, as_csv([line(1, **{"Codice ALI": "ALTRO", "Protocollo": ""})]), people="new")
    assert Person.objects.count() == 2
    assert DuplicateCandidate.objects.get().score == 100


def test_two_rows_about_one_person_write_one_person(officer: Actor) -> None:
    run(officer, as_csv([line(1), line(1, **{"Codice ALI": "SECONDO", "Protocollo": "2026/S"})]))
    assert (CaseFile.objects.count(), Person.objects.count()) == (2, 1)


def test_a_protocol_number_of_another_file_is_refused(officer: Actor) -> None:
    run(officer, as_csv([line(1), line(2)]))
    batch = check(officer, as_csv([line(1, Protocollo="2026/00002"), line(3, Protocollo="2026/00002")]))
    assert problems(batch)[2] == [("protocol_number", "protocol_of_another")]
    assert problems(batch)[3] == [("protocol_number", "twice")]
    assert batch.counts == {"error": 2}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"Codice ALI": "", "Procedimento": "Lavoro stagionale"}, ("procedure", "other_procedure")),
        ({"Codice ALI": "ALTRO"}, ("external_code", "other_code")),
        ({"Protocollo": "2026/99999"}, ("protocol_number", "other_protocol")),
        ({"Data decisione": "01/02/2026", "Esito": "Superato"}, ("outcome", "outcome_of_another")),
        ({"Data decisione": "01/01/2026", "Esito": "Accolta"}, ("decided_on", "history_before_filing")),
    ],
)
def test_a_row_that_cannot_be_about_the_file_it_names_leaves_it_alone(
    officer: Actor, values: dict[str, str], wrong: tuple[str, str]
) -> None:
    run(officer, as_csv([line(1)]))
    before = CaseFile.objects.values().get()
    batch = check(officer, as_csv([line(1, **values)]))
    assert problems(batch) == {2: [wrong]}
    assert batch.counts == {"error": 1}
    assert CaseFile.objects.values().get() == before


def test_a_municipality_told_later_is_written_and_the_file_stays_where_it_is(officer: Actor) -> None:
    run(officer, as_csv([line(1)]))
    batch = run(officer, as_csv([line(1, Comune="9056")]))
    assert batch.rows.get().changes == {"comune": ["", "009056"]}
    case = CaseFile.objects.get()
    assert (case.comune, case.state, case.version, case.passages.count()) == ("009056", "registered", 2, 1)


def test_papers_that_came_take_a_file_out_of_the_wait_for_them(officer: Actor) -> None:
    asked = line(1, **{"Richiesta integrazione": "02/02/2026", "Integrazione ricevuta": ""})
    run(officer, as_csv([asked]))
    waiting = CaseFile.objects.get()
    run(officer, as_csv([{**asked, "Integrazione ricevuta": "12/02/2026"}]))
    case = CaseFile.objects.get()
    assert (waiting.state, waiting.stopped_days) == ("integration_requested", 30)  # nothing came: until its limit
    assert (case.state, case.stopped_days) == ("investigation", 10)


def test_a_decision_followed_by_the_visa_has_gone_past_the_decision(officer: Actor) -> None:
    seen = line(1, **{"Data decisione": "02/03/2026", "Esito": "Accolta", "Data visto": "20/03/2026"})
    run(officer, as_csv([seen]))
    assert CaseFile.objects.get().state == "post_decision"


def test_an_imported_outcome_is_corrected_by_a_later_table(officer: Actor) -> None:
    decided = line(1, **{"Data decisione": "02/03/2026", "Esito": "Accolta"})
    run(officer, as_csv([decided]))
    batch = run(officer, as_csv([{**decided, "Esito": "Respinta"}]))
    assert batch.rows.get().changes == {"outcome": ["granted", "denied"]}
    assert CaseFile.objects.get().outcome == "denied"


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"Data decisione": "20/04/2026", "Esito": "Respinta"}, "outcome"),
        ({"Data decisione": "21/04/2026", "Esito": "Accolta"}, "decided_on"),
    ],
)
def test_a_table_never_changes_what_was_signed_here(
    officer: Actor, decided: CaseFile, values: dict[str, str], column: str
) -> None:
    batch = check(officer, as_csv([line(1, **{"Protocollo": decided.protocol_number, **values})]))
    assert problems(batch) == {2: [(column, "decided_here")]}
    kept = CaseFile.objects.get()
    assert (kept.outcome, kept.decided_on) == ("granted", date(2026, 4, 20))


def test_of_several_requests_for_papers_a_table_with_one_column_corrects_none(officer: Actor) -> None:
    run(officer, as_csv([line(1, **{"Richiesta integrazione": "02/02/2026", "Integrazione ricevuta": "12/02/2026"})]))
    case = CaseFile.objects.get()
    CaseEvent.objects.create(prefecture_id="SV", case=case, type="integration_requested", occurred_on=date(2026, 3, 2))
    batch = check(officer, as_csv([line(1, **{"Richiesta integrazione": "03/02/2026"})]))
    assert problems(batch) == {2: [("integration_requested_on", "several_here")]}
    assert check(officer, as_csv([line(1, **{"Richiesta integrazione": "02/03/2026"})])).counts == {"unchanged": 1}


def test_one_audit_record_a_chunk_tells_the_counts_and_no_name(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approdo.procedures.jobs.imports.CHUNK", 2)
    run(officer, as_csv([line(1), line(2), line(3)]))
    records = AuditRecord.objects.filter(act="case.imported").order_by("number")
    details = [json.loads(record.payload)["details"] for record in records]
    assert [one["counts"] for one in details] == [{"created": 2}, {"created": 1}]
    assert not any("Prova" in record.payload for record in AuditRecord.objects.all())
    assert list(audit.verify("SV")) == []


def test_an_outsider_sees_and_touches_nothing(officer: Actor, outsider: Actor) -> None:
    batch = start(officer, as_csv([line(1)]))
    assert list(visible_to(outsider)) == []
    for act in (imports.run_import, imports.cancel_import, imports.resume_import, imports.finish_import):
        with pytest.raises(NotFound):
            act(by=outsider, batch_id=batch.pk)
    with pytest.raises(NotFound):
        imports.map_columns(by=outsider, batch_id=batch.pk, columns=batch.columns)


def test_who_may_not_import_is_told_so(officer: Actor) -> None:
    nobody = Actor("SV", officer.user_id, "x", frozenset())
    with pytest.raises(NotAllowed):
        imports.start_import(by=nobody, name="a.csv", content=as_csv([line(1)]))
    assert list(visible_to(nobody)) == []
    assert not ImportBatch.objects.exists()


def test_an_import_given_up_writes_nothing_more(officer: Actor) -> None:
    batch = start(officer, as_csv([line(1)]))
    imports.cancel_import(by=officer, batch_id=batch.pk)
    with pytest.raises(Refusal):
        imports.run_import(by=officer, batch_id=batch.pk)
    with pytest.raises(Refusal):
        imports.cancel_import(by=officer, batch_id=batch.pk)
    with pytest.raises(Refusal):
        imports.map_columns(by=officer, batch_id=batch.pk, columns=batch.columns)
    assert not CaseFile.objects.exists()

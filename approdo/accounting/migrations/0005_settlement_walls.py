"""The second wall around settlements, and what the database itself refuses about money."""

from django.db import migrations

from approdo.core.tenancy import row_security

TABLES = ("commitment", "settlement", "settlementinvoice", "settlementdeduction", "taxdebtcheck")

RECKONED = (
    "contract_id", "month", "edition", "statement_id", "commitment_id", "rule", "inputs", "input_hash", "result_hash",
    "per_diem", "pocket_money", "entry_kits", "phone_cards", "stamp", "vat", "total", "vat_to_treasury", "retention",
    "deducted", "payable", "charged", "received_on", "accepted_on", "pay_days", "pay_clause", "pay_by", "certified_on",
    "certificate_id", "prepared_at", "prepared_by_id",
)  # fmt: skip
APPROVED = ("approved_on", "approved_at", "approved_by_id", "checks", "proposal_id")
ENDED = (
    "state",
    "cancelled_at",
    "cancelled_by_id",
    "cancellation",
    "paid_on",
    "payment_reference",
    "paid_recorded_by_id",
)


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)


def _for_ever(table: str, event: str = "DELETE") -> str:
    return (
        f"CREATE TRIGGER kept_for_ever BEFORE {event} ON accounting_{table}"
        " FOR EACH ROW EXECUTE FUNCTION accounting_refuse_change();"
    )


def _refusal(constraint: str, message: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}', MESSAGE = '{message}';"


KEPT = f"""
CREATE TRIGGER kept_as_reckoned BEFORE UPDATE ON accounting_settlement FOR EACH ROW
  WHEN ({_changed(RECKONED)}) EXECUTE FUNCTION accounting_refuse_change();
CREATE TRIGGER kept_as_approved BEFORE UPDATE ON accounting_settlement FOR EACH ROW
  WHEN (OLD.state <> 'prepared' AND ({_changed(APPROVED)})) EXECUTE FUNCTION accounting_refuse_change();
CREATE TRIGGER kept_as_ended BEFORE UPDATE ON accounting_settlement FOR EACH ROW
  WHEN (OLD.state IN ('paid', 'cancelled') AND ({_changed(ENDED)})) EXECUTE FUNCTION accounting_refuse_change();
CREATE TRIGGER kept_as_committed BEFORE UPDATE ON accounting_commitment FOR EACH ROW
  WHEN ({_changed(("contract_id", "recorded_at", "recorded_by_id"))}) EXECUTE FUNCTION accounting_refuse_change();
{_for_ever("settlement")}
{_for_ever("commitment")}
{_for_ever("settlementinvoice")}
{_for_ever("settlementdeduction")}
{_for_ever("taxdebtcheck", "UPDATE OR DELETE")}
"""

# One prepares, then another approves, then it is paid; what was not paid can be taken back.
WAY = f"""
CREATE FUNCTION accounting_settlement_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'INSERT' AND NEW.state <> 'prepared')
     OR (TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
       ('prepared', 'approved'), ('prepared', 'cancelled'), ('approved', 'paid'), ('approved', 'cancelled'))) THEN
    {_refusal("settlement_way", "a settlement does not go from that state to this one")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settlement_way BEFORE INSERT OR UPDATE OF state ON accounting_settlement
  FOR EACH ROW EXECUTE FUNCTION accounting_settlement_way();
"""

SAME_CONTRACT = f"""
CREATE FUNCTION accounting_settlement_of_one_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM accounting_commitment WHERE id = NEW.commitment_id AND contract_id = NEW.contract_id)
     OR NOT EXISTS (SELECT 1 FROM accounting_monthlystatement
                     WHERE id = NEW.statement_id AND contract_id = NEW.contract_id AND month = NEW.month) THEN
    {_refusal("settlement_of_one_contract", "statement and commitment are of another contract or month")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settlement_of_one_contract BEFORE INSERT ON accounting_settlement
  FOR EACH ROW EXECUTE FUNCTION accounting_settlement_of_one_contract();
"""

# The lock of the commitment makes two approvals at once wait in turn.
WITHIN = f"""
CREATE FUNCTION accounting_within_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  committed numeric;
  held numeric;
BEGIN
  SELECT amount INTO committed FROM accounting_commitment WHERE id = NEW.commitment_id FOR UPDATE;
  SELECT COALESCE(SUM(charged), 0) INTO held FROM accounting_settlement
   WHERE commitment_id = NEW.commitment_id AND id <> NEW.id AND state IN ('approved', 'paid');
  IF held + NEW.charged > committed THEN
    {_refusal("within_commitment", "more would be settled than was committed")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_commitment BEFORE INSERT OR UPDATE OF state ON accounting_settlement FOR EACH ROW
  WHEN (NEW.state IN ('approved', 'paid')) EXECUTE FUNCTION accounting_within_commitment();

CREATE FUNCTION accounting_commitment_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount < (SELECT COALESCE(SUM(charged), 0) FROM accounting_settlement
                    WHERE commitment_id = NEW.id AND state IN ('approved', 'paid')) THEN
    {_refusal("commitment_holds", "less would be committed than was settled")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitment_holds BEFORE UPDATE OF amount ON accounting_commitment
  FOR EACH ROW EXECUTE FUNCTION accounting_commitment_holds();
"""

TAKEN = f"""
CREATE FUNCTION accounting_settled_as_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accounting_invoice AS told, accounting_settlement AS mine
     WHERE told.id = NEW.invoice_id AND mine.id = NEW.settlement_id AND told.contract_id = mine.contract_id
       AND told.month = mine.month AND told.state IN ('accepted', 'credit_asked')
  ) THEN
    {_refusal("settled_as_accepted", "an invoice is paid for its own contract and month, once it was answered")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settled_as_accepted BEFORE INSERT ON accounting_settlementinvoice
  FOR EACH ROW EXECUTE FUNCTION accounting_settled_as_accepted();

CREATE FUNCTION accounting_deducted_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decided numeric;
  held numeric;
BEGIN
  SELECT told.decided_amount INTO decided FROM accounting_deduction AS told, accounting_settlement AS mine
   WHERE told.id = NEW.deduction_id AND mine.id = NEW.settlement_id AND told.contract_id = mine.contract_id
     FOR UPDATE OF told;
  SELECT COALESCE(SUM(amount), 0) INTO held FROM accounting_settlementdeduction
   WHERE deduction_id = NEW.deduction_id AND live;
  IF decided IS NULL OR held + NEW.amount > decided THEN
    {_refusal("deducted_once", "more would be deducted than was decided")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deducted_after_decision BEFORE INSERT ON accounting_settlementdeduction
  FOR EACH ROW EXECUTE FUNCTION accounting_deducted_after_decision();
CREATE TRIGGER deducted_once BEFORE INSERT ON accounting_settlementdeduction
  FOR EACH ROW EXECUTE FUNCTION accounting_deducted_once();

CREATE FUNCTION accounting_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.live OR to_jsonb(OLD) - 'live' <> to_jsonb(NEW) - 'live' OR NOT EXISTS (
    SELECT 1 FROM accounting_settlement WHERE id = NEW.settlement_id AND state = 'cancelled'
  ) THEN
    {_refusal("taken_back_when_cancelled", "what a settlement took is free again only when it is cancelled")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER taken_back BEFORE UPDATE ON accounting_settlementinvoice
  FOR EACH ROW EXECUTE FUNCTION accounting_taken_back();
CREATE TRIGGER taken_back BEFORE UPDATE ON accounting_settlementdeduction
  FOR EACH ROW EXECUTE FUNCTION accounting_taken_back();
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0004_settlements"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(row_security(f"accounting_{table}") for table in TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(KEPT + WAY + SAME_CONTRACT + WITHIN + TAKEN, migrations.RunSQL.noop),
    ]

"""A settlement on several commitments, what was kept given back once: the second wall and what the database refuses."""

from django.db import migrations

from approdo.core.tenancy import row_security

TABLES = ("commitmentcharge", "finalconformity", "retentionrelease", "releasedretention")

RECKONED = (
    "contract_id", "month", "edition", "statement_id", "rule", "inputs", "input_hash", "result_hash", "per_diem",
    "pocket_money", "entry_kits", "phone_cards", "stamp", "vat", "total", "vat_to_treasury", "retention", "deducted",
    "payable", "charged", "received_on", "accepted_on", "pay_days", "pay_clause", "pay_by", "certified_on",
    "certificate_id", "prepared_at", "prepared_by_id",
)  # fmt: skip
GIVEN_BACK = (
    "contract_id", "edition", "conformity_id", "commitment_id", "invoice_number", "retention", "vat",
    "vat_to_treasury", "payable", "prepared_at", "prepared_by_id",
)  # fmt: skip
APPROVED = ("approved_on", "approved_at", "approved_by_id", "checks", "proposal_id")
ENDED = (
    "state", "cancelled_at", "cancelled_by_id", "cancellation", "paid_on", "payment_reference", "paid_recorded_by_id",
    "paid_checks",
)  # fmt: skip


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)


def _for_ever(table: str, event: str = "DELETE") -> str:
    return (
        f"CREATE TRIGGER kept_for_ever BEFORE {event} ON accounting_{table}"
        " FOR EACH ROW EXECUTE FUNCTION accounting_refuse_change();"
    )


def _refusal(constraint: str, message: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}', MESSAGE = '{message}';"


def _kept(table: str, reckoned: tuple[str, ...]) -> str:
    return f"""
CREATE TRIGGER kept_as_reckoned BEFORE UPDATE ON accounting_{table} FOR EACH ROW
  WHEN ({_changed(reckoned)}) EXECUTE FUNCTION accounting_refuse_change();
CREATE TRIGGER kept_as_ended BEFORE UPDATE ON accounting_{table} FOR EACH ROW
  WHEN (OLD.state IN ('paid', 'cancelled') AND ({_changed(ENDED)})) EXECUTE FUNCTION accounting_refuse_change();
"""


# What one commitment bore until now becomes a row of its own.
MOVED = """
DROP TRIGGER kept_as_reckoned ON accounting_settlement;
DROP TRIGGER kept_as_ended ON accounting_settlement;
INSERT INTO accounting_commitmentcharge (id, prefecture_id, settlement_id, commitment_id, amount)
  SELECT gen_random_uuid(), prefecture_id, id, commitment_id, charged FROM accounting_settlement WHERE charged > 0;
SET CONSTRAINTS ALL IMMEDIATE;
"""

KEPT = f"""
{_kept("settlement", RECKONED)}
{_kept("retentionrelease", GIVEN_BACK)}
CREATE TRIGGER kept_as_approved BEFORE UPDATE ON accounting_retentionrelease FOR EACH ROW
  WHEN (OLD.state <> 'prepared' AND ({_changed(APPROVED)})) EXECUTE FUNCTION accounting_refuse_change();
{_for_ever("commitmentcharge", "UPDATE OR DELETE")}
{_for_ever("finalconformity", "UPDATE OR DELETE")}
{_for_ever("retentionrelease")}
{_for_ever("releasedretention")}
CREATE TRIGGER release_way BEFORE INSERT OR UPDATE OF state ON accounting_retentionrelease
  FOR EACH ROW EXECUTE FUNCTION accounting_settlement_way();
"""

SAME_CONTRACT = f"""
CREATE OR REPLACE FUNCTION accounting_settlement_of_one_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM accounting_monthlystatement
                  WHERE id = NEW.statement_id AND contract_id = NEW.contract_id AND month = NEW.month) THEN
    {_refusal("settlement_of_one_contract", "the statement is of another contract or month")}
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION accounting_charge_of_one_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accounting_settlement AS mine, accounting_commitment AS told
     WHERE mine.id = NEW.settlement_id AND told.id = NEW.commitment_id AND mine.contract_id = told.contract_id
       AND mine.state = 'prepared'
  ) THEN
    {_refusal("charge_of_one_contract", "a commitment bears settlements of its own contract, while they are prepared")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charge_of_one_contract BEFORE INSERT ON accounting_commitmentcharge
  FOR EACH ROW EXECUTE FUNCTION accounting_charge_of_one_contract();

CREATE FUNCTION accounting_release_of_one_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM accounting_finalconformity
                  WHERE id = NEW.conformity_id AND contract_id = NEW.contract_id)
     OR NEW.commitment_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM accounting_commitment WHERE id = NEW.commitment_id AND contract_id = NEW.contract_id) THEN
    {_refusal("release_of_one_contract", "conformity or commitment are of another contract")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_of_one_contract BEFORE INSERT ON accounting_retentionrelease
  FOR EACH ROW EXECUTE FUNCTION accounting_release_of_one_contract();
"""

# What the parts make is the whole, when the transaction ends, whichever prefecture it is bound to by then.
SUMS = f"""
CREATE FUNCTION accounting_charges_add_up() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whole uuid;
BEGIN
  IF TG_TABLE_NAME = 'accounting_settlement' THEN whole := NEW.id; ELSE whole := NEW.settlement_id; END IF;
  IF (SELECT charged FROM accounting_settlement WHERE id = whole) IS DISTINCT FROM
     (SELECT COALESCE(SUM(amount), 0) FROM accounting_commitmentcharge WHERE settlement_id = whole) THEN
    {_refusal("charges_add_up", "what the commitments bear is not what the settlement charges")}
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER charges_add_up AFTER INSERT ON accounting_settlement DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION accounting_charges_add_up();
CREATE CONSTRAINT TRIGGER charges_add_up AFTER INSERT ON accounting_commitmentcharge DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION accounting_charges_add_up();

CREATE FUNCTION accounting_released_add_up() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whole uuid;
BEGIN
  IF TG_TABLE_NAME = 'accounting_retentionrelease' THEN whole := NEW.id; ELSE whole := NEW.release_id; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM accounting_retentionrelease AS mine,
      (SELECT COALESCE(SUM(amount), 0) AS amount, COALESCE(SUM(vat), 0) AS vat
         FROM accounting_releasedretention WHERE release_id = whole) AS lines
     WHERE mine.id = whole AND mine.retention = lines.amount AND mine.vat = lines.vat
  ) THEN
    {_refusal("released_add_up", "what the months give back is not what the release pays")}
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER released_add_up AFTER INSERT ON accounting_retentionrelease DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION accounting_released_add_up();
CREATE CONSTRAINT TRIGGER released_add_up AFTER INSERT ON accounting_releasedretention DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION accounting_released_add_up();
"""

# The lock of each commitment, always in the same order, makes two approvals at once wait in turn.
WITHIN = f"""
CREATE FUNCTION accounting_held(told uuid, but uuid) RETURNS numeric LANGUAGE sql AS $$
  SELECT COALESCE((
    SELECT SUM(charge.amount) FROM accounting_commitmentcharge AS charge
      JOIN accounting_settlement AS mine ON mine.id = charge.settlement_id
     WHERE charge.commitment_id = told AND mine.id IS DISTINCT FROM but AND mine.state IN ('approved', 'paid')), 0)
  + COALESCE((
    SELECT SUM(vat) FROM accounting_retentionrelease
     WHERE commitment_id = told AND id IS DISTINCT FROM but AND state IN ('approved', 'paid')), 0)
$$;

CREATE OR REPLACE FUNCTION accounting_within_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one record;
  committed numeric;
BEGIN
  FOR one IN SELECT commitment_id, amount FROM accounting_commitmentcharge
              WHERE settlement_id = NEW.id ORDER BY commitment_id LOOP
    SELECT amount INTO committed FROM accounting_commitment WHERE id = one.commitment_id FOR UPDATE;
    IF accounting_held(one.commitment_id, NEW.id) + one.amount > committed THEN
      {_refusal("within_commitment", "more would be settled than was committed")}
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE FUNCTION accounting_release_within_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  committed numeric;
BEGIN
  SELECT amount INTO committed FROM accounting_commitment WHERE id = NEW.commitment_id FOR UPDATE;
  IF accounting_held(NEW.commitment_id, NEW.id) + NEW.vat > committed THEN
    {_refusal("within_commitment", "more would be settled than was committed")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_commitment BEFORE INSERT OR UPDATE OF state ON accounting_retentionrelease FOR EACH ROW
  WHEN (NEW.state IN ('approved', 'paid') AND NEW.commitment_id IS NOT NULL)
  EXECUTE FUNCTION accounting_release_within_commitment();

CREATE OR REPLACE FUNCTION accounting_commitment_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount < accounting_held(NEW.id, NULL) THEN
    {_refusal("commitment_holds", "less would be committed than was settled")}
  END IF;
  RETURN NEW;
END $$;
"""

# What was kept is given back whole, of what was paid, after the end, once.
GIVEN = f"""
CREATE FUNCTION accounting_conformity_of_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM reception_contract
                  WHERE id = NEW.contract_id AND upper(in_force) = NEW.last_day + 1) THEN
    {_refusal("conformity_of_the_end", "the final conformity is given for the last day of the contract")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conformity_of_the_end BEFORE INSERT ON accounting_finalconformity
  FOR EACH ROW EXECUTE FUNCTION accounting_conformity_of_the_end();

CREATE FUNCTION accounting_release_after_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM reception_contract AS told, accounting_finalconformity AS given
     WHERE told.id = NEW.contract_id AND given.id = NEW.conformity_id AND upper(told.in_force) = given.last_day + 1
       AND given.last_day < NEW.approved_on
  ) THEN
    {_refusal("release_after_the_end", "what was kept is given back after the contract has ended")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_after_the_end BEFORE UPDATE OF state ON accounting_retentionrelease FOR EACH ROW
  WHEN (OLD.state = 'prepared' AND NEW.state = 'approved') EXECUTE FUNCTION accounting_release_after_the_end();

CREATE FUNCTION accounting_released_as_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM accounting_settlement AS told, accounting_retentionrelease AS mine
     WHERE told.id = NEW.settlement_id AND mine.id = NEW.release_id AND told.contract_id = mine.contract_id
       AND told.state = 'paid' AND told.retention = NEW.amount AND mine.state = 'prepared'
  ) THEN
    {_refusal("released_as_kept", "what is given back is what a paid settlement of the contract kept")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER released_as_kept BEFORE INSERT ON accounting_releasedretention
  FOR EACH ROW EXECUTE FUNCTION accounting_released_as_kept();

CREATE FUNCTION accounting_release_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.live OR to_jsonb(OLD) - 'live' <> to_jsonb(NEW) - 'live' OR NOT EXISTS (
    SELECT 1 FROM accounting_retentionrelease WHERE id = NEW.release_id AND state = 'cancelled'
  ) THEN
    {_refusal("taken_back_when_cancelled", "what a release gave back is kept again only when it is cancelled")}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER taken_back BEFORE UPDATE ON accounting_releasedretention
  FOR EACH ROW EXECUTE FUNCTION accounting_release_taken_back();
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0007_payments"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(row_security(f"accounting_{table}") for table in TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.RemoveField("settlement", "commitment"),
        migrations.RunSQL(KEPT + SAME_CONTRACT + SUMS + WITHIN + GIVEN, migrations.RunSQL.noop),
    ]

"""The second wall around reception, and what no constraint of one table can say: a stay stands within its contract."""

from django.db import migrations

from approdo.core.tenancy import row_security

TABLES = (
    "absence", "bed", "beduse", "bodymember", "centre", "centrecapacity", "centrecertificate", "centrecontract",
    "compliance", "contract", "contractpolicy", "contractprice", "extension", "frameworkagreement", "guarantee",
    "guest", "housingunit", "managingbody", "nightconfirmation", "nightrecord", "outofuse", "registermonth", "room",
    "stay",
)  # fmt: skip

# Constraint triggers speak the language of constraints, so that commands translate both in one way.
STAYS = """
CREATE FUNCTION reception_stay_within_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.superseded_at IS NULL AND NEW.entry IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM reception_centrecontract AS held JOIN reception_contract AS contract ON contract.id = held.contract_id
     WHERE held.contract_id = NEW.contract_id AND held.centre_id = NEW.centre_id
       AND (held.during * contract.in_force) @> NEW.entry
       AND (NEW.exit IS NULL OR NEW.exit <= coalesce(upper(held.during * contract.in_force), 'infinity'))
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'stay_within_contract',
      MESSAGE = 'a stay stands outside its contract';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stay_within_contract BEFORE INSERT OR UPDATE ON reception_stay
  FOR EACH ROW EXECUTE FUNCTION reception_stay_within_contract();

CREATE FUNCTION reception_contract_keeps_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  left_out boolean;
BEGIN
  IF TG_TABLE_NAME = 'reception_contract' THEN
    SELECT EXISTS (
      SELECT 1 FROM reception_stay AS stay WHERE stay.contract_id = NEW.id AND stay.superseded_at IS NULL
         AND stay.entry IS NOT NULL AND NOT (NEW.in_force @> stay.entry
             AND (stay.exit IS NULL OR stay.exit <= coalesce(upper(NEW.in_force), 'infinity')))
    ) INTO left_out;
  ELSE
    SELECT EXISTS (
      SELECT 1 FROM reception_stay AS stay WHERE stay.contract_id = OLD.contract_id AND stay.centre_id = OLD.centre_id
         AND stay.superseded_at IS NULL AND stay.entry IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM reception_centrecontract AS held WHERE held.contract_id = stay.contract_id
              AND held.centre_id = stay.centre_id AND held.during @> stay.entry
              AND (stay.exit IS NULL OR stay.exit <= coalesce(upper(held.during), 'infinity')))
    ) INTO left_out;
  END IF;
  IF left_out THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'stay_within_contract',
      MESSAGE = 'a stay would stand outside its contract';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contract_keeps_stays AFTER UPDATE OF in_force ON reception_contract
  FOR EACH ROW EXECUTE FUNCTION reception_contract_keeps_stays();
CREATE TRIGGER contract_keeps_stays AFTER UPDATE OR DELETE ON reception_centrecontract
  FOR EACH ROW EXECUTE FUNCTION reception_contract_keeps_stays();
"""

# A sealed month is what money was computed from: only a further edition may follow it.
SEALED = """
CREATE FUNCTION reception_refuse_unsealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'register_sealed_stays',
    MESSAGE = 'a sealed register does not change';
END $$;
CREATE TRIGGER register_sealed_stays BEFORE UPDATE OR DELETE ON reception_registermonth
  FOR EACH ROW WHEN (OLD.state = 'sealed') EXECUTE FUNCTION reception_refuse_unsealing();
"""


class Migration(migrations.Migration):
    dependencies = [("reception", "0001_initial"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(row_security(f"reception_{table}") for table in TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
        migrations.RunSQL(SEALED, migrations.RunSQL.noop),
    ]

"""The second wall around accounting, and what never changes once it was computed or received."""

from django.db import migrations

from approdo.core.tenancy import row_security

TABLES = (
    "billingaddress", "centreline", "centremonth", "finding", "guestline", "invoice", "invoicearrival",
    "invoiceupload", "monthlystatement", "pocketmoneysheet", "pocketmoneysignature",
    "staffhours", "staffrequirement", "statementpart", "toldvatrate",
)  # fmt: skip

# Of a computed month only the end of its validity is written afterwards; of a document only what was done with it.
KEPT = {
    "centremonth": ("contract_id", "centre_id", "register_id", "month", "version", "rule", "inputs", "input_hash",
                    "result_hash", "computed_at", "nights", "paid_nights", "entries", "per_diem", "pocket_money",
                    "entry_kits", "phone_cards"),
    "monthlystatement": ("contract_id", "month", "version", "rule", "inputs", "input_hash", "result_hash",
                         "computed_at", "missing", "nights", "paid_nights", "per_diem", "pocket_money", "entry_kits",
                         "phone_cards", "gross", "vat", "stamp", "invoice_total", "retention", "payable_now"),
    "invoice": ("upload_id", "part_name", "content_hash", "supplier_key", "number_key", "year", "gives_back",
                "number", "issued_on", "amount", "value", "received_on", "refuse_by"),
    "invoiceupload": ("document_id", "sha256", "name", "channel", "received_on"),
}  # fmt: skip
WHOLE = ("centreline", "guestline", "statementpart")  # never change at all

FUNCTION = """
CREATE FUNCTION accounting_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_kept',
    MESSAGE = 'what was computed or received does not change';
END $$;
"""


def _kept(table: str, columns: tuple[str, ...]) -> str:
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    return (
        f"CREATE TRIGGER kept_as_it_was BEFORE UPDATE ON accounting_{table}"
        f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION accounting_refuse_change();"
        f"CREATE TRIGGER kept_for_ever BEFORE DELETE ON accounting_{table}"
        " FOR EACH ROW EXECUTE FUNCTION accounting_refuse_change();"
    )


def _whole(table: str) -> str:
    return (
        f"CREATE TRIGGER kept_for_ever BEFORE UPDATE OR DELETE ON accounting_{table}"
        " FOR EACH ROW EXECUTE FUNCTION accounting_refuse_change();"
    )


class Migration(migrations.Migration):
    dependencies = [("accounting", "0001_initial"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(row_security(f"accounting_{table}") for table in TABLES), migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL(
            "\n".join([*(_kept(*one) for one in KEPT.items()), *(_whole(one) for one in WHOLE)]),
            migrations.RunSQL.noop,
        ),
    ]

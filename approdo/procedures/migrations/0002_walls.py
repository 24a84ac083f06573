"""The second wall around case files, and the counts of what falls due."""

from django.db import migrations

from approdo.core.tenancy import NATIONAL, WEB_ROLE, row_security

TABLES = (
    "casefile",
    "caseparty",
    "caseevent",
    "statepassage",
    "assignment",
    "checklistitem",
    "opinion",
    "letter",
    "decision",
    "litigation",
)


def count_due(operation: str, rows: tuple[str, ...]) -> str:
    """SQL that keeps the counts of open case files by due day in step with one kind of statement."""
    sides = " UNION ALL ".join(
        f"SELECT prefecture_id, office, clock, effective_due, {sign} AS n FROM {table}"
        " WHERE decided_on IS NULL AND closed_on IS NULL"
        for table, sign in (("changed_to", "1"), ("changed_from", "-1"))
        if table in rows
    )
    references = " ".join(
        f"{word} TABLE AS {table}" for word, table in (("NEW", "changed_to"), ("OLD", "changed_from")) if table in rows
    )
    return f"""
    CREATE FUNCTION procedures_count_due_{operation}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO procedures_duecount (prefecture_id, office, clock, due_on, files)
        SELECT prefecture_id, office, clock, effective_due, sum(n) FROM ({sides}) moved
          GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (prefecture_id, office, clock, due_on)
          DO UPDATE SET files = procedures_duecount.files + EXCLUDED.files;
      RETURN NULL;
    END $$;
    CREATE TRIGGER count_due_{operation} AFTER {operation} ON procedures_casefile
      REFERENCING {references} FOR EACH STATEMENT EXECUTE FUNCTION procedures_count_due_{operation}();
    """


NATIONAL_COUNTS = f"""
ALTER TABLE procedures_duecount ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenancy ON procedures_duecount
  USING (prefecture_id = current_setting('approdo.prefecture', true)
         OR current_setting('approdo.prefecture', true) = '{NATIONAL}')
  WITH CHECK (prefecture_id = current_setting('approdo.prefecture', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON procedures_duecount TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL(
            "".join(row_security(f"procedures_{table}") for table in TABLES)
            + NATIONAL_COUNTS
            + count_due("INSERT", ("changed_to",))
            + count_due("UPDATE", ("changed_to", "changed_from"))
            + count_due("DELETE", ("changed_from",)),
            migrations.RunSQL.noop,
        )
    ]

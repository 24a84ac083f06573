"""The counts keep the due day of running clocks alone: that of a stopped one moves every night and nobody counts by it."""

from django.db import migrations

SIDES = {"INSERT": ("changed_to",), "UPDATE": ("changed_to", "changed_from"), "DELETE": ("changed_from",)}
SIGNS = {"changed_to": "1", "changed_from": "-1"}
RUNNING = "CASE WHEN clock = 'running' THEN effective_due END"
OPEN = "decided_on IS NULL AND closed_on IS NULL"


def count_due(due_on: str) -> str:
    """SQL of the functions that keep the counts in step, by that day of each file, and of the counts as they are."""
    functions = []
    for operation, tables in SIDES.items():
        sides = " UNION ALL ".join(
            f"SELECT prefecture_id, office, clock, {due_on} AS due_on, {SIGNS[table]} AS n FROM {table} WHERE {OPEN}"
            for table in tables
        )
        functions.append(f"""
        CREATE OR REPLACE FUNCTION procedures_count_due_{operation.lower()}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO procedures_duecount (prefecture_id, office, clock, due_on, files)
            SELECT prefecture_id, office, clock, due_on, sum(n) FROM ({sides}) moved
              GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4
            ON CONFLICT (prefecture_id, office, clock, due_on)
              DO UPDATE SET files = procedures_duecount.files + EXCLUDED.files;
          RETURN NULL;
        END $$;
        """)
    return (
        "".join(functions)
        + f"""
    DELETE FROM procedures_duecount;
    INSERT INTO procedures_duecount (prefecture_id, office, clock, due_on, files)
      SELECT prefecture_id, office, clock, {due_on}, count(*) FROM procedures_casefile WHERE {OPEN} GROUP BY 1, 2, 3, 4;
    """
    )


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_national_counts")]

    operations = [migrations.RunSQL(count_due(RUNNING), count_due("effective_due"))]

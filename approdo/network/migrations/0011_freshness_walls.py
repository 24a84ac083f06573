"""The walls around questions, findings, likely duplicates and suggestions.

The public reads none of them. It adds a suggestion, new and without an answer, and neither reads nor changes one.
"""

from django.db import migrations

from approdo.core.tenancy import row_security

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
OFFICE_ALONE = ("question", "questionlink", "checkfinding", "likelyduplicate")


def office_alone(table: str) -> str:
    """Tenancy, and nothing for the public."""
    return (
        row_security(table)
        + f"CREATE POLICY for_the_public ON {table} AS RESTRICTIVE USING ({STAFF}) WITH CHECK ({STAFF});"
    )


SUGGESTIONS = row_security("network_suggestion") + (
    f"CREATE POLICY public_reads_nothing ON network_suggestion AS RESTRICTIVE FOR SELECT USING ({STAFF});"
    f"CREATE POLICY public_changes_nothing ON network_suggestion AS RESTRICTIVE FOR UPDATE USING ({STAFF});"
    f"CREATE POLICY public_removes_nothing ON network_suggestion AS RESTRICTIVE FOR DELETE USING ({STAFF});"
    "CREATE POLICY public_adds_new_ones ON network_suggestion AS RESTRICTIVE FOR INSERT"
    f" WITH CHECK ({STAFF} OR (state = 'new' AND said_as = 'public' AND answered_by_id IS NULL"
    " AND EXISTS (SELECT 1 FROM network_service AS whole WHERE whole.id = service_id)));"
)


class Migration(migrations.Migration):
    dependencies = [("network", "0010_freshness"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("".join(office_alone(f"network_{table}") for table in OFFICE_ALONE), migrations.RunSQL.noop),
        migrations.RunSQL(SUGGESTIONS, migrations.RunSQL.noop),
    ]

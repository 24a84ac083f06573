"""The walls around opportunities, outreach, protocols and roundtables.

The public reads published opportunities until their last day, published stops, the days called off and the figures that
were published; no count of a day, no protocol and nothing of a roundtable. Its days are those of Rome.
"""

from django.db import migrations

from approdo.core.tenancy import append_only, row_security

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
TODAY = "(now() AT TIME ZONE 'Europe/Rome')::date"
# Table: what the public may read of it.
PUBLIC = {
    "opportunity": f"state = 'published' AND last_day >= {TODAY}",
    "outreachstop": "state = 'published'",
    "outreachvisit": (
        "state = 'cancelled' AND EXISTS (SELECT 1 FROM network_outreachstop AS stop WHERE stop.id = stop_id)"
    ),
    "outreachtally": "false",
    "outreachfigures": "true",
    "protocol": "false",
    "protocolparty": "false",
    "roundtable": "false",
    "roundtableseat": "false",
    "roundtablemeeting": "false",
    "meetingpresence": "false",
    "roundtableaction": "false",
}


def wall(table: str, readable: str) -> str:
    """Tenancy, and what the public may read."""
    return row_security(table) + (
        f"CREATE POLICY for_the_public ON {table} AS RESTRICTIVE USING ({STAFF} OR ({readable})) WITH CHECK ({STAFF});"
        f"CREATE POLICY public_removes_nothing ON {table} AS RESTRICTIVE FOR DELETE USING ({STAFF});"
    )


# A stop is never at a protected place, and a place where a stop comes does not become protected.
OPEN_PLACES = """
ALTER TABLE network_outreachstop ADD CONSTRAINT stop_at_open_place FOREIGN KEY (location_id, protected)
  REFERENCES network_location (id, protected);
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0008_shared_life"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL(
            "\n".join(wall(f"network_{table}", readable) for table, readable in PUBLIC.items()), migrations.RunSQL.noop
        ),
        migrations.RunSQL(append_only("network_outreachfigures"), migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_PLACES, migrations.RunSQL.noop),
    ]

"""The walls around the directory: between prefectures, before the public, and around what is protected.

Who reads for the public (`approdo.reader` is `public`, see core/tenancy.py) sees published rows alone, no protected
place, desk or hour, nobody's name, and writes nothing: whatever the code asks.
"""

from django.db import migrations

from approdo.core.tenancy import row_security

# Table: what the public may read of it.
PUBLIC = {
    "organisation": "state = 'published'",
    "service": "state = 'published'",
    "location": "state = 'published' AND NOT protected",
    "servicearea": "EXISTS (SELECT 1 FROM network_service AS whole WHERE whole.id = service_id)",
    "phone": (
        "EXISTS (SELECT 1 FROM network_service AS whole WHERE whole.id = service_id)"
        " OR EXISTS (SELECT 1 FROM network_organisation AS whole WHERE whole.id = organisation_id)"
    ),
    "serviceatlocation": "NOT protected AND ended_on IS NULL",
    "scheduleperiod": "NOT protected",
    "scheduleslot": "NOT protected",
    "scheduleclosure": "NOT protected",
    "schedulespecial": "NOT protected",
    "weeklyopening": "NOT protected",
    "protectedplace": "false",
    "networkmember": "false",
    "contact": "false",
    "focalpoint": "false",
    "mediator": "false",
    "mediatorlanguage": "false",
    "mediatorhours": "false",
}
STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"


def wall(table: str, readable: str) -> str:
    """Tenancy, and what the public may read."""
    return row_security(table) + (
        f"CREATE POLICY for_the_public ON {table} AS RESTRICTIVE USING ({STAFF} OR ({readable})) WITH CHECK ({STAFF});"
        f"CREATE POLICY public_removes_nothing ON {table} AS RESTRICTIVE FOR DELETE USING ({STAFF});"
    )


# A desk is protected with its service and stands only at places that are, its hours with it. The place is looked at when
# the transaction ends, because a service and its places become protected one after the other.
ALIKE = """
ALTER TABLE network_service ADD CONSTRAINT service_protected_key UNIQUE (id, protected);
ALTER TABLE network_location ADD CONSTRAINT location_protected_key UNIQUE (id, protected);
ALTER TABLE network_serviceatlocation ADD CONSTRAINT desk_protected_key UNIQUE (id, protected);
ALTER TABLE network_scheduleperiod ADD CONSTRAINT period_protected_key UNIQUE (id, protected);
ALTER TABLE network_serviceatlocation
  ADD CONSTRAINT desk_protected_as_service FOREIGN KEY (service_id, protected)
    REFERENCES network_service (id, protected) ON UPDATE CASCADE,
  ADD CONSTRAINT desk_protected_as_place FOREIGN KEY (location_id, protected)
    REFERENCES network_location (id, protected) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE network_scheduleslot ADD CONSTRAINT slot_protected_as_period FOREIGN KEY (period_id, protected)
  REFERENCES network_scheduleperiod (id, protected) ON UPDATE CASCADE ON DELETE CASCADE;
""" + "\n".join(
    f"ALTER TABLE network_{table} ADD CONSTRAINT {table}_protected_as_desk FOREIGN KEY (desk_id, protected)"
    " REFERENCES network_serviceatlocation (id, protected) ON UPDATE CASCADE ON DELETE CASCADE;"
    for table in ("scheduleperiod", "scheduleclosure", "schedulespecial", "weeklyopening")
)

# Protection is never taken back: what was written under it would come out.
FOR_EVER = """
CREATE FUNCTION network_protection_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'protection_stands',
    MESSAGE = 'what is protected stays so';
END $$;
CREATE TRIGGER protection_stands BEFORE UPDATE ON network_service
  FOR EACH ROW WHEN (OLD.protected AND NOT NEW.protected) EXECUTE FUNCTION network_protection_stands();
CREATE TRIGGER protection_stands BEFORE UPDATE ON network_location
  FOR EACH ROW WHEN (OLD.protected AND NOT NEW.protected) EXECUTE FUNCTION network_protection_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0003_directory"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL(
            "\n".join(wall(f"network_{table}", readable) for table, readable in PUBLIC.items()), migrations.RunSQL.noop
        ),
        migrations.RunSQL(ALIKE, migrations.RunSQL.noop),
        migrations.RunSQL(FOR_EVER, migrations.RunSQL.noop),
    ]

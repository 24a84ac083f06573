"""The walls around what came from other publishers: of one prefecture, and nothing for the public."""

from django.db import migrations

from approdo.core.tenancy import row_security

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
TABLE = "network_foreignrecord"
WALLS = row_security(TABLE) + (
    f"CREATE POLICY for_the_public ON {TABLE} AS RESTRICTIVE USING ({STAFF}) WITH CHECK ({STAFF});"
)


class Migration(migrations.Migration):
    dependencies = [("network", "0014_foreign_records"), ("core", "0002_walls")]

    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]

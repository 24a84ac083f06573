"""The public reads texts, what became of their translations and news that stand; it writes nothing, and sees no file."""

from django.db import migrations

STAFF = "coalesce((SELECT current_setting('approdo.reader', true)), '') <> 'public'"
# Table: what the public may read of it.
PUBLIC = {
    "text": "true",
    "sourceversion": "true",
    "rendering": "true",
    "renderingevent": "true",
    "newsitem": "withdrawn_at IS NULL",
    "translationfile": "false",
}
WALLS = "".join(
    f"CREATE POLICY for_the_public ON network_{table} AS RESTRICTIVE"
    f" USING ({STAFF} OR ({readable})) WITH CHECK ({STAFF});"
    f"CREATE POLICY public_removes_nothing ON network_{table} AS RESTRICTIVE FOR DELETE USING ({STAFF});"
    for table, readable in PUBLIC.items()
)


class Migration(migrations.Migration):
    dependencies = [("network", "0004_directory_walls")]

    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]

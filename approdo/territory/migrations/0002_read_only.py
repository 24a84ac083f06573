"""Pages read the territory and never write it; what is typed wrongly by hand is still found by likeness."""

from django.db import migrations

from approdo.core.tenancy import WEB_ROLE

TABLES = (
    "boundary", "comune", "datasource", "foreignresidents", "postalcode", "province", "region", "residents", "traveltime",
)  # fmt: skip


def read_only(table: str) -> str:
    """SQL that lets the web role read a table and nothing else."""
    return (
        f"REVOKE ALL ON territory_{table} FROM {WEB_ROLE};"
        f"GRANT SELECT ON territory_{table} TO {WEB_ROLE};"
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial"), ("core", "0002_walls")]

    operations = [
        migrations.RunSQL("\n".join(read_only(table) for table in TABLES), migrations.RunSQL.noop),
    ]

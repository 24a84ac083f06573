"""Version of the office's settings; calls of the API; the cache that all web processes share."""

from django.db import migrations, models

CACHE = """
CREATE UNLOGGED TABLE core_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_walls")]

    operations = [
        migrations.AddField("officesettings", "version", models.PositiveIntegerField(default=1)),
        migrations.CreateModel(
            name="RateCount",
            fields=[
                ("caller", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("window_start", models.BigIntegerField()),
                ("calls", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL("ALTER TABLE core_ratecount SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
    ]

"""The second wall around saved filters and feed addresses."""

from django.db import migrations

from approdo.core.tenancy import row_security


class Migration(migrations.Migration):
    dependencies = [("core", "0010_saved_filters_and_feeds")]

    operations = [
        migrations.RunSQL(
            row_security("core_savedfilter") + row_security("core_feedaddress", sign_in=True), migrations.RunSQL.noop
        )
    ]

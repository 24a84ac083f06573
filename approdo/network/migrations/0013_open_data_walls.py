"""Open data is read for every prefecture at once (`tenancy.enter_open_data`): what is published and not protected.

These policies open no more than reading; those of 0004, which show the public what is published alone, hold as well. A
protected service, which the public of its prefecture may read without its desks, is not seen, nor its telephones.
"""

from django.db import migrations

EVERYWHERE = (
    "(SELECT current_setting('approdo.prefecture', true)) = '*'"
    " AND (SELECT current_setting('approdo.reader', true)) = 'public'"
)
TABLES = {
    "organisation": "",
    "service": " AND NOT protected",
    "location": "",
    "servicearea": "",
    "phone": "",
    "serviceatlocation": "",
    "scheduleperiod": "",
    "scheduleslot": "",
    "scheduleclosure": "",
    "schedulespecial": "",
    "weeklyopening": "",
}
POLICIES = "".join(
    f"CREATE POLICY open_data ON network_{table} FOR SELECT USING ({EVERYWHERE}{more});"
    for table, more in TABLES.items()
)


class Migration(migrations.Migration):
    dependencies = [("network", "0011_freshness_walls")]

    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]

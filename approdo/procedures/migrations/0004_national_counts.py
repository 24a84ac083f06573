"""The wall around the counts asks first whether the observatory reads: it alone reads all of them, row after row."""

from django.db import migrations

from approdo.core.tenancy import NATIONAL

PREFECTURE = "(SELECT current_setting('approdo.prefecture', true))"
NATIONAL_FIRST = f"""
ALTER POLICY tenancy ON procedures_duecount USING ({PREFECTURE} = '{NATIONAL}' OR prefecture_id = {PREFECTURE});
"""
NATIONAL_LAST = f"""
ALTER POLICY tenancy ON procedures_duecount USING (prefecture_id = {PREFECTURE} OR {PREFECTURE} = '{NATIONAL}');
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_worklist")]

    operations = [migrations.RunSQL(NATIONAL_FIRST, NATIONAL_LAST)]

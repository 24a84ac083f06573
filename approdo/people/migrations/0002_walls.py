"""The second wall around the tables of this app."""

from django.db import migrations

from approdo.core.tenancy import row_security

TABLES = (
    "people_person",
    "people_personname",
    "people_personcitizenship",
    "people_personlanguage",
    "people_contact",
    "people_family",
    "people_familymember",
    "people_specialfact",
    "people_merge",
    "people_duplicatecandidate",
    "people_personkey",
    "people_nameword",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0002_walls")]

    operations = [migrations.RunSQL("\n".join(map(row_security, TABLES)), migrations.RunSQL.noop)]

"""What readers say of the pages. The public may add and not read; nobody of the web process changes or takes away."""

from django.db import migrations, models

from approdo.core.tenancy import SIGN_IN, WEB_ROLE

WALL = f"""
ALTER TABLE portal_pagefeedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY anybody_adds ON portal_pagefeedback FOR INSERT WITH CHECK (true);
CREATE POLICY offices_read ON portal_pagefeedback FOR SELECT
  USING (coalesce(current_setting('approdo.prefecture', true), '') NOT IN ('', '{SIGN_IN}'));
GRANT SELECT, INSERT ON portal_pagefeedback TO {WEB_ROLE};
REVOKE UPDATE, DELETE, TRUNCATE ON portal_pagefeedback FROM {WEB_ROLE};
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="PageFeedback",
            fields=[
                ("form", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("page", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=20)),
                ("useful", models.BooleanField(null=True)),
                ("missing", models.CharField(blank=True, max_length=500)),
                ("day", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["page", "-day", "form"], name="portal_feedback_page")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("useful__isnull", False), models.Q(("missing", ""), _negated=True), _connector="OR"
                        ),
                        name="portal_feedback_says_something",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]

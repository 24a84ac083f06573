"""How often a search found nothing, without who asked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_network_roles"),
        ("portal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnansweredSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("language", models.CharField(max_length=20)),
                ("comune", models.CharField(blank=True, max_length=6)),
                ("category", models.CharField(blank=True, max_length=40)),
                ("spoken", models.CharField(blank=True, max_length=12)),
                ("filtered", models.BooleanField(default=False)),
                ("times", models.PositiveIntegerField(default=1)),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("prefecture", "month", "language", "comune", "category", "spoken", "filtered"),
                        name="portal_unanswered_counted_once",
                    )
                ],
            },
        ),
    ]

"""Where the public's search looks: documents by service and language, and the words that stand there."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import approdo.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_network_roles"),
        ("network", "0005_texts_for_the_public"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=10)),
                ("confirmed_on", models.DateField()),
                ("title", models.CharField(max_length=200)),
                ("title_language", models.CharField(max_length=12)),
                ("summary", models.CharField(max_length=300)),
                ("summary_language", models.CharField(max_length=12)),
                (
                    "told",
                    models.CharField(
                        choices=[
                            ("nothing", "nothing"),
                            ("machine", "machine"),
                            ("older", "older"),
                            ("italian_changed", "italian_changed"),
                            ("italian_missing", "italian_missing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="network.service"
                    ),
                ),
            ],
            options={
                "ordering": ("service", "language"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="search_document_words"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "language"), name="search_document_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told__in", ["nothing", "machine", "older", "italian_changed", "italian_missing"])
                        ),
                        name="search_document_told_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("word", models.CharField(max_length=60)),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
            ],
            options={
                "ordering": ("word",),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"],
                        opclasses=["gin_trgm_ops"],
                        fastupdate=False,
                        name="search_word_like",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("prefecture", "word"), name="search_word_once")],
            },
        ),
    ]

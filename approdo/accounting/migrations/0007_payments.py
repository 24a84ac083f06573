"""Payments of two people: charges of several commitments, final conformity and release of what was kept."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import approdo.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0006_national_counts"),
        ("core", "0014_reception_roles"),
        ("reception", "0009_words_of_one_place"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="settlement",
            name="paid_checks",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="taxdebtcheck",
            name="settlement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_checks",
                to="accounting.settlement",
            ),
        ),
        migrations.CreateModel(
            name="CommitmentCharge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="accounting.commitment"
                    ),
                ),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="accounting.settlement"
                    ),
                ),
            ],
            options={
                "ordering": ("commitment__year", "commitment__decided_on", "commitment_id"),
                "constraints": [
                    models.UniqueConstraint(fields=("settlement", "commitment"), name="commitment_charged_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="commitment_charged_some"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FinalConformity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("last_day", models.DateField()),
                ("certified_on", models.DateField()),
                ("notes", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storeddocument"
                    ),
                ),
                (
                    "certified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="final_conformities",
                        to="reception.contract",
                    ),
                ),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "last_day"), name="final_conformity_once"),
                    models.CheckConstraint(
                        condition=models.Q(("certified_on__gt", models.F("last_day"))),
                        name="final_conformity_after_the_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRelease",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("payable", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "prepared"),
                            ("approved", "approved"),
                            ("paid", "paid"),
                            ("cancelled", "cancelled"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("approved_on", models.DateField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("checks", models.JSONField(default=list)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancellation", models.CharField(blank=True, max_length=500)),
                ("paid_on", models.DateField(null=True)),
                ("payment_reference", models.CharField(blank=True, max_length=80)),
                ("paid_checks", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("edition", models.PositiveIntegerField()),
                ("invoice_number", models.CharField(blank=True, max_length=60)),
                ("retention", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat_to_treasury", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="accounting.commitment",
                    ),
                ),
                (
                    "conformity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounting.finalconformity"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="reception.contract"
                    ),
                ),
                (
                    "paid_recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storeddocument",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["prefecture", "state"], name="release_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "edition"), name="release_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")), fields=("contract",), name="release_one_prepared"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["prepared", "approved", "paid", "cancelled"])),
                        name="release_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="release_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "paid"]), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_on__isnull", False),
                                ("proposal__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="release_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_by__isnull", False),
                                models.Q(("cancellation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_cancelled_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_on__isnull", True),
                                ("payment_reference", ""),
                                models.Q(("state", "paid"), _negated=True),
                            ),
                            models.Q(
                                ("paid_on__gte", models.F("approved_on")),
                                ("paid_on__isnull", False),
                                ("state", "paid"),
                                models.Q(("payment_reference", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_paid_with_its_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "payable",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("retention"), "+", models.F("vat")
                                    ),
                                    "-",
                                    models.F("vat_to_treasury"),
                                ),
                            ),
                            ("retention__gt", 0),
                            ("vat__gte", 0),
                            ("vat_to_treasury__gte", 0),
                            ("vat_to_treasury__lte", models.F("vat")),
                        ),
                        name="release_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat", 0),
                            models.Q(("commitment__isnull", False), models.Q(("invoice_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="release_tax_on_a_commitment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleasedRetention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=approdo.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("live", models.BooleanField(default=True)),
                (
                    "prefecture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.prefecture"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="released_by",
                        to="accounting.settlement",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounting.retentionrelease",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "settlement"), name="released_retention_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("settlement",), name="retention_released_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("vat__gte", 0)), name="released_retention_some"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="taxdebtcheck",
            name="release",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_checks",
                to="accounting.retentionrelease",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxdebtcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("release__isnull", True), ("settlement__isnull", False)),
                    models.Q(("release__isnull", False), ("settlement__isnull", True)),
                    _connector="OR",
                ),
                name="tax_check_of_one_payment",
            ),
        ),
    ]

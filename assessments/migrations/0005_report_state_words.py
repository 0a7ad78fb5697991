"""The states of a report are worded as on the pages."""

from django.db import migrations, models

STATES = [
    ("draft", "In progress"),
    ("ready", "Awaiting signature"),
    ("submitted", "Under review"),
    ("returned", "Returned"),
    ("approved", "Approved"),
]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_reason_for_early_publishing")]

    operations = [
        migrations.AlterField(
            "report",
            "state",
            models.CharField(choices=STATES, default="draft", max_length=10, verbose_name="state"),
        ),
        migrations.AlterField("reportstep", "from_state", models.CharField(choices=STATES, max_length=10)),
        migrations.AlterField("reportstep", "to_state", models.CharField(choices=STATES, max_length=10)),
    ]

"""A unit asks for the amendment of its approved report; the office opens it or declines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_lifted_deductions")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="amendment_asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="amendment asked for at"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("amendment_asked_at__isnull", True), ("state", "approved"), _connector="OR"),
                name="amendment_of_what_is_approved",
            ),
        ),
    ]

"""A deduction found by the district can be lifted, when an objection to it was upheld."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_final_versions_of_a_quarter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="deductioncase",
            name="lifted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lifted at"),
        ),
        migrations.AddField(
            model_name="deductioncase",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]

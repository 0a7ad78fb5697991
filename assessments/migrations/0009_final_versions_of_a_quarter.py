"""A quarter amended before its year is final becomes final anew; a year tells what it carries from earlier ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_scheme_editors")]
    operations = [
        migrations.RemoveConstraint(model_name="scorerun", name="one_final_run_per_period"),
        migrations.AddField(
            model_name="yearscore",
            name="carried",
            field=models.DecimalField(
                db_default=0, decimal_places=2, max_digits=7, verbose_name="from earlier years"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_daily_face")]

    operations = [
        migrations.AddField(
            model_name="calendarexception",
            name="is_edited",
            field=models.BooleanField(default=False, verbose_name="set by the office"),
        ),
    ]

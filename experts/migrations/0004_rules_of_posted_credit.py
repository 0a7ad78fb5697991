"""What is posted already counts on its effective day, and is about its own cause."""

from django.db import migrations

FILL = """
ALTER TABLE experts_creditentry DISABLE TRIGGER USER;
UPDATE experts_creditentry SET counts_on = effective_on, rule = CASE
    WHEN cause = 'opening' OR selection_id IS NULL OR placement_id IS NULL THEN ''
    WHEN cause <> 'adjustment' THEN cause
    ELSE coalesce((SELECT o.cause FROM experts_creditentry o WHERE o.id = experts_creditentry.reverses_id), '') END;
UPDATE experts_creditentry SET persons = CASE cause WHEN 'landing' THEN 1 WHEN 'departure' THEN -1 ELSE 0 END
    * (SELECT CASE p.engagement WHEN 'flexible' THEN 0.5 ELSE 1 END FROM experts_placement p WHERE p.id = placement_id)
    WHERE placement_id IS NOT NULL AND cause IN ('landing', 'departure');
ALTER TABLE experts_creditentry ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("experts", "0003_ownership_seals_years")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]

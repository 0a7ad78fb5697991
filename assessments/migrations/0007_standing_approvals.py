"""What stands approved becomes the first approved version; scores so far knew one tier through the year."""

from django.db import migrations

FILL = """
INSERT INTO assessments_approvedline (report_id, indicator_id, amendment, value, ticks, approved_at)
SELECT r.id, l.indicator_id, r.amendment, l.value, l.ticks, r.approved_at
FROM assessments_report r JOIN assessments_reportline l ON l.report_id = r.id
WHERE r.state = 'approved' AND r.approved_at IS NOT NULL;
ALTER TABLE assessments_score DISABLE TRIGGER USER;
UPDATE assessments_score SET tier_months = CASE tier WHEN 'high' THEN '{12,0,0,12,0,0}'::smallint[]
    WHEN 'medium' THEN '{0,12,0,0,12,0}'::smallint[] ELSE '{0,0,12,0,0,12}'::smallint[] END;
ALTER TABLE assessments_score ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_ownership_seals_years"), ("experts", "0004_rules_of_posted_credit")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]

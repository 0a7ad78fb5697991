"""The lines of every score as a view over its arrays."""

from django.db import migrations

CREATE = """
CREATE VIEW assessments_scoreline AS
SELECT s.id AS score_id, s.run_id, s.township_id, i.id AS indicator_id, i.position,
       s.counted[i.position] AS counted, s.out_of[i.position] AS out_of, s.expected[i.position] AS expected,
       s.points[i.position] * 0.01 AS points,
       s.row_ids[
           1 + (SELECT coalesce(sum(n), 0) FROM unnest(s.row_counts[:i.position - 1]) AS n)
           : (SELECT coalesce(sum(n), 0) FROM unnest(s.row_counts[:i.position]) AS n)
       ] AS row_ids
FROM assessments_score s
JOIN assessments_scorerun r ON r.id = s.run_id
JOIN assessments_indicator i ON i.scheme_id = r.scheme_id
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP VIEW assessments_scoreline")]

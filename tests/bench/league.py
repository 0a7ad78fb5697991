"""Generated units with everything a quarter counts, written by set-based SQL into a throw-away database.

About 20 experts and 3 platforms a unit; every value follows from the numbers of the rows, so each run is the same.
"""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from assessments.models import Period
from tests import make
from tests.bench.decade import copy_years
from townships.models import Township

OWN_APPS = ("townships", "platforms", "experts", "assessments")
SEEN = "timestamptz '2014-07-02 09:00+08'"

# u is the number of a unit, k that of a row inside it; `e(u, k)` is the expert. Dates lie around 2014Q2.
_ROWS = """
INSERT INTO townships_district (id, code, name_zh, name_en)
SELECT d, 'B' || d, '示例区' || d, 'Sample district ' || d FROM generate_series(1, %(districts)s) d;

INSERT INTO townships_township (id, code, kind, "order", initials, is_assessed, opened_on, district_id)
SELECT u, 'B-' || u, 'town', u, '', TRUE, '2010-01-01', 1 + (u - 1) %% %(districts)s
FROM generate_series(1, %(units)s) u;

INSERT INTO townships_townshipname (township_id, name_zh, name_en, short_zh, starts_on)
SELECT id, '示例' || id || '镇', 'Sample Town ' || id, '示例' || id, '2010-01-01' FROM townships_township;

INSERT INTO townships_townshiptier (township_id, tier, reason, starts_on)
SELECT id, (ARRAY['high', 'medium', 'low'])[1 + id %% 3], '', '2010-01-01' FROM townships_township;

INSERT INTO platforms_enterprise (id, name, credit_code, industry, is_hitech, registered_on, is_sample, township_id,
                                  verified_at)
SELECT 3 * (u - 1) + k, '示例企业', 'E' || 3 * (u - 1) + k, '', FALSE, '2011-01-01', TRUE, u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 3) k;

INSERT INTO experts_expert (id, name, name_en, sort_key, initials, grams, category, distinction, field, identity_last4,
                            phone, is_sample, created_at)
SELECT 20 * (u - 1) + k, '演示甲', '', 'yan shi jia', 'ysj', '{{}}', 'innovator',
       CASE k WHEN 20 THEN 'academician' WHEN 19 THEN 'state_council_allowance' WHEN 18 THEN 'doctor_or_senior_title'
              WHEN 17 THEN 'doctor_or_senior_title' ELSE '' END, '', '', '', TRUE, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 20) k;

INSERT INTO experts_placement (id, engagement, starts_on, ends_on, end_reason, departure_reported_on,
                               has_social_insurance, months_a_year, enterprise_id, expert_id, township_id, verified_at)
SELECT 20 * (u - 1) + k, CASE WHEN k %% 5 = 0 THEN 'flexible' ELSE 'full_time' END,
       CASE WHEN k IN (1, 2, 17, 20) AND (u + k) %% 3 = 0 THEN date '2014-02-01' + (u + k) %% 140
            ELSE date '2012-03-01' + (7 * u + k) %% 500 END,
       CASE WHEN k = 16 THEN date '2014-05-02' + u %% 60 END, CASE WHEN k = 16 THEN 'left' ELSE '' END,
       CASE WHEN k = 16 AND u %% 4 > 0 THEN date '2014-05-12' + u %% 60 END,
       TRUE, 12, 3 * (u - 1) + 1 + k %% 3, 20 * (u - 1) + k, u,
       CASE WHEN k %% 19 > 0 OR u %% 2 = 0 THEN {seen} END
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 20) k;

INSERT INTO experts_selection (id, selected_on, batch, document_no, expert_id, programme_id, verified_at)
SELECT 5 * (u - 1) + k, date '2013-01-01' + (u * 11 + k * 97) %% 620, '', '', 20 * (u - 1) + k, p.id, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 5) k
JOIN experts_programme p ON p.code = (ARRAY['national-plan', 'provincial-plan', 'municipal-plan', 'district-plan',
                                            'municipal-plan-other'])[k]
WHERE (u + k) %% 3 > 0;

INSERT INTO experts_creditentry (cause, rule, level, amount, heads, persons, effective_on, counts_on, note, posted_at,
                                 expert_id, township_id, selection_id, placement_id)
SELECT c.cause, c.cause, (ARRAY['national', 'provincial', 'municipal', 'district'])[k],
       (ARRAY[3.00, 2.00, 1.00, 0.50])[k], (ARRAY[1.00, 1.00, 0.50, 0.00])[k], (ARRAY[1.00, 1.00, 0.50, 1.00])[k],
       s.selected_on, CASE WHEN u %% 9 = 0 AND s.selected_on < '2014-01-01' THEN '2014-01-01' ELSE s.selected_on END,
       '', {seen}, s.expert_id, u, s.id, s.expert_id
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 4) k
CROSS JOIN LATERAL (SELECT CASE WHEN k = 3 THEN 'upgrade' ELSE 'landing' END) AS c (cause)
JOIN experts_selection s ON s.id = 5 * (u - 1) + k;

INSERT INTO townships_leadinggrouppost (id, post, office, holder_name, starts_on, township_id, verified_at)
SELECT 3 * (u - 1) + k, (ARRAY['head', 'deputy_head', 'clerk'])[k],
       (ARRAY['party_secretary', 'full_time_deputy', 'other'])[k], '演示乙', '2013-01-01', u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 3) k;

INSERT INTO townships_committeesession (held_on, topic, chair, attendees, has_minutes, township_id, verified_at)
SELECT date '2014-01-15' + 45 * k, '示例', '', 7, u %% 5 > 0, u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(0, 4) k;

INSERT INTO townships_responsibilityletter (year, signed_on, township_id, verified_at)
SELECT 2014, date '2014-03-01' + 10 * (u %% 16), u, {seen} FROM generate_series(1, %(units)s) u;

INSERT INTO experts_application (batch, filed_on, withdrawn_on, township_id, expert_id, programme_id, verified_at)
SELECT '2014', date '2014-01-20' + (u * 13 + k * 29) %% 200, CASE WHEN (u + k) %% 9 = 0 THEN date '2014-06-10' END,
       u, 20 * (u - 1) + 5 + k, p.id, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 4) k, experts_programme p
WHERE p.code = 'municipal-plan' AND k <= 1 + u %% 4;

INSERT INTO experts_team (name, members, arrived_on, township_id, verified_at)
SELECT '示例团队', 3, date '2014-01-10' + u %% 250, u, {seen} FROM generate_series(1, %(units)s) u WHERE u %% 2 = 0;

INSERT INTO experts_patent (number, kind, title, granted_on, enterprise_id, township_id, verified_at)
SELECT 'ZL' || u || '-' || k, CASE WHEN k = 3 THEN 'utility' ELSE 'invention' END, '示例',
       date '2014-01-05' + (u * 17 + k * 41) %% 220, 3 * (u - 1) + 1, u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 6) k WHERE k <= u %% 7;

INSERT INTO platforms_platform (id, name, kind, level, operator, industry, document_no, approved_on, starts_on, ends_on,
                                is_sample, township_id, verified_at)
SELECT 3 * (u - 1) + k, '示例平台', 'maker_space', (ARRAY['provincial', 'municipal', 'district'])[1 + (u + k) %% 3],
       '', '', '', day, day, CASE WHEN (u + k) %% 11 = 0 THEN date '2014-06-01' END, TRUE, u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 3) k
CROSS JOIN LATERAL (
    SELECT CASE WHEN (u + k) %% 4 = 0 THEN date '2014-01-10' + u %% 200 ELSE date '2012-05-01' END
) AS d (day)
WHERE u %% 13 > 0 AND (day < '2014-06-01' OR (u + k) %% 11 > 0);

INSERT INTO platforms_platformactivity (platform_id, held_on, title, expert_days, verified_at)
SELECT p.id, date '2013-03-01' + ((p.id * 37 + k * 211) %% 490)::int, '示例', 1, {seen}
FROM platforms_platform p, generate_series(1, 2) k;

INSERT INTO experts_recruitmentevent (id, name, held_on, place, level)
SELECT k, '示例活动', date '2014-01-12' + 25 * k, '', 'district' FROM generate_series(1, 8) k;

INSERT INTO experts_eventparticipation (intents, enterprise_id, township_id, event_id, verified_at)
SELECT 0, 3 * (u - 1) + k, u, e, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 3) k CROSS JOIN generate_series(1, 8) e
WHERE (u + k + e) %% 5 > 1;

INSERT INTO platforms_universitypartnership (starts_on, ends_on, township_id, university_id, verified_at)
SELECT '2012-01-01', CASE WHEN u %% 6 = 0 THEN date '2014-05-01' END, u, 1, {seen}
FROM generate_series(1, %(units)s) u WHERE u %% 4 > 0;

INSERT INTO platforms_cooperationproject (subject, signed_on, amount_yuan, township_id, university_id, verified_at)
SELECT '示例', date '2014-01-08' + (u * 19 + k * 53) %% 230, 100000, u, 1, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 4) k WHERE k <= u %% 5;

INSERT INTO experts_leadercontact (contacted_on, way, need, outcome, expert_id, post_id, township_id, verified_at)
SELECT date '2014-03-20' + (u * 7 + k * 23) %% 110, 'visit', '', '', 20 * (u - 1) + k, 3 * (u - 1) + 1 + k %% 3, u,
       {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 15) k;

INSERT INTO platforms_symposium (held_on, title, attendees, issues, has_minutes, township_id, verified_at)
SELECT date '2014-02-15' + (u * 3) %% 130, '示例', 20, '', u %% 7 > 0, u, {seen} FROM generate_series(1, %(units)s) u;

INSERT INTO experts_servicerequest (kind, subject, received_on, due_on, closed_on, township_id, verified_at)
SELECT 'policy', '示例', '2014-03-01', date '2014-03-20' + (u * 5 + k * 17) %% 100,
       date '2014-03-21' + (u * 7 + k * 13) %% 100, u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(1, 6) k WHERE k <= u %% 7;

INSERT INTO experts_fundpayment (paid_on, purpose, amount_yuan, payee, township_id, verified_at)
SELECT date '2014-01-15' + 60 * k, 'award', 20000 + 100 * u %% 90000, '', u, {seen}
FROM generate_series(1, %(units)s) u CROSS JOIN generate_series(0, 2) k;

INSERT INTO assessments_report (id, period_id, township_id, state, amendment, first_submitted_at, submitted_at,
                                approved_at, signed_by_id, highlights, problems, plans, is_truthful,
                                contact_name, contact_phone)
SELECT row_number() OVER (ORDER BY p.year, p.quarter, u), p.id, u, f.state, 1, g.day, g.day,
       CASE f.state WHEN 'approved' THEN g.day + interval '1 day' END,
       CASE f.state WHEN 'draft' THEN NULL ELSE (SELECT min(id) FROM townships_user) END, '', '', '', TRUE, '', ''
FROM generate_series(1, %(units)s) u CROSS JOIN assessments_period p
CROSS JOIN LATERAL (SELECT CASE u %% 20 WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' ELSE 'approved' END) AS f (state)
CROSS JOIN LATERAL (
    SELECT CASE f.state WHEN 'draft' THEN NULL ELSE (p.due_on::timestamp AT TIME ZONE 'Asia/Shanghai')
           + ((u %% 12) - 7) * interval '1 day' + interval '16 hours' END
) AS g (day);

INSERT INTO assessments_reportline (indicator_id, report_id, value, ticks, reason, self_reason)
SELECT i.id, r.id, CASE WHEN i.source = 'self' AND i.kind <> 'checklist' THEN
           CASE i.code WHEN 'A2' THEN r.township_id %% 3 WHEN 'F1' THEN r.township_id %% 14
                       WHEN 'F2' THEN (r.township_id %% 4 > 0)::int ELSE (r.township_id * 37 %% 2400) * 0.01 END END,
       CASE WHEN i.kind = 'checklist' THEN (ARRAY['a', 'b', 'c'])[1:r.township_id %% 4] ELSE '{{}}' END, '', ''
FROM assessments_report r
JOIN assessments_period p ON p.id = r.period_id
JOIN assessments_indicator i ON i.scheme_id = p.scheme_id AND i.source <> 'system';

INSERT INTO assessments_approvedline (report_id, indicator_id, amendment, value, ticks, approved_at)
SELECT r.id, l.indicator_id, r.amendment, l.value, l.ticks, r.approved_at
FROM assessments_report r JOIN assessments_reportline l ON l.report_id = r.id WHERE r.state = 'approved';

INSERT INTO assessments_reportstep (report_id, step, from_state, to_state, by_id, at, note, is_unit_error)
SELECT r.id, 'return', 'submitted', 'returned', (SELECT min(id) FROM townships_user),
       r.first_submitted_at + interval '1 hour', '', TRUE
FROM assessments_report r, generate_series(1, 8) k
WHERE r.first_submitted_at IS NOT NULL AND r.township_id %% 11 = 0 AND k <= r.township_id %% 8;
"""


def generate(units: int, per_district: int, *, decade: bool = False) -> Period:
    """Fill an empty database; answers the quarter to score (2014Q2). With `decade` there are forty quarters."""
    make.user("approver")
    scheme = make.published_scheme()
    make.university()
    for level in ("national", "provincial", "municipal", "district"):
        make.programme(level=level)
    make.programme(level="municipal", earns_bonus=False)
    quarters = (
        [(year, quarter) for year in range(2010, 2020) for quarter in (1, 2, 3, 4)]
        if decade
        else [
            (2014, 1),
            (2014, 2),
        ]
    )
    for year, quarter in quarters:
        make.period(year, quarter, scheme=scheme, opened=False)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # rows that agree by construction
        values = {"units": units, "districts": max(1, units // per_district)}
        for statement in _ROWS.format(seen=SEEN).strip().removesuffix(";").split(";\n"):
            cursor.execute(statement, values)
        if decade:
            copy_years()
        cursor.execute("SET session_replication_role = origin")
        models = [model for name in OWN_APPS for model in apps.get_app_config(name).get_models()]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
    Period.objects.update(opened_at=make.moment(make.EARLY))
    assert Township.objects.count() == units
    return Period.objects.get(year=2014, quarter=2)

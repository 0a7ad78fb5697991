"""What a careful hand would write for YZ-REF and 2014Q2 alone: one statement, constants in place, one pass a table.

It stores the same result as the engine in a table of the same columns and serves as the floor of bars S1 to S3.
"""

from django.db import connection

RECREATE = """
DROP TABLE IF EXISTS reference_score;
CREATE TABLE reference_score (LIKE assessments_score INCLUDING ALL);
"""

STATEMENT = """
WITH unit AS MATERIALIZED (
    SELECT t.id, t.district_id, w.tier, r.id AS report_id, r.first_submitted_at IS NULL AS missing,
           (r.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date AS handed_in,
           CASE w.tier WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END AS k
    FROM townships_township t
    JOIN townships_townshiptier w ON w.township_id = t.id AND w.starts_on <= '2014-04-01'
         AND (w.ends_on IS NULL OR w.ends_on > '2014-04-01')
    LEFT JOIN assessments_report r ON r.township_id = t.id AND r.period_id = %(period)s
    WHERE t.is_assessed AND t.opened_on <= '2014-06-30' AND (t.closed_on IS NULL OR t.closed_on > '2014-06-30') {t.id}
), own AS (
    SELECT r.township_id, sum(cardinality(l.ticks)) FILTER (WHERE i.code = 'A1' AND p.quarter = 2) AS a1,
           sum(l.value) FILTER (WHERE i.code = 'A2') AS a2,
           sum(l.value) FILTER (WHERE i.code = 'F1' AND p.quarter = 2) AS f1,
           sum(l.value) FILTER (WHERE i.code = 'F2' AND p.quarter = 2) AS f2,
           sum(l.value) FILTER (WHERE i.code = 'G1') AS g1
    FROM assessments_report r
    JOIN assessments_period p ON p.id = r.period_id AND p.year = 2014 AND p.quarter <= 2
    JOIN assessments_approvedline l ON l.report_id = r.id AND l.superseded_at IS NULL
    JOIN assessments_indicator i ON i.id = l.indicator_id AND i.source = 'self'
    WHERE TRUE {r.township_id} GROUP BY 1
), a1 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM townships_leadinggrouppost
    WHERE verified_at IS NOT NULL AND starts_on <= '2014-06-30' AND (ends_on IS NULL OR ends_on > '2014-06-30')
      AND (post = 'clerk' OR (post = 'head' AND office = 'party_secretary')
           OR (post = 'deputy_head' AND office = 'full_time_deputy')) {township_id} GROUP BY 1
), a2 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM townships_committeesession
    WHERE verified_at IS NOT NULL AND has_minutes AND held_on >= '2014-01-01' AND held_on < '2014-07-01'
      {township_id} GROUP BY 1
), a3 AS (
    SELECT township_id, array_agg(id) AS ids FROM townships_responsibilityletter
    WHERE verified_at IS NOT NULL AND year = 2014 AND signed_on <= '2014-06-30' {township_id} GROUP BY 1
), ledger AS (
    SELECT township_id, sum(heads) AS heads, array_agg(id ORDER BY id) FILTER (WHERE heads <> 0) AS head_ids,
           sum(amount) AS amount, sum(persons) AS persons
    FROM experts_creditentry WHERE counts_on >= '2014-01-01' AND counts_on < '2014-07-01' {township_id}
    GROUP BY 1
), risen AS (
    SELECT township_id, count(*) AS upgrades, array_agg(id ORDER BY id) AS upgrade_ids
    FROM (
        SELECT township_id, min(id) AS id FROM experts_creditentry x
        WHERE rule = 'upgrade' AND counts_on >= '2014-01-01' AND counts_on < '2014-07-01' {township_id}
              AND (agreement_id IS NULL OR EXISTS (
                  SELECT FROM experts_placement p
                  LEFT JOIN townships_townshipsuccession s ON s.predecessor_id = p.township_id AND s.kind = 'merger'
                  WHERE p.id = x.placement_id AND x.township_id IN (p.township_id, s.successor_id)))
        GROUP BY township_id, selection_id, placement_id, effective_on
        HAVING sum(amount) > 0 OR sum(heads) > 0
               OR count(*) FILTER (WHERE amount = 0 AND heads = 0 AND persons = 0) %% 2 = 1
    ) AS each GROUP BY 1
), b2 AS (
    SELECT township_id, count(*)::int AS n, array_agg(id ORDER BY id) AS ids
    FROM experts_application x
    WHERE verified_at IS NOT NULL AND filed_on >= '2014-01-01' AND filed_on < '2014-07-01'
      AND (withdrawn_on IS NULL OR withdrawn_on >= '2014-07-01') {township_id}
      AND NOT EXISTS (SELECT FROM experts_application y WHERE y.expert_id = x.expert_id
                      AND y.programme_id = x.programme_id AND y.batch = x.batch AND y.verified_at IS NOT NULL
                      AND (y.filed_on, y.id) < (x.filed_on, x.id)
                      AND (y.withdrawn_on IS NULL OR y.withdrawn_on >= '2014-07-01'))
    GROUP BY 1
), b3 AS (
    SELECT township_id, sum(v)::int AS n, array_agg(id ORDER BY id) AS ids FROM (
        SELECT x.township_id, x.id,
               CASE e.distinction WHEN 'academician' THEN 3 WHEN 'state_council_allowance' THEN 2 ELSE 1 END AS v
        FROM experts_placement x JOIN experts_expert e ON e.id = x.expert_id AND e.distinction <> ''
        WHERE x.verified_at IS NOT NULL AND x.starts_on >= '2014-01-01' AND x.starts_on < '2014-07-01' {x.township_id}
          AND NOT EXISTS (SELECT FROM experts_placement y WHERE y.expert_id = x.expert_id
                          AND y.starts_on >= '2014-01-01' AND y.verified_at IS NOT NULL
                          AND (y.starts_on, y.id) < (x.starts_on, x.id))
          AND NOT EXISTS (SELECT FROM experts_selection s JOIN experts_programme p ON p.id = s.programme_id
                          WHERE s.expert_id = x.expert_id AND p.earns_bonus AND s.verified_at IS NOT NULL
                          AND s.selected_on < '2014-07-01')
        UNION ALL
        SELECT township_id, -id, 2 FROM experts_team
        WHERE verified_at IS NOT NULL AND arrived_on >= '2014-01-01' AND arrived_on < '2014-07-01' {township_id}
    ) AS came GROUP BY 1
), active AS (
    SELECT township_id, expert_id, id FROM experts_placement
    WHERE verified_at IS NOT NULL AND starts_on <= '2014-06-30' AND (ends_on IS NULL OR ends_on > '2014-06-30')
      {township_id}
), b4 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM active x
    WHERE EXISTS (SELECT FROM experts_selection s JOIN experts_programme p ON p.id = s.programme_id
                  WHERE s.expert_id = x.expert_id AND s.verified_at IS NOT NULL AND s.selected_on <= '2014-06-30'
                  AND p.earns_bonus)
    GROUP BY 1
), c2 AS (
    SELECT township_id, count(*)::int AS n, array_agg(id ORDER BY id) AS ids FROM experts_patent
    WHERE verified_at IS NOT NULL AND kind = 'invention' AND granted_on >= '2014-01-01' AND granted_on < '2014-07-01'
      {township_id} GROUP BY 1
), platform AS (
    SELECT township_id,
           sum(CASE level WHEN 'national' THEN 3 WHEN 'provincial' THEN 2 WHEN 'municipal' THEN 1 ELSE 0.5 END)
               FILTER (WHERE is_new) AS weight,
           array_agg(id ORDER BY id) FILTER (WHERE is_new) AS new_ids,
           count(*) FILTER (WHERE runs AND is_active)::int AS active, count(*) FILTER (WHERE runs)::int AS running,
           array_agg(id ORDER BY id) FILTER (WHERE runs AND is_active) AS active_ids
    FROM (
        SELECT x.township_id, x.id, x.level, x.approved_on >= '2014-01-01' AND x.approved_on < '2014-07-01' AS is_new,
               x.starts_on <= '2014-06-30' AND (x.ends_on IS NULL OR x.ends_on > '2014-06-30') AS runs,
               EXISTS (SELECT FROM platforms_platformactivity y WHERE y.platform_id = x.id
                       AND y.verified_at IS NOT NULL AND y.held_on >= '2013-07-01' AND y.held_on < '2014-07-01')
               AS is_active
        FROM platforms_platform x WHERE x.verified_at IS NOT NULL {x.township_id} OFFSET 0
    ) AS p GROUP BY 1
), e1 AS (
    SELECT x.township_id, count(*)::int AS n, array_agg(x.id ORDER BY x.id) AS ids
    FROM experts_eventparticipation x JOIN experts_recruitmentevent e ON e.id = x.event_id
         AND e.held_on >= '2014-01-01' AND e.held_on < '2014-07-01'
    WHERE x.verified_at IS NOT NULL {x.township_id} GROUP BY 1
), e2 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM platforms_universitypartnership
    WHERE verified_at IS NOT NULL AND starts_on <= '2014-06-30' AND (ends_on IS NULL OR ends_on > '2014-06-30')
      {township_id} GROUP BY 1
), e3 AS (
    SELECT township_id, count(*)::int AS n, array_agg(id ORDER BY id) AS ids FROM platforms_cooperationproject
    WHERE verified_at IS NOT NULL AND signed_on >= '2014-01-01' AND signed_on < '2014-07-01' {township_id} GROUP BY 1
), f1 AS (
    SELECT a.township_id, count(*)::int AS out_of, array_agg(c.id ORDER BY c.id) FILTER (WHERE c.id IS NOT NULL) AS ids
    FROM (SELECT DISTINCT township_id, expert_id FROM active) AS a
    LEFT JOIN (
        SELECT k.township_id, k.expert_id, min(k.id) AS id
        FROM experts_leadercontact k
        JOIN townships_leadinggrouppost l ON l.id = k.post_id AND l.post IN ('head', 'deputy_head')
        WHERE k.verified_at IS NOT NULL AND k.contacted_on >= '2014-04-01' AND k.contacted_on < '2014-07-01'
          {k.township_id} GROUP BY 1, 2
    ) AS c ON c.township_id = a.township_id AND c.expert_id = a.expert_id
    GROUP BY 1
), f2 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM platforms_symposium
    WHERE verified_at IS NOT NULL AND has_minutes AND held_on >= '2014-04-01' AND held_on < '2014-07-01'
      {township_id} GROUP BY 1
), f3 AS (
    SELECT township_id, count(*) FILTER (WHERE closed_on <= due_on)::int AS n, count(*)::int AS out_of,
           array_agg(id ORDER BY id) FILTER (WHERE closed_on <= due_on) AS ids
    FROM experts_servicerequest
    WHERE verified_at IS NOT NULL AND due_on >= '2014-04-01' AND due_on < '2014-07-01' {township_id} GROUP BY 1
), g1 AS (
    SELECT township_id, array_agg(id ORDER BY id) AS ids FROM experts_fundpayment
    WHERE verified_at IS NOT NULL AND paid_on >= '2014-01-01' AND paid_on < '2014-07-01' {township_id} GROUP BY 1
), late AS (
    SELECT day, sum(works::int) OVER (ORDER BY day) AS days
    FROM (SELECT d::date AS day, coalesce(c.is_working, extract(isodow FROM d) < 6) AS works
          FROM generate_series(date '2014-07-11', '2014-08-09', interval '1 day') AS d
          LEFT JOIN assessments_calendarexception c ON c.day = d::date) AS week
), back AS (
    SELECT s.report_id, count(*) AS n FROM assessments_reportstep s
    JOIN assessments_report r ON r.id = s.report_id AND r.period_id = %(period)s
    WHERE s.step = 'return' AND s.is_unit_error {r.township_id} GROUP BY 1
), y2 AS (
    SELECT township_id, count(*) AS n FROM assessments_deductioncase
    WHERE period_id = %(period)s AND code = 'Y2' AND lifted_at IS NULL {township_id} GROUP BY 1
), y3 AS (
    SELECT township_id, count(*) AS n FROM experts_placement
    WHERE verified_at IS NOT NULL AND end_reason IN ('left', 'moved') AND ends_on >= '2014-03-02'
      AND ends_on < '2014-06-01' {township_id}
      AND (departure_reported_on IS NULL OR departure_reported_on > ends_on + 30)
    GROUP BY 1
), facts AS (
    SELECT u.id AS township_id, u.district_id, u.tier, u.k, u.missing,
           CASE WHEN u.missing THEN 0 ELSE coalesce(own.a1, 0) END::int AS a1,
           CASE WHEN u.missing THEN 0 ELSE coalesce(own.a2, 0) END AS a2,
           CASE WHEN u.missing THEN 0 ELSE coalesce(own.f1, 0) END AS f1,
           CASE WHEN u.missing THEN 0 ELSE coalesce(own.f2, 0) END AS f2,
           CASE WHEN u.missing THEN 0 ELSE coalesce(own.g1, 0) END AS g1,
           (a3.ids IS NOT NULL)::int AS a3, coalesce(ledger.heads, 0) AS b1, coalesce(b2.n, 0) AS b2,
           coalesce(b3.n, 0) AS b3, (b4.ids IS NOT NULL)::int AS b4, coalesce(risen.upgrades, 0)::int AS c1,
           coalesce(c2.n, 0) AS c2, coalesce(platform.weight, 0) AS d1, coalesce(platform.active, 0) AS d2,
           coalesce(platform.running, 0) AS d2o, coalesce(e1.n, 0) AS e1, (e2.ids IS NOT NULL)::int AS e2,
           coalesce(e3.n, 0) AS e3, coalesce(f1.out_of, 0) AS f1o, coalesce(f3.n, 0) AS f3,
           coalesce(f3.out_of, 0) AS f3o,
           CASE WHEN u.missing THEN 3 ELSE CASE WHEN late.days > 3 THEN 2 WHEN late.days > 0 THEN 1 ELSE 0 END
                + 0.5 * coalesce(back.n, 0) END AS g2,
           coalesce(ledger.amount, 0) AS amount, coalesce(ledger.persons, 0) AS persons,
           coalesce(y2.n, 0) AS y2, coalesce(y3.n, 0) AS y3,
           a1.ids AS ra1, a2.ids AS ra2, a3.ids AS ra3, ledger.head_ids AS rb1, b2.ids AS rb2, b3.ids AS rb3,
           b4.ids AS rb4, risen.upgrade_ids AS rc1, c2.ids AS rc2, platform.new_ids AS rd1, platform.active_ids AS rd2,
           e1.ids AS re1, e2.ids AS re2, e3.ids AS re3, f1.ids AS rf1, f2.ids AS rf2, f3.ids AS rf3, g1.ids AS rg1,
           ARRAY[u.report_id] AS rg2
    FROM unit u
    LEFT JOIN own ON own.township_id = u.id LEFT JOIN a1 ON a1.township_id = u.id
    LEFT JOIN a2 ON a2.township_id = u.id LEFT JOIN a3 ON a3.township_id = u.id
    LEFT JOIN ledger ON ledger.township_id = u.id LEFT JOIN risen ON risen.township_id = u.id
    LEFT JOIN b2 ON b2.township_id = u.id
    LEFT JOIN b3 ON b3.township_id = u.id LEFT JOIN b4 ON b4.township_id = u.id
    LEFT JOIN c2 ON c2.township_id = u.id LEFT JOIN platform ON platform.township_id = u.id
    LEFT JOIN e1 ON e1.township_id = u.id LEFT JOIN e2 ON e2.township_id = u.id
    LEFT JOIN e3 ON e3.township_id = u.id LEFT JOIN f1 ON f1.township_id = u.id
    LEFT JOIN f2 ON f2.township_id = u.id LEFT JOIN f3 ON f3.township_id = u.id
    LEFT JOIN g1 ON g1.township_id = u.id LEFT JOIN y2 ON y2.township_id = u.id
    LEFT JOIN y3 ON y3.township_id = u.id LEFT JOIN back ON back.report_id = u.report_id
    LEFT JOIN late ON late.day = LEAST(u.handed_in, date '2014-08-09')
    OFFSET 0
), points AS (
    SELECT *, LEAST(100 * a1, 300) AS p1, div(600 * LEAST(a2, 2) + 2, 4)::int AS p2, 200 * a3 AS p3,
           CASE k WHEN 1 THEN div(4000 * LEAST(GREATEST(b1, 0), 1) + 1, 2)::int
                  ELSE div(4000 * LEAST(GREATEST(b1, 0), 0.5) + 0.5, 1)::int END AS p4,
           CASE k WHEN 1 THEN (1200 * LEAST(b2, 2) + 2) / 4 WHEN 2 THEN (2400 * LEAST(b2, 1.5) + 3)::int / 6
                  ELSE (1200 * LEAST(b2, 1) + 1) / 2 END AS p5,
           CASE k WHEN 1 THEN (1000 * LEAST(b3, 3) + 3) / 6 WHEN 2 THEN (1000 * LEAST(b3, 2) + 2) / 4
                  ELSE 500 * LEAST(b3, 1) END AS p6,
           400 * b4 AS p7, CASE WHEN k = 3 AND c1 = 0 THEN NULL WHEN c1 > 0 THEN 500 ELSE 0 END AS p8,
           CASE k WHEN 1 THEN CASE WHEN c2 >= 5 THEN 500 WHEN c2 >= 3 THEN 350 WHEN c2 >= 1 THEN 200 ELSE 0 END
                  WHEN 2 THEN CASE WHEN c2 >= 3 THEN 500 WHEN c2 >= 1 THEN 300 ELSE 0 END
                  ELSE CASE WHEN c2 >= 1 THEN 500 ELSE 0 END END AS p9,
           CASE k WHEN 1 THEN 600 * LEAST(d1, 1.5) WHEN 2 THEN 900 * LEAST(d1, 1)
                  ELSE 1800 * LEAST(d1, 0.5) END::int AS p10,
           CASE WHEN d2o > 0 THEN (LEAST(15000 * d2, 12000 * d2o) + 10 * d2o) / (20 * d2o) END AS p11,
           CASE k WHEN 1 THEN 20 * LEAST(e1, 20) WHEN 2 THEN (800 * LEAST(e1, 12) + 12) / 24
                  ELSE (800 * LEAST(e1, 6) + 6) / 12 END AS p12,
           300 * e2 AS p13,
           CASE k WHEN 1 THEN 150 * LEAST(e3, 2) WHEN 2 THEN 200 * LEAST(e3, 1.5)::numeric
                  ELSE 600 * LEAST(e3, 0.5) END::int AS p14,
           CASE WHEN f1o > 0 THEN div(1200 * LEAST(f1, f1o) + f1o, 2 * f1o)::int END AS p15,
           CASE WHEN f2 > 0 THEN 300 ELSE 0 END AS p16,
           CASE WHEN f3o = 0 THEN NULL WHEN 100 * f3 >= 95 * f3o THEN 600 WHEN 100 * f3 >= 85 * f3o THEN 500
                WHEN 100 * f3 >= 70 * f3o THEN 300 ELSE 0 END AS p17,
           CASE k WHEN 1 THEN div(800 * LEAST(g1, 25) + 25, 50) WHEN 2 THEN div(800 * LEAST(g1, 15) + 15, 30)
                  ELSE div(800 * LEAST(g1, 5) + 5, 10) END::int AS p18,
           GREATEST(0, 300 - 100 * g2)::int AS p19
    FROM facts OFFSET 0
), summed AS (
    SELECT *, p1 + p2 + p3 + p4 + p5 + p6 + p7 + coalesce(p8, 0) + p9 + p10 + coalesce(p11, 0) + p12 + p13 + p14
              + coalesce(p15, 0) + p16 + coalesce(p17, 0) + p18 + p19 AS earned,
           8200 - CASE WHEN k = 3 AND p8 IS NULL THEN 500 ELSE 0 END + CASE WHEN p11 IS NULL THEN 0 ELSE 600 END
           + CASE WHEN p15 IS NULL THEN 0 ELSE 600 END + CASE WHEN p17 IS NULL THEN 0 ELSE 600 END AS applicable,
           2.00 * missing::int + 5.00 * y2 + 1.00 * y3 AS deductions, LEAST(5.00, GREATEST(0.00, amount)) AS bonus
    FROM points OFFSET 0
), total AS (
    SELECT *, (20000 * earned + applicable) / (2 * applicable) * 0.01 AS base,
           GREATEST(0, (20000 * earned + applicable) / (2 * applicable) * 0.01 - deductions) + bonus AS total
    FROM summed OFFSET 0
)
INSERT INTO reference_score (run_id, township_id, tier, tier_months, counted, out_of, expected, points, row_ids,
    row_counts, deduction_counts, earned, applicable, base, deductions, carried, bonus_raw, bonus_persons, bonus_judged,
    bonus, total, tier_rank, rank, grade, light, is_missing)
SELECT %(run)s, township_id, tier,
       (CASE k WHEN 1 THEN '{12,0,0,12,0,0}' WHEN 2 THEN '{0,12,0,0,12,0}' ELSE '{0,0,12,0,0,12}' END)::smallint[],
       ARRAY[a1, a2, a3, b1, b2, b3, b4, c1, c2, d1, d2, e1, e2, e3, f1, f2, f3, g1, g2],
       ARRAY[NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, d2o, NULL, NULL, NULL, f1o, NULL, f3o, NULL,
             NULL]::numeric[],
       (CASE k WHEN 1 THEN '{3,2,1,1,2,3,1,0.5,NULL,1.5,0.8,20,1,2,1,1,NULL,25,NULL}'
               WHEN 2 THEN '{3,2,1,0.5,1.5,2,1,0.5,NULL,1,0.8,12,1,1.5,1,1,NULL,15,NULL}'
               ELSE '{3,2,1,0.5,1,1,1,0,NULL,0.5,0.8,6,1,0.5,1,1,NULL,5,NULL}' END)::numeric[],
       ARRAY[p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19],
       ra1 || ra2 || ra3 || rb1 || rb2 || rb3 || rb4 || rc1 || rc2 || rd1 || rd2 || re1 || re2 || re3 || rf1 || rf2
           || rf3 || rg1 || rg2,
       ARRAY[coalesce(cardinality(ra1), 0), coalesce(cardinality(ra2), 0), coalesce(cardinality(ra3), 0),
             coalesce(cardinality(rb1), 0), coalesce(cardinality(rb2), 0), coalesce(cardinality(rb3), 0),
             coalesce(cardinality(rb4), 0), coalesce(cardinality(rc1), 0), coalesce(cardinality(rc2), 0),
             coalesce(cardinality(rd1), 0), coalesce(cardinality(rd2), 0), coalesce(cardinality(re1), 0),
             coalesce(cardinality(re2), 0), coalesce(cardinality(re3), 0), coalesce(cardinality(rf1), 0),
             coalesce(cardinality(rf2), 0), coalesce(cardinality(rf3), 0), coalesce(cardinality(rg1), 0), 1],
       ARRAY[missing::int, y2, y3], earned * 0.01, applicable * 0.01, base, deductions,
       0, amount, persons, 0, bonus, total,
       rank() OVER (PARTITION BY district_id, tier ORDER BY total DESC, bonus DESC, p4 DESC),
       rank() OVER (PARTITION BY district_id ORDER BY total DESC, bonus DESC, p4 DESC),
       CASE WHEN total >= 90 AND NOT missing AND y2 = 0 THEN 'excellent' WHEN total >= 80 THEN 'good'
            WHEN total >= 60 THEN 'qualified' ELSE 'unqualified' END,
       CASE WHEN missing OR total < 60 THEN 'warning' WHEN total >= 80 THEN 'on_track' ELSE 'lagging' END, missing
FROM total
"""
PLACES = ("t.id", "x.township_id", "r.township_id", "k.township_id", "township_id")


def text(one_unit: bool) -> str:
    """The statement for all units, or for one (%(unit)s)."""
    result = STATEMENT
    for place in PLACES:
        result = result.replace(f"{{{place}}}", f"AND {place} = %(unit)s" if one_unit else "")
    return result


def store(run: int, period: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text(one_unit=False), {"run": run, "period": period})


RANKS = """
WITH place AS (
    SELECT s.id, rank() OVER (PARTITION BY s.tier ORDER BY total DESC, bonus DESC, points[4] DESC) AS tier_rank,
           rank() OVER (ORDER BY total DESC, bonus DESC, points[4] DESC) AS rank
    FROM reference_score s JOIN townships_township t ON t.id = s.township_id
    WHERE s.run_id = %(run)s AND t.district_id = (SELECT district_id FROM townships_township WHERE id = %(unit)s)
)
UPDATE reference_score s SET tier_rank = place.tier_rank, rank = place.rank FROM place
WHERE s.id = place.id AND (s.tier_rank, s.rank) IS DISTINCT FROM (place.tier_rank, place.rank)
"""


def store_one(run: int, period: int, unit: int) -> None:
    """One unit's score put anew, and the ranks of its district."""
    values = {"run": run, "period": period, "unit": unit}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reference_score WHERE run_id = %(run)s AND township_id = %(unit)s", values)
        cursor.execute(text(one_unit=True), values)
        cursor.execute(RANKS, values)

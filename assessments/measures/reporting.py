"""Group G and whatever a unit reports itself: the talent fund, the quality of the report, reported figures."""

from .base import Ask, asked, tally, within

SOON = 30  # days; whoever hands in later than this is late by more than three working days in any calendar
# the days after the due day, each with the working days passed by then
WORKING_DAYS = f"""SELECT d.day, count(*) FILTER (WHERE coalesce(c.is_working, extract(isodow FROM d.day) < 6))
                          OVER (ORDER BY d.day) AS days
            FROM (
                SELECT day::date
                FROM generate_series(%(due_on)s::date + 1, %(due_on)s::date + {SOON}, interval '1 day') AS day
            ) AS d
            LEFT JOIN assessments_calendarexception c ON c.day = d.day"""
PENALTIES = """SELECT coalesce(max(value) FILTER (WHERE code = 'late_1_to_3_working_days'), 0) AS late,
                   coalesce(max(value) FILTER (WHERE code = 'late_over_3_working_days'), 0) AS very_late,
                   coalesce(max(value) FILTER (WHERE code = 'each_return'), 0) AS returned,
                   coalesce(max(value) FILTER (WHERE code = 'missing'), 0) AS missing"""


def fund_paid(ask: Ask) -> str:
    """In units of 10,000 yuan, as it is reported and shown."""
    return tally("experts_fundpayment", within("x.paid_on", ask.since), "round(sum(x.amount_yuan) * 0.0001, 4)")


def _submissions() -> str:
    """When each unit handed in first; a draft that is tried out counts as handed in now."""
    return f"""
                SELECT t.id AS township_id, q.id,
                       CASE WHEN q.first_submitted_at <= %(at)s THEN q.first_submitted_at
                            WHEN q.id = %(draft)s THEN %(at)s::timestamptz END AS submitted
                FROM townships_township t
                LEFT JOIN assessments_report q ON q.township_id = t.id AND q.period_id = %(period)s
                WHERE {asked("t.id")}"""


def report_quality(ask: Ask) -> str:
    """Penalty points: late by working days, returned for the unit's own error, or missing at the lock.

    Days are numbered by the working days passed since the due day, so a report handed in on a weekend is as
    late as on the Friday before. A return is judged by the first submission: lateness never grows by it.
    """
    return f"""
        SELECT r.township_id,
               CASE WHEN r.is_missing THEN v.missing
                    ELSE v.late * (coalesce(w.days, 0) BETWEEN 1 AND 3)::int
                         + v.very_late * (coalesce(w.days, 0) > 3)::int
                         + v.returned * coalesce(b.times, 0)
               END AS counted,
               NULL::numeric AS out_of, array_remove(ARRAY[r.id], NULL) AS row_ids
        FROM (
            SELECT x.id, x.township_id, x.submitted IS NULL AS is_missing,
                   LEAST((x.submitted AT TIME ZONE %(zone)s)::date, %(due_on)s::date + {SOON}) AS submitted_on
            FROM ({_submissions()}) AS x
            WHERE x.submitted IS NOT NULL OR %(is_locked)s
        ) AS r
        CROSS JOIN ({PENALTIES} FROM assessments_indicatoritem WHERE indicator_id = {ask.indicator}) AS v
        LEFT JOIN ({WORKING_DAYS}) AS w ON w.day = r.submitted_on
        LEFT JOIN (
            SELECT s.report_id, count(*) AS times
            FROM assessments_reportstep s JOIN assessments_report q ON q.id = s.report_id
            WHERE q.period_id = %(period)s AND s.step = 'return' AND s.is_unit_error AND s.at <= %(at)s
                  AND {asked("q.township_id")}
            GROUP BY s.report_id
        ) AS b ON b.report_id = r.id"""


def reported(ask: Ask) -> str:
    """The figure of the unit's reports as it stood approved, for what no register knows; the scoring reads it itself.

    Here it answers the approved figures behind it. The same indicator is found by its code, for a new version of the
    scheme may start inside a year.
    """
    return f"""
        SELECT r.township_id, sum(coalesce(l.value, 0)) AS counted, NULL::numeric AS out_of,
               array_agg(l.id ORDER BY l.id) AS row_ids
        FROM assessments_approvedline l
        JOIN assessments_report r ON r.id = l.report_id
        JOIN assessments_period p ON p.id = r.period_id
        JOIN assessments_indicator i ON i.id = l.indicator_id
        WHERE i.code = (SELECT code FROM assessments_indicator WHERE id = {ask.indicator})
              AND p.year = %(year)s AND p.quarter <= %(quarter)s
              AND (p.quarter = %(quarter)s OR {ask.since} = %(year_start)s)
              AND l.approved_at <= %(at)s AND (l.superseded_at IS NULL OR l.superseded_at > %(at)s)
              AND {asked("r.township_id")}
        GROUP BY r.township_id"""

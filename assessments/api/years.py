"""REST: results of years, unit by unit, and the chain of seals, by written SQL."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from assessments.models import YearResult
from talentportal.core.sql_rows import Filter, SqlRows
from townships.models import Tier

from .results import documented, one_of, run_choice

READ = ("assessments.view_year", "assessments.read_api")
LATEST_PUBLISHED = (
    "r.id = (SELECT l.id FROM assessments_yearresult l WHERE l.year = r.year AND l.status = 'published' "
    "ORDER BY l.version DESC LIMIT 1)"
)


def year_number(text: str) -> int:
    """A year of four digits."""
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise ValueError(text)


class YearScoreRow(serializers.Serializer):
    """The year of one unit. Points are decimals written as text, money whole yuan."""

    year = serializers.IntegerField()
    run = serializers.IntegerField(help_text="Version of the year's result.")
    status = serializers.ChoiceField(choices=YearResult.Status.choices)
    final_at = serializers.DateTimeField(allow_null=True)
    township = serializers.CharField()
    tier = serializers.ChoiceField(choices=Tier.choices)
    quarter_totals = serializers.ListField(child=serializers.CharField(allow_null=True))
    base = serializers.DecimalField(7, 2)
    deductions = serializers.DecimalField(7, 2)
    carried = serializers.DecimalField(7, 2)
    bonus = serializers.DecimalField(5, 2)
    total = serializers.DecimalField(7, 2)
    tier_rank = serializers.IntegerField()
    rank = serializers.IntegerField()
    grade = serializers.CharField()
    is_barred = serializers.BooleanField(help_text="A missing report or a veto bars the highest grade.")
    prize_yuan = serializers.DecimalField(12, 2)


@documented
class YearScores(SqlRows):
    """Totals, ranks and prize money of years: without `run`, the latest published version of each."""

    permissions = {"read": READ}
    row = YearScoreRow
    source = (
        "assessments_yearscore s JOIN assessments_yearresult r ON r.id = s.result_id "
        "JOIN townships_township t ON t.id = s.township_id"
    )
    columns = {
        "year": "r.year",
        "run": "r.version",
        "status": "r.status",
        "final_at": "r.final_at",
        "township": "t.code",
        "tier": "s.tier",
        "quarter_totals": "s.quarter_totals::text[]",
        "base": "s.base::text",
        "deductions": "s.deductions::text",
        "carried": "s.carried::text",
        "bonus": "s.bonus::text",
        "total": "s.total::text",
        "tier_rank": "s.tier_rank",
        "rank": "s.rank",
        "grade": "s.grade",
        "is_barred": "s.is_barred",
        "prize_yuan": "s.prize_yuan::text",
    }
    filters = {
        "year": Filter("r.year = %s", year_number, "A year.", "2013"),
        "township": Filter("t.code = %s", str, "Code of a unit.", "330212006"),
        "tier": Filter("s.tier = %s", one_of(*Tier.values), "Tier of the unit in the year's last quarter.", "high"),
        "grade": Filter("s.grade = %s", str, "Code of a grade of the scheme.", "good"),
    }
    orders = {
        "rank": "s.rank",
        "tier_rank": "s.tier_rank",
        "total": "s.total",
        "township": "t.code",
        "year": "r.year",
    }
    order = "-year"
    tie = 's.rank, t."order", s.id'

    def scope(self):
        """The office sees provisional years too, everybody else those published."""
        return ("TRUE" if self.request.user.sees_all_units else "r.status = 'published'"), []

    def _conditions(self):
        conditions, values = super()._conditions()
        asked = self._parsed("run", Filter("", run_choice), self.request.query_params.get("run") or "published")
        if asked.isdigit():
            return [*conditions, "r.version = %s"], [*values, int(asked)]
        return [*conditions, "r.status = 'provisional'" if asked == "provisional" else LATEST_PUBLISHED], values


class SealRow(serializers.Serializer):
    """One link of the chain; `result` is a quarter (2014Q1) or a year."""

    number = serializers.IntegerField()
    result = serializers.CharField(allow_null=True)
    run = serializers.IntegerField(allow_null=True)
    engine = serializers.CharField()
    sealed_at = serializers.DateTimeField()
    previous = serializers.CharField()
    digest = serializers.CharField()


class Seals(SqlRows):
    """The chain of seals: whoever keeps these digests notices any later change of a published result."""

    permissions = {"read": ("assessments.view_seal",)}
    row = SealRow
    source = (
        "assessments_seal l LEFT JOIN assessments_scorerun r ON r.id = l.run_id "
        "LEFT JOIN assessments_period p ON p.id = r.period_id "
        "LEFT JOIN assessments_yearresult y ON y.id = l.year_result_id"
    )
    columns = {
        "number": "l.number",
        "result": "coalesce(p.year || 'Q' || p.quarter, y.year::text)",
        "run": "coalesce(r.version, y.version)",
        "engine": "l.engine",
        "sealed_at": "l.sealed_at",
        "previous": "l.previous",
        "digest": "l.digest",
    }
    filters = {"digest": Filter("l.digest = %s", str, "A digest, as on a paper copy.")}
    orders = {"number": "l.number"}
    order = "number"
    tie = "l.number"

    def scope(self):
        return "TRUE", []


extend_schema_view(get=extend_schema(parameters=Seals.parameters(), responses=Seals.page_schema()))(Seals)

"""REST: scores and score lines, by written SQL."""

from decimal import Decimal, InvalidOperation

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from assessments.models import ScoreRun
from talentportal.core.sql_rows import Filter, SqlRows
from townships.models import Tier

READ = ("assessments.view_score", "assessments.read_api")


def period_code(text: str) -> int:
    """2014Q3 as the number 20143, which the tables compare."""
    year, _q, quarter = text.partition("Q")
    if len(year) == 4 and year.isascii() and year.isdigit() and quarter in {"1", "2", "3", "4"}:
        return int(year) * 10 + int(quarter)
    raise ValueError(text)


def run_choice(text: str) -> str:
    """A run's version, or "published" (the latest), or "provisional"."""
    if text in {"published", "provisional"} or (text.isascii() and text.isdigit() and len(text) < 5):
        return text
    raise ValueError(text)


def one_of(*choices: str):
    """Accept only these words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse


def decimal(text: str) -> Decimal:
    """A plain decimal number."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite() or abs(number) > 10**6:
        raise ValueError(text)
    return number


LATEST_PUBLISHED = (
    "r.id = (SELECT l.id FROM assessments_scorerun l WHERE l.period_id = r.period_id AND l.status = 'published' "
    "ORDER BY l.version DESC LIMIT 1)"
)
PERIOD = "p.year || 'Q' || p.quarter"
SOURCE = (
    "assessments_score s JOIN assessments_scorerun r ON r.id = s.run_id "
    "JOIN assessments_period p ON p.id = r.period_id JOIN townships_township t ON t.id = s.township_id"
)


RUN = OpenApiParameter("run", str, description="A version, published (the latest, as default) or provisional.")


def documented(view: type[SqlRows]) -> type[SqlRows]:
    """Put a list's parameters and rows into the OpenAPI document."""
    shape = extend_schema(parameters=[RUN, *view.parameters()], responses=view.page_schema())
    return extend_schema_view(get=shape)(view)


class _OfRuns(SqlRows):
    """Rows of score runs: without `run`, the latest published run of each period."""

    permissions = {"read": READ}
    filters = {
        "period": Filter("p.year * 10 + p.quarter = %s", period_code, "A quarter, written 2014Q2.", "2014Q2"),
        "township": Filter("t.code = %s", str, "Code of a unit.", "330212006"),
        "tier": Filter("s.tier = %s", one_of(*Tier.values), "Tier of the unit in that quarter.", "high"),
    }

    def _conditions(self):
        conditions, values = super()._conditions()
        asked = self.request.query_params.get("run") or "published"
        asked = self._parsed("run", Filter("", run_choice), asked)
        if asked.isdigit():
            return [*conditions, "r.version = %s"], [*values, int(asked)]
        if asked == "provisional":
            return [*conditions, "r.status = 'provisional'"], values
        return [*conditions, LATEST_PUBLISHED], values


def unit_or_published(user, *, own_only: bool) -> tuple[str, list]:
    """What a reader sees of results (domain §5).

    The office sees all, a client what is published, a unit its own and, unless `own_only`, what is published.
    """
    if user.sees_all_units:
        return "TRUE", []
    if not user.township_id:
        return "r.status = 'published'", []
    if own_only:
        return "s.township_id = %s", [user.township_id]
    return "(r.status = 'published' OR s.township_id = %s)", [user.township_id]


class ScoreRow(serializers.Serializer):
    """The result of one unit in one run. Points are decimals written as text."""

    period = serializers.CharField()
    run = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ScoreRun.Status.choices)
    township = serializers.CharField()
    tier = serializers.ChoiceField(choices=Tier.choices)
    base = serializers.DecimalField(7, 2)
    deductions = serializers.DecimalField(7, 2)
    bonus = serializers.DecimalField(5, 2)
    total = serializers.DecimalField(7, 2)
    tier_rank = serializers.IntegerField(allow_null=True, help_text="Null for a unit until the run is published.")
    rank = serializers.IntegerField(allow_null=True, help_text="Null for a unit until the run is published.")
    grade = serializers.CharField()
    light = serializers.CharField()
    is_missing = serializers.BooleanField(help_text="No report was handed in before the lock.")


@documented
class Scores(_OfRuns):
    """Totals and ranks."""

    row = ScoreRow
    source = SOURCE
    columns = {
        "period": PERIOD,
        "run": "r.version",
        "status": "r.status",
        "township": "t.code",
        "tier": "s.tier",
        "base": "s.base::text",
        "deductions": "s.deductions::text",
        "bonus": "s.bonus::text",
        "total": "s.total::text",
        "tier_rank": "s.tier_rank",
        "rank": "s.rank",
        "grade": "s.grade",
        "light": "s.light",
        "is_missing": "s.is_missing",
    }
    filters = _OfRuns.filters | {
        "grade": Filter("s.grade = %s", str, "Code of a grade of the scheme.", "good"),
        "min_total": Filter("s.total >= %s", decimal, "Totals from here on.", "80"),
        "max_total": Filter("s.total <= %s", decimal, "Totals up to here.", "90"),
    }
    orders = {
        "rank": "s.rank",
        "tier_rank": "s.tier_rank",
        "total": "s.total",
        "township": "t.code",
        "period": "p.year * 10 + p.quarter",
    }
    order = "-period"
    tie = 's.rank, t."order", s.id'

    def scope(self):
        return unit_or_published(self.request.user, own_only=False)

    def finish(self, row):
        """A place among others tells of the others, so a unit learns it once the run is published."""
        if row["status"] == ScoreRun.Status.PUBLISHED or self.request.user.sees_all_units:
            return row
        return row | {"rank": None, "tier_rank": None}


class ScoreLineRow(serializers.Serializer):
    """One indicator of one unit in one run; `points` is null where the indicator does not apply."""

    period = serializers.CharField()
    run = serializers.IntegerField()
    township = serializers.CharField()
    indicator = serializers.CharField()
    group = serializers.CharField()
    counted = serializers.CharField(allow_null=True)
    out_of = serializers.CharField(allow_null=True, help_text="Denominator, for rates.")
    expected = serializers.CharField(allow_null=True, help_text="Phased target.")
    weight = serializers.DecimalField(5, 2)
    points = serializers.DecimalField(7, 2, allow_null=True)
    rows = serializers.IntegerField(help_text="Register rows counted.")


@documented
class ScoreLines(_OfRuns):
    """Why a score is what it is: the indicators behind the totals."""

    row = ScoreLineRow
    source = (
        SOURCE + " JOIN assessments_indicator i ON i.scheme_id = r.scheme_id "
        "JOIN assessments_indicatorgroup g ON g.id = i.group_id"
    )
    columns = {
        "period": PERIOD,
        "run": "r.version",
        "township": "t.code",
        "indicator": "i.code",
        "group": "g.code",
        "counted": "trim_scale(s.counted[i.position])::text",
        "out_of": "trim_scale(s.out_of[i.position])::text",
        "expected": "trim_scale(s.expected[i.position])::text",
        "weight": "i.weight::text",
        "points": "round(s.points[i.position] / 100.0, 2)::text",
        "rows": "s.row_counts[i.position]",
    }
    filters = _OfRuns.filters | {
        "indicator": Filter("i.code = %s", str, "Code of an indicator.", "B1"),
        "group": Filter("g.code = %s", str, "Code of a group.", "B"),
    }
    orders = {"indicator": "i.position", "township": "t.code", "period": "p.year * 10 + p.quarter"}
    order = "-period"
    tie = 't."order", i.position, s.id'

    def scope(self):
        return unit_or_published(self.request.user, own_only=True)

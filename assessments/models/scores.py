"""Results: runs, scores and their lines. What was published never changes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Role, Tier, Township, UnitOwnedQuerySet

from .frozen import frozen_once_final, frozen_with
from .indicators import Indicator
from .periods import Period
from .schemes import Scheme


class ScoreRunQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=ScoreRun.Status.PUBLISHED)

    def before(self, year, quarter):
        """Published runs of the quarters before; the first is the one that this quarter is compared with."""
        earlier = Q(period__year__lt=year) | Q(period__year=year, period__quarter__lt=quarter)
        return self.published().filter(earlier).order_by("-period__year", "-period__quarter", "-version")

    def visible_to(self, user):
        """Units and clients see results once they are published; the office also the provisional ones."""
        return self if user.sees_all_units else self.published()


class ScoreRun(models.Model):
    """One computation of a period. The provisional run is refreshed in place; publishing freezes it."""

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional")
        PUBLISHED = "published", _("published")

    period = models.ForeignKey(Period, models.PROTECT, related_name="runs", verbose_name=_("period"))
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROVISIONAL)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="runs", verbose_name=_("scheme"))
    engine = models.CharField(_("engine version"), max_length=20)
    computed_at = models.DateTimeField(_("computed at"))
    revision = models.PositiveIntegerField(_("revision"), default=1, help_text=_("Grows with every refresh"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    publish_note = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Why it was published before the lock while reports were open, or what was corrected"),
    )
    notice_until = models.DateField(_("on notice until"), null=True, blank=True)
    final_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    final_at = models.DateTimeField(_("final since"), null=True, blank=True)

    objects = ScoreRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("score run")
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="run_version_once"),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(status="provisional"),
                name="one_provisional_run_per_period",
            ),
            models.CheckConstraint(
                name="published_run_is_signed",
                condition=Q(status="provisional") | Q(published_by__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="final_run_is_published",
                condition=Q(final_at__isnull=True, final_by__isnull=True)
                | Q(status="published", final_at__isnull=False, final_by__isnull=False),
            ),
        ]
        triggers = [frozen_once_final("a published run never changes")]

    def __str__(self):
        return f"{self.period_id} v{self.version}"


class ScoreQuerySet(UnitOwnedQuerySet):
    def visible_to(self, user):
        """Totals and ranks: the office all, a unit its own and whatever is published, clients what is published."""
        if user.sees_all_units:
            return self
        seen = Q(run__status=ScoreRun.Status.PUBLISHED)
        return self.filter(seen | Q(township_id=user.township_id) if user.township_id else seen)


class Score(models.Model):
    """The result of one unit in one run.

    The arrays follow the scheme's indicator positions, so the card of a unit is one row: `counted` and `out_of`
    are the value (numerator and, for rates, denominator), `expected` the phased target, `points` whole hundredths
    of a point (NULL = not applicable), and `row_ids` the very rows counted, `row_counts` of them per indicator.
    """

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="scores")
    township = models.ForeignKey(Township, models.PROTECT, related_name="scores")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    tier_months = ArrayField(
        models.SmallIntegerField(),
        size=6,
        help_text=_("Months of the year in each tier: its own, then with those of the units it succeeded"),
    )
    counted = ArrayField(models.DecimalField(max_digits=14, decimal_places=4, null=True))
    out_of = ArrayField(models.DecimalField(max_digits=14, decimal_places=4, null=True))
    expected = ArrayField(models.DecimalField(max_digits=14, decimal_places=4, null=True))
    points = ArrayField(models.IntegerField(null=True))
    row_ids = ArrayField(models.BigIntegerField())
    row_counts = ArrayField(models.IntegerField())
    deduction_counts = ArrayField(models.SmallIntegerField())
    earned = models.DecimalField(_("points earned"), max_digits=7, decimal_places=2)
    applicable = models.DecimalField(_("points applicable"), max_digits=7, decimal_places=2)
    base = models.DecimalField(_("base score"), max_digits=7, decimal_places=2)
    deductions = models.DecimalField(_("deductions"), max_digits=7, decimal_places=2)
    carried = models.DecimalField(_("from earlier years"), max_digits=7, decimal_places=2, db_default=0)
    bonus_persons = models.DecimalField(_("persons credited"), max_digits=7, decimal_places=2, db_default=0)
    bonus_judged = models.DecimalField(_("bonus judged"), max_digits=7, decimal_places=2, db_default=0)
    bonus_raw = models.DecimalField(_("bonus before the cap"), max_digits=7, decimal_places=2)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=2)
    tier_rank = models.PositiveIntegerField(_("rank in tier"))
    rank = models.PositiveIntegerField(_("rank"))
    grade = models.CharField(_("grade"), max_length=20)
    light = models.CharField(_("light"), max_length=20)
    is_missing = models.BooleanField(_("report missing"), default=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        constraints = [models.UniqueConstraint(fields=["run", "township"], name="one_score_per_unit_and_run")]
        indexes = [models.Index(fields=["township", "run"], name="score_of_unit")]
        triggers = [frozen_with("assessments_scorerun", "run_id", "a published run never changes")]

    def __str__(self):
        return f"{self.township_id} {self.total}"


class ScoreLineQuerySet(UnitOwnedQuerySet):
    def visible_to(self, user):
        """Details: the office all, a unit its own always, clients those published (aggregates without persons)."""
        if user.role == Role.API_CLIENT:
            return self.filter(run__status=ScoreRun.Status.PUBLISHED)
        return super().visible_to(user)


class ScoreLine(models.Model):
    """One indicator of one score: a view over the arrays of Score, never written."""

    pk = models.CompositePrimaryKey("score_id", "position")
    score = models.ForeignKey(Score, models.DO_NOTHING, related_name="lines")
    run = models.ForeignKey(ScoreRun, models.DO_NOTHING, related_name="lines")
    township = models.ForeignKey(Township, models.DO_NOTHING, related_name="score_lines")
    indicator = models.ForeignKey(Indicator, models.DO_NOTHING, related_name="score_lines")
    position = models.PositiveSmallIntegerField()
    counted = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)
    out_of = models.DecimalField(_("out of"), max_digits=14, decimal_places=4, null=True)
    expected = models.DecimalField(_("expected"), max_digits=14, decimal_places=4, null=True)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True)
    row_ids = ArrayField(models.BigIntegerField())

    objects = ScoreLineQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "assessments_scoreline"
        verbose_name = _("score line")

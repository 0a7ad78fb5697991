"""The result of a year: computed from the quarters (domain §3.3 rule 6), published, final; with the prize money."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Tier, Township, UnitOwnedQuerySet

from .frozen import frozen_once_final, frozen_with
from .schemes import Scheme


class YearResultQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=YearResult.Status.PUBLISHED)

    def visible_to(self, user):
        """Units and clients see a year once it is published; the office also the provisional one."""
        return self if user.sees_all_units else self.published()


class YearResult(models.Model):
    """One computation of a year from the newest published runs of its quarters."""

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional")
        PUBLISHED = "published", _("published")

    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROVISIONAL)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="years", verbose_name=_("scheme"))
    engine = models.CharField(_("engine version"), max_length=20)
    run_ids = ArrayField(models.BigIntegerField(), help_text=_("The runs of the quarters it is made of, in order"))
    computed_at = models.DateTimeField(_("computed at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    publish_note = models.CharField(_("reason"), max_length=300, blank=True)
    notice_until = models.DateField(_("on notice until"), null=True, blank=True)
    final_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    final_at = models.DateTimeField(_("final since"), null=True, blank=True)

    objects = YearResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a year")
        verbose_name_plural = _("results of years")
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="year_version_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(status="provisional"), name="one_provisional_result_per_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(final_at__isnull=False), name="one_final_result_per_year"
            ),
            models.CheckConstraint(
                name="published_year_is_signed",
                condition=Q(status="provisional", final_at__isnull=True)
                | Q(status="published", published_by__isnull=False, published_at__isnull=False),
            ),
        ]
        triggers = [frozen_once_final("a published result of a year never changes")]


class YearScoreQuerySet(UnitOwnedQuerySet):
    def visible_to(self, user):
        """As quarterly scores: the office all, everybody what is published."""
        return self if user.sees_all_units else self.filter(result__status=YearResult.Status.PUBLISHED)


class YearScore(models.Model):
    """The year of one unit. `points` are whole hundredths by the positions of the result's scheme."""

    result = models.ForeignKey(YearResult, models.CASCADE, related_name="scores")
    township = models.ForeignKey(Township, models.PROTECT, related_name="year_scores")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    points = ArrayField(models.IntegerField(null=True))
    quarter_totals = ArrayField(models.DecimalField(max_digits=7, decimal_places=2, null=True), size=4)
    earned = models.DecimalField(_("points earned"), max_digits=7, decimal_places=2)
    applicable = models.DecimalField(_("points applicable"), max_digits=7, decimal_places=2)
    base = models.DecimalField(_("base score"), max_digits=7, decimal_places=2)
    deductions = models.DecimalField(_("deductions"), max_digits=7, decimal_places=2)
    carried = models.DecimalField(_("from earlier years"), max_digits=7, decimal_places=2, db_default=0)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=2)
    tier_rank = models.PositiveIntegerField(_("rank in tier"))
    rank = models.PositiveIntegerField(_("rank"))
    grade = models.CharField(_("grade"), max_length=20)
    is_barred = models.BooleanField(_("barred from the highest grade"), default=False)
    prize_yuan = models.DecimalField(_("prize money (yuan)"), max_digits=12, decimal_places=2, default=0)

    objects = YearScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score of a year")
        constraints = [models.UniqueConstraint(fields=["result", "township"], name="one_score_per_unit_and_year")]
        triggers = [frozen_with("assessments_yearresult", "result_id", "a published result of a year never changes")]

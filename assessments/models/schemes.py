"""Assessment schemes: versioned rules as rows. A published version never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from experts.models import Engagement
from platforms.models import Level
from talentportal.core.bilingual import Bilingual
from townships.models import Tier

from .frozen import OWN_SCHEME, frozen_once_published, frozen_with_scheme, signed_by_others


class Scheme(Bilingual, models.Model):
    """One version of the measure for quantified assessment (domain §3)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEWED = "reviewed", _("reviewed")
        PUBLISHED = "published", _("published")

    class BonusMode(models.TextChoices):
        """How the bonus is found; domain §3.4 explains the choice."""

        GRADED = "graded", _("by level")
        PER_HEAD = "per_head", _("per head")
        FLAT = "flat", _("flat")
        JUDGED = "judged", _("judged")

    class PrizeBasis(models.TextChoices):
        """What the prize money of a year follows."""

        NONE = "", _("no prize money")
        GRADE = "grade", _("by grade")
        TIER_RANK = "tier_rank", _("by rank in tier")

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    base_points = models.DecimalField(_("base points"), max_digits=6, decimal_places=2, default=100)
    bonus_mode = models.CharField(_("bonus mode"), max_length=10, choices=BonusMode, default=BonusMode.GRADED)
    bonus_cap = models.DecimalField(_("bonus cap"), max_digits=5, decimal_places=2, default=5)
    bonus_floor = models.DecimalField(_("bonus floor"), max_digits=5, decimal_places=2, default=0)
    bonus_per_head = models.DecimalField(_("bonus per head"), max_digits=5, decimal_places=2, default=1)
    clawback_months = models.PositiveSmallIntegerField(_("claw-back months"), default=12)
    min_share = models.DecimalField(_("smallest credit share"), max_digits=3, decimal_places=2, default="0.10")
    due_day = models.PositiveSmallIntegerField(_("due day"), default=10)
    lock_day = models.PositiveSmallIntegerField(_("lock day"), default=20)
    review_day = models.PositiveSmallIntegerField(_("review finished by day"), default=25)
    notice_days = models.PositiveSmallIntegerField(_("working days on notice"), default=5)
    decision_days = models.PositiveSmallIntegerField(_("working days to decide"), default=10)
    prize_basis = models.CharField(_("prize money"), max_length=10, choices=PrizeBasis, blank=True, default="")
    prize_budget_yuan = models.DecimalField(
        _("prize budget (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    revision = models.PositiveIntegerField(_("revision"), default=1, help_text=_("Grows with every edit"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment scheme")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once"),
            models.CheckConstraint(
                name="scheme_publisher_is_not_editor",
                condition=Q(published_by__isnull=True)
                | Q(edited_by__isnull=True)
                | ~Q(published_by=models.F("edited_by")),
            ),
            models.CheckConstraint(
                name="scheme_reviewer_is_not_editor",
                condition=Q(reviewed_by__isnull=True)
                | Q(edited_by__isnull=True)
                | ~Q(reviewed_by=models.F("edited_by")),
            ),
        ]
        triggers = [frozen_once_published("a published scheme never changes"), signed_by_others()]

    def __str__(self):
        return f"{self.code} v{self.version}"


class SchemeEditor(models.Model):
    """Everybody who ever edited this version: none of them may review or publish it (a trigger of Scheme)."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_at = models.DateTimeField(_("last edited at"))

    class Meta:
        verbose_name = _("editor of a scheme")
        constraints = [models.UniqueConstraint(fields=["scheme", "user"], name="editor_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class SchemeLevel(models.Model):
    """What a level is worth in the bonus; its rank orders the ladder."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="levels")
    level = models.CharField(_("level"), max_length=12, choices=Level)
    rank = models.PositiveSmallIntegerField(_("rank"))
    bonus = models.DecimalField(_("bonus value"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("level value")
        constraints = [models.UniqueConstraint(fields=["scheme", "level"], name="level_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class SchemeTier(models.Model):
    """The lowest level that counts as an expert "at or above the tier" (B1)."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="tiers")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    min_level = models.CharField(_("minimum level"), max_length=12, choices=Level)

    class Meta:
        verbose_name = _("tier goal")
        constraints = [models.UniqueConstraint(fields=["scheme", "tier"], name="tier_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class EngagementFactor(models.Model):
    """How much of a head, and of the bonus, a way of joining counts."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="factors")
    engagement = models.CharField(_("engagement"), max_length=12, choices=Engagement)
    factor = models.DecimalField(_("factor"), max_digits=4, decimal_places=2)

    class Meta:
        verbose_name = _("engagement factor")
        constraints = [models.UniqueConstraint(fields=["scheme", "engagement"], name="factor_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class Band(Bilingual, models.Model):
    """A grade or a light: the word for a total at or above a minimum."""

    class Kind(models.TextChoices):
        GRADE = "grade", _("grade")
        LIGHT = "light", _("light")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="bands")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    code = models.CharField(_("code"), max_length=20)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    minimum = models.DecimalField(_("from total"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("band")
        constraints = [models.UniqueConstraint(fields=["scheme", "kind", "code"], name="band_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class DeductionRule(Bilingual, models.Model):
    """Points taken off outside the base: Y1 missing, Y2 false, Y3 late departure notice."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="deduction_rules")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=4)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    is_veto = models.BooleanField(_("bars the highest grade"), default=False)

    class Meta:
        verbose_name = _("deduction")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="deduction_once_per_scheme")]
        triggers = [frozen_with_scheme(OWN_SCHEME)]


class Prize(models.Model):
    """Prize money of a year: for a grade, or for a place in a tier. Shared ranks share the money of their places."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="prizes")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True, help_text=_("Empty: every tier"))
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("prize")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "tier", "grade", "place"], name="prize_once_per_scheme", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="prize_for_grade_or_place",
                condition=(Q(place__isnull=True) & ~Q(grade="")) | Q(place__gte=1, grade=""),
            ),
            models.CheckConstraint(name="prize_not_negative", condition=Q(amount_yuan__gte=0)),
        ]
        triggers = [frozen_with_scheme(OWN_SCHEME)]

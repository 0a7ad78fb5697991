"""Indicators of a scheme: what is measured, how a count becomes points, and for whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talentportal.core.bilingual import Bilingual
from townships.models import Tier

from .frozen import OWN_SCHEME, SCHEME_OF_INDICATOR, frozen_with_scheme
from .schemes import Scheme


class IndicatorGroup(Bilingual, models.Model):
    """A group of indicators, A to G."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=4)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    weight = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("indicator group")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="group_once_per_scheme"),
            models.UniqueConstraint(fields=["scheme", "position"], name="group_position_once"),
        ]
        triggers = [frozen_with_scheme(OWN_SCHEME)]

    def __str__(self):
        return self.code


class Indicator(Bilingual, models.Model):
    """One line of the score card. `position` (1…n over the scheme) orders the arrays of every score."""

    class Kind(models.TextChoices):
        """How a count becomes points; assessments/rules.py holds one rule for each."""

        RATIO = "ratio", _("ratio to the target")
        YES_NO = "yes_no", _("yes or no")
        CHECKLIST = "checklist", _("checklist")
        RATE = "rate", _("rate")
        STEPS = "steps", _("steps")
        PENALTY = "penalty", _("penalty")
        JUDGED = "judged", _("judged")

    class Basis(models.TextChoices):
        YTD = "ytd", _("year to date")
        QUARTER = "quarter", _("in the quarter")
        STOCK = "stock", _("on the last day")

    class Source(models.TextChoices):
        REGISTER = "register", _("from a register")
        SELF = "self", _("reported by the unit")
        SYSTEM = "system", _("by the portal")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="indicators")
    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=4)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    unit_zh = models.CharField(_("Chinese unit"), max_length=12, blank=True)
    unit_en = models.CharField(_("English unit"), max_length=30, blank=True)
    weight = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    kind = models.CharField(_("kind of rule"), max_length=10, choices=Kind)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    measure = models.CharField(
        _("measure"),
        max_length=40,
        blank=True,
        help_text=_("What is counted; a name in the code"),
    )
    phase = ArrayField(
        models.DecimalField(max_digits=4, decimal_places=2),
        size=4,
        null=True,
        blank=True,
    )
    needs_evidence = models.BooleanField(_("evidence needed"), default=False)
    is_case_fact = models.BooleanField(_("from the source case"), default=False)

    class Meta:
        verbose_name = _("indicator")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="indicator_once_per_scheme"),
            models.UniqueConstraint(fields=["scheme", "position"], name="indicator_position_once"),
            models.CheckConstraint(name="indicator_weight_positive", condition=Q(weight__gt=0)),
        ]
        triggers = [frozen_with_scheme(OWN_SCHEME)]

    def __str__(self):
        return self.code

    @property
    def unit(self) -> str:
        from talentportal.core.bilingual import reads_english

        return self.unit_en if reads_english() else self.unit_zh


class Target(models.Model):
    """The annual target of an indicator for a tier (a share between 0 and 1 where the rule is a rate)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    value = models.DecimalField(_("target"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "tier"], name="target_once_per_tier"),
            models.CheckConstraint(name="target_not_negative", condition=Q(value__gte=0)),
        ]
        triggers = [frozen_with_scheme(SCHEME_OF_INDICATOR)]


class IndicatorStep(models.Model):
    """One step of a "steps" rule: from this value on, these points."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="steps")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    at_least = models.DecimalField(_("from value"), max_digits=10, decimal_places=2)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("step")
        constraints = [models.UniqueConstraint(fields=["indicator", "tier", "at_least"], name="step_once")]
        triggers = [frozen_with_scheme(SCHEME_OF_INDICATOR)]


class IndicatorItem(Bilingual, models.Model):
    """A named value of an indicator: an item of a checklist, the weight of a kind, the size of a penalty."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("indicator item")
        constraints = [models.UniqueConstraint(fields=["indicator", "code"], name="item_once")]
        triggers = [frozen_with_scheme(SCHEME_OF_INDICATOR)]

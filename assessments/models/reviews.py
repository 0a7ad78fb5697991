"""Joint review and findings: who confirms which indicator, and cases that cost points."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from townships.models import Township, UnitOwnedQuerySet

from .periods import Period


class IndicatorAssignment(models.Model):
    """The indicators that a joint-review department confirms, by code over all scheme versions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="indicator_assignments")
    indicator_code = models.CharField(_("indicator"), max_length=4)

    class Meta:
        verbose_name = _("joint-review assignment")
        constraints = [models.UniqueConstraint(fields=["user", "indicator_code"], name="indicator_assigned_once")]


class DeductionCase(models.Model):
    """A case found by the district, such as a false report (Y2)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="deduction_cases")
    township = models.ForeignKey(Township, models.PROTECT, related_name="deduction_cases")
    code = models.CharField(_("deduction"), max_length=4)
    reason = models.CharField(_("reason"), max_length=300)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deduction case")
        indexes = [models.Index(fields=["period", "township"], name="deduction_case_of_unit")]

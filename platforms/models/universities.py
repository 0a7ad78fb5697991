"""One township, one university: partnerships and cooperation projects."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Township, VerifiedModel, VerifiedQuerySet
from townships.models.ranges import covering, ends_after_start

from .enterprises import Enterprise


class UniversityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Which universities there are is public."""
        return self


class University(models.Model):
    """A university that works with units of the district; shared by all of them."""

    name_zh = models.CharField(_("Chinese name"), max_length=80, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    is_local = models.BooleanField(_("located in the district"), default=False)

    objects = UniversityQuerySet.as_manager()

    class Meta:
        verbose_name = _("university")
        verbose_name_plural = _("universities")

    def __str__(self):
        return self.name_zh


class PartnershipQuerySet(VerifiedQuerySet):
    def active_on(self, day):
        return self.filter(covering(day))


class UniversityPartnership(VerifiedModel):
    """A standing partnership of one unit with one university (measure E2)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="partnerships", verbose_name=_("unit"))
    university = models.ForeignKey(University, models.PROTECT, related_name="partnerships")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("university partnership")
        constraints = [ends_after_start("partnership_range_not_empty")]
        indexes = [models.Index(fields=["township", "starts_on"], name="partnership_of_unit")]

    def __str__(self):
        return f"{self.township_id} × {self.university_id}"


class CooperationProject(VerifiedModel):
    """A signed university–industry project (measure E3)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="projects", verbose_name=_("unit"))
    university = models.ForeignKey(University, models.PROTECT, related_name="projects")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="projects", null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, default=0)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperation project")
        indexes = [models.Index(fields=["township", "signed_on"], name="project_of_unit")]
        constraints = [models.CheckConstraint(name="project_amount_not_negative", condition=Q(amount_yuan__gte=0))]

    def __str__(self):
        return self.subject

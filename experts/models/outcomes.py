"""What experts and enterprises bring forth: patents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models import Enterprise
from townships.models import Township, VerifiedModel, VerifiedQuerySet

from .experts import Expert


class Patent(VerifiedModel):
    """A patent of the unit's enterprises or experts; a number counts once in the district (measure C2)."""

    class Kind(models.TextChoices):
        INVENTION = "invention", _("invention patent")
        UTILITY = "utility", _("utility model")
        DESIGN = "design", _("design patent")

    township = models.ForeignKey(Township, models.PROTECT, related_name="patents", verbose_name=_("unit"))
    number = models.CharField(_("patent number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="patents", null=True, blank=True)
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="patents", null=True, blank=True)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("patent")
        indexes = [models.Index(fields=["township", "granted_on"], name="patent_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="patent_has_an_owner",
                condition=Q(enterprise__isnull=False) | Q(expert__isnull=False),
            )
        ]

    def __str__(self):
        return self.number

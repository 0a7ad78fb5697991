"""Enterprises of a unit, and the symposia that a unit holds with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from townships.models import Township, VerifiedModel, VerifiedQuerySet


class Enterprise(VerifiedModel):
    """An enterprise registered in a unit; a landing needs it or a contract with it."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="enterprises", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    credit_code = models.CharField(_("unified credit code"), max_length=18, unique=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    is_hitech = models.BooleanField(_("national hi-tech enterprise"), default=False)
    registered_on = models.DateField(_("registered on"))
    is_sample = models.BooleanField(_("invented sample"), default=False)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")

    def __str__(self):
        return self.name


class Symposium(VerifiedModel):
    """A symposium of the unit with experts and enterprises (measure F2 asks for minutes)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="symposia", verbose_name=_("unit"))
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("title"), max_length=200)
    attendees = models.PositiveIntegerField(_("attendees"), default=0)
    issues = models.CharField(_("issues raised"), max_length=300, blank=True)
    has_minutes = models.BooleanField(_("with minutes"), default=False)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("symposium")
        indexes = [models.Index(fields=["township", "held_on"], name="symposium_of_unit")]

    def __str__(self):
        return self.title

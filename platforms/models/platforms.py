"""Innovation platforms: kind, level, host, area, dates and the activities that show that they run."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from townships.models import Township, VerifiedModel, VerifiedQuerySet
from townships.models.ranges import ends_after_start

from .enterprises import Enterprise


class Level(models.TextChoices):
    """The four levels of plans and platforms; the order is in LEVEL_RANK of the scheme."""

    NATIONAL = "national", _("national")
    PROVINCIAL = "provincial", _("provincial")
    MUNICIPAL = "municipal", _("municipal")
    DISTRICT = "district", pgettext_lazy("level", "district")


class PlatformQuerySet(VerifiedQuerySet):
    client_scope = "platforms"

    def running_on(self, day):
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class Platform(VerifiedModel):
    """An innovation platform hosted by a unit (domain rows 14–17; measures D1, D2)."""

    class Kind(models.TextChoices):
        INCUBATOR = "incubator", _("incubator")
        MAKER_SPACE = "maker_space", _("maker space")
        CREATIVE_PARK = "creative_park", _("creative park")
        TECHNOLOGY_PARK = "technology_park", _("technology park")
        ACADEMICIAN_WORKSTATION = (
            "academician_workstation",
            _("academician workstation"),
        )
        POSTDOC_STATION = "postdoc_station", _("postdoctoral station")
        TECH_CENTRE = "tech_centre", _("enterprise technology centre")
        JOINT_PLATFORM = "joint_platform", _("university–industry platform")

    township = models.ForeignKey(Township, models.PROTECT, related_name="platforms", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    host = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="platforms",
        null=True,
        blank=True,
        verbose_name=_("host enterprise"),
    )
    operator = models.CharField(_("operator"), max_length=120, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=10, decimal_places=1, null=True, blank=True)
    document_no = models.CharField(_("approval document"), max_length=60, blank=True)
    approved_on = models.DateField(_("approved on"))
    starts_on = models.DateField(_("running from"))
    ends_on = models.DateField(_("running until"), null=True, blank=True)
    is_sample = models.BooleanField(_("invented sample"), default=False)

    objects = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform")
        constraints = [
            ends_after_start("platform_range_not_empty"),
            models.CheckConstraint(
                name="platform_area_positive",
                condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["township", "approved_on"], name="platform_of_unit")]

    def __str__(self):
        return self.name


class ActivityQuerySet(VerifiedQuerySet):
    township_path = "platform__township"


class PlatformActivity(VerifiedModel):
    """Something that happened at a platform on a day; the proof that it runs (measure D2)."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="activities", verbose_name=_("platform"))
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("title"), max_length=200)
    expert_days = models.DecimalField(_("expert days"), max_digits=6, decimal_places=1, default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform activity")
        indexes = [models.Index(fields=["platform", "held_on"], name="activity_of_platform")]
        constraints = [models.CheckConstraint(name="expert_days_not_negative", condition=Q(expert_days__gte=0))]

    def __str__(self):
        return self.title

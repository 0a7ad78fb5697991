"""Township units: kind, dated names, dated tiers, official codes and their place on the tile map."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .ranges import covering, ends_after_start, no_overlap


class District(models.Model):
    """A county-level district; units are ranked inside it."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        verbose_name = _("district")

    def __str__(self):
        return self.name_zh


class Tier(models.TextChoices):
    """The three classes of units (domain rule 9); the class sets targets and the ranking group."""

    HIGH = "high", _("High tier")
    MEDIUM = "medium", _("Medium tier")
    LOW = "low", _("Low tier")


class TownshipQuerySet(models.QuerySet):
    """Units as of a day, and the units a user may see."""

    def open_on(self, day):
        return self.filter(opened_on__lte=day).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def assessed(self):
        return self.filter(is_assessed=True)

    def visible_to(self, user):
        """Units by themselves: the office and clients see all (the list is public), unit roles their own."""
        if user.sees_all_units or user.role == "api_client":
            return self
        return self.filter(pk=user.township_id)

    def named_on(self, day):
        """Annotate `name`: the name in force that day, in the reader's language."""
        column = "name_en" if (get_language() or "").startswith("en") else "name_zh"
        names = TownshipName.objects.filter(covering(day), township=OuterRef("pk"))
        return self.annotate(name=Subquery(names.values(column)[:1]))

    def with_tier_on(self, day):
        """Annotate `tier`: the class in force that day (None before the first)."""
        tiers = TownshipTier.objects.filter(covering(day), township=OuterRef("pk"))
        return self.annotate(tier=Subquery(tiers.values("tier")[:1]))

    def as_of(self, day):
        """Annotate both names (`named_zh`, `named_en`) and the tier (`tier_then`) in force that day."""
        names = TownshipName.objects.filter(covering(day), township=OuterRef("pk"))
        tiers = TownshipTier.objects.filter(covering(day), township=OuterRef("pk"))
        return self.annotate(
            named_zh=Subquery(names.values("name_zh")[:1]),
            named_en=Subquery(names.values("name_en")[:1]),
            tier_then=Subquery(tiers.values("tier")[:1]),
        )

    def in_official_order(self):
        return self.order_by("order", "code")


class Township(models.Model):
    """A town, subdistrict, rural township or park with its own committee: the unit that reports."""

    class Kind(models.TextChoices):
        SUBDISTRICT = "subdistrict", _("subdistrict")
        TOWN = "town", _("town")
        RURAL_TOWNSHIP = "rural_township", _("rural township")
        PARK = "park", _("park")

    district = models.ForeignKey(District, models.PROTECT, related_name="townships", verbose_name=_("district"))
    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    order = models.PositiveIntegerField(_("official order"))
    initials = models.CharField(_("pinyin initials"), max_length=20, blank=True)
    is_assessed = models.BooleanField(_("assessed by the district"), default=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("tile row"), null=True, blank=True)
    tile_col = models.PositiveSmallIntegerField(_("tile column"), null=True, blank=True)

    objects = TownshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("township unit")
        indexes = [models.Index(fields=["district", "order"], name="township_official_order")]
        constraints = [
            models.CheckConstraint(
                name="township_closes_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=models.F("opened_on")),
            ),
        ]

    def __str__(self):
        return self.code


class TownshipName(models.Model):
    """The name a unit bore in a time; a rename starts a new row, never a new unit."""

    township = models.ForeignKey(Township, models.CASCADE, related_name="names")
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    short_zh = models.CharField(_("short name"), max_length=12, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit name")
        constraints = [
            no_overlap("one_name_at_a_time", "township_id"),
            ends_after_start("name_range_not_empty"),
        ]

    def __str__(self):
        return self.name_zh


class TownshipTier(models.Model):
    """The class a unit stood in during a time, with the reason for it."""

    township = models.ForeignKey(Township, models.CASCADE, related_name="tiers")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit tier")
        constraints = [
            no_overlap("one_tier_at_a_time", "township_id"),
            ends_after_start("tier_range_not_empty"),
        ]

    def __str__(self):
        return self.get_tier_display()


class SuccessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office sees who succeeded whom; a unit what concerns it."""
        if user.sees_all_units:
            return self
        if not user.township_id:
            return self.none()
        return self.filter(Q(predecessor=user.township_id) | Q(successor=user.township_id))


class TownshipSuccession(models.Model):
    """A unit was merged into another or split: on the day the successor takes over (domain §3.4)."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("merger")
        SPLIT = "split", _("split")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    predecessor = models.ForeignKey(Township, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Township, models.PROTECT, related_name="inheritances")
    takes_over_on = models.DateField(_("takes over on"))
    document_no = models.CharField(_("document"), max_length=80, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession of units")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(fields=["predecessor"], condition=Q(kind="merger"), name="merged_into_one_unit"),
            models.CheckConstraint(name="no_unit_succeeds_itself", condition=~Q(predecessor=models.F("successor"))),
        ]

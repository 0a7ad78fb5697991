"""High-level talent: one row per person in the district, found by name, pinyin or initials; and teams."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from townships.models import Township, VerifiedModel, VerifiedQuerySet


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Office roles see every person; a unit those who have or had a placement in it, while its claim was not
        dismissed; a client by scope."""
        if user.sees_all_units or user.has_scope("experts"):
            return self
        if not user.township_id:
            return self.none()
        placements: Any = self.model._meta.get_field("placements").related_model
        mine = placements.objects.filter(township_id=user.township_id, dismissed_at__isnull=True)
        return self.filter(Exists(mine.filter(expert=OuterRef("pk"))))

    def as_of(self, day):
        """Annotate the highest verified level and the verified placement in force that day (`…_now`)."""
        from .placements import Placement
        from .programmes import Selection, level_rank

        levels = Selection.objects.verified().filter(expert=OuterRef("pk"), selected_on__lte=day)
        placements = Placement.objects.verified().active_on(day).filter(expert=OuterRef("pk")).order_by("-starts_on")
        return self.annotate(
            level_now=Subquery(levels.order_by(-level_rank("programme__level")).values("programme__level")[:1]),
            township_now=Subquery(placements.values("township__code")[:1]),
            engagement_now=Subquery(placements.values("engagement")[:1]),
            landed_on_now=Subquery(placements.values("starts_on")[:1]),
        )

    def matching(self, text: str):
        """Persons whose name fits the words: characters, pinyin or initials (see experts/names.py)."""
        return self.filter(pk__in=self.ids_matching(text)) if text.strip() else self

    def ids_matching(self, text: str) -> list[int]:
        """The index on the grams finds the candidates; each is then judged exactly, so nobody else is shown."""
        from experts.names import is_match, search_grams

        if not (grams := search_grams(text)):
            return []
        found = self.order_by().filter(grams__contains=grams).values_list("pk", "name", "name_en")
        return [pk for pk, *names in found if is_match(text, *names)]


class Expert(models.Model):
    """A person. Identity numbers live only as a keyed digest and the last four characters (domain §5)."""

    class Category(models.TextChoices):
        ENTREPRENEUR = "entrepreneur", _("entrepreneur")
        INNOVATOR = "innovator", _("innovator")

    class Distinction(models.TextChoices):
        """Other standing that counts in B3, highest weight once per person."""

        NONE = "", _("none")
        ACADEMICIAN = "academician", _("academician")
        STATE_COUNCIL_ALLOWANCE = (
            "state_council_allowance",
            _("State Council allowance"),
        )
        DOCTOR_OR_SENIOR_TITLE = "doctor_or_senior_title", _("doctor or senior title")

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    sort_key = models.CharField(_("sort key"), max_length=200, db_index=True)
    initials = models.CharField(_("pinyin initials"), max_length=20, blank=True)
    grams = ArrayField(models.CharField(max_length=2), default=list)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    distinction = models.CharField(_("distinction"), max_length=30, choices=Distinction, blank=True, default="")
    field = models.CharField(_("field"), max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    identity_digest = models.CharField(_("identity digest"), max_length=64, unique=True, null=True, blank=True)
    identity_last4 = models.CharField(_("last four of identity number"), max_length=4, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_sample = models.BooleanField(_("invented sample"), default=False)
    created_at = models.DateTimeField(_("registered at"))

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        indexes = [GinIndex(fields=["grams"], name="expert_name_grams")]

    def __str__(self):
        return self.name


class Team(VerifiedModel):
    """A group of persons who came to a unit together; weighs 2 in B3."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="teams", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    leader = models.ForeignKey(Expert, models.PROTECT, related_name="led_teams", null=True, blank=True)
    members = models.PositiveSmallIntegerField(_("members"), default=1)
    arrived_on = models.DateField(_("arrived on"))

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        indexes = [models.Index(fields=["township", "arrived_on"], name="team_of_unit")]
        constraints = [models.CheckConstraint(name="team_has_members", condition=Q(members__gte=1))]

    def __str__(self):
        return self.name

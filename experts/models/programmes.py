"""Talent programmes with their four levels, selections into them and applications for them."""

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from platforms.models import Level
from talentportal.core.bilingual import Bilingual
from townships.models import Township, VerifiedModel, VerifiedQuerySet

from .experts import Expert

# "Or above" is derived from this order and from nothing else (domain §3.1).
LEVEL_RANK = {
    Level.NATIONAL: 4,
    Level.PROVINCIAL: 3,
    Level.MUNICIPAL: 2,
    Level.DISTRICT: 1,
}


def level_rank(path: str = "level") -> Case:
    """The order of a level as SQL: 4 national … 1 district."""
    whens = [When(**{path: level}, then=Value(rank)) for level, rank in LEVEL_RANK.items()]
    return Case(*whens, default=Value(0), output_field=IntegerField())


class Programme(Bilingual, models.Model):
    """A talent programme. Names are data, for programmes are renamed; code knows only the four levels."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    earns_bonus = models.BooleanField(
        _("counts for the bonus"),
        default=True,
        help_text=_("Thousand Talents type plans and the district Elite plan"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")

    def __str__(self):
        return self.name_zh


class SelectionQuerySet(VerifiedQuerySet):
    def visible_to(self, user):
        """A selection is seen with its person."""
        return self.filter(expert__in=Expert.objects.visible_to(user))


class Selection(VerifiedModel):
    """A person selected into a programme, proven by a numbered document."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="selections")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="selections")
    selected_on = models.DateField(_("selected on"))
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    document_no = models.CharField(_("selection document"), max_length=60, blank=True)
    document_on = models.DateField(_("document date"), null=True, blank=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        constraints = [models.UniqueConstraint(fields=["expert", "programme"], name="selected_once_per_programme")]
        indexes = [models.Index(fields=["expert", "selected_on"], name="selection_of_expert")]

    def __str__(self):
        return f"{self.expert_id} → {self.programme_id}"


class Application(VerifiedModel):
    """An application filed through a unit (measure B2: one per person and programme batch)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="applications", verbose_name=_("unit"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="applications")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="applications")
    batch = models.CharField(_("batch"), max_length=40)
    filed_on = models.DateField(_("filed on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "programme", "batch"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_application_per_batch",
            )
        ]
        indexes = [models.Index(fields=["township", "filed_on"], name="application_of_unit")]

    def __str__(self):
        return f"{self.expert_id} → {self.programme_id} {self.batch}"

"""Who leads the talent work of a unit: dated posts, committee sessions, responsibility letters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisations import Township
from .ownership import VerifiedModel, VerifiedQuerySet
from .ranges import covering, ends_after_start


class PostQuerySet(VerifiedQuerySet):
    def held_on(self, day):
        return self.filter(covering(day))


class LeadingGroupPost(VerifiedModel):
    """A post of the unit's talent leading group, held by one person for a time (domain rows 7, 8)."""

    class Post(models.TextChoices):
        HEAD = "head", _("group head")
        DEPUTY_HEAD = "deputy_head", _("deputy head")
        CLERK = "clerk", _("talent clerk")

    class Office(models.TextChoices):
        """The office from which the holder comes; A1 asks for the first two."""

        PARTY_SECRETARY = "party_secretary", _("party secretary")
        FULL_TIME_DEPUTY = "full_time_deputy", _("full-time deputy secretary")
        OTHER = "other", _("other office")

    township = models.ForeignKey(Township, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    post = models.CharField(_("post"), max_length=20, choices=Post)
    office = models.CharField(_("office"), max_length=20, choices=Office)
    holder_name = models.CharField(_("holder"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("account"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("leading group post")
        constraints = [ends_after_start("post_range_not_empty")]
        indexes = [models.Index(fields=["township", "starts_on"], name="post_of_unit")]

    def __str__(self):
        return f"{self.holder_name} ({self.get_post_display()})"


class CommitteeSession(VerifiedModel):
    """A session of the party committee on talent work, with minutes (measure A2)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="sessions", verbose_name=_("unit"))
    held_on = models.DateField(_("held on"))
    topic = models.CharField(_("topic"), max_length=200)
    chair = models.CharField(_("chair"), max_length=60, blank=True)
    attendees = models.PositiveSmallIntegerField(_("attendees"), default=0)
    has_minutes = models.BooleanField(_("with minutes"), default=False)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee session")
        indexes = [models.Index(fields=["township", "held_on"], name="session_of_unit")]

    def __str__(self):
        return self.topic


class ResponsibilityLetter(VerifiedModel):
    """The yearly responsibility letter of a unit (measure A3)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="letters", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    signed_on = models.DateField(_("signed on"))
    talent_fund_yuan = models.DecimalField(
        _("talent fund promised for the year (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility letter")
        constraints = [
            models.UniqueConstraint(fields=["township", "year"], name="one_letter_a_year"),
            models.CheckConstraint(
                name="letter_fund_positive", condition=Q(talent_fund_yuan__isnull=True) | Q(talent_fund_yuan__gt=0)
            ),
        ]

    def __str__(self):
        return str(self.year)

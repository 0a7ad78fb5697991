"""Who owns a person: conflicts between units that claim the same person, files behind a claim, shares by agreement."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talentportal.core.triggers import only_changes
from townships.models import Township, UnitOwnedQuerySet
from townships.models.ranges import ends_after_start, no_overlap

from .experts import Expert
from .placements import Placement


class ConflictQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(decided_at__isnull=True)

    def open_at(self, moment):
        """Conflicts that stood undecided at a moment: what a run computed then could not know."""
        return self.filter(opened_at__lte=moment).filter(Q(decided_at__isnull=True) | Q(decided_at__gt=moment))

    def visible_to(self, user):
        """The office sees every conflict, a unit those to which it is a party."""
        if user.sees_all_units:
            return self
        if not user.township_id:
            return self.none()
        mine = ConflictClaim.objects.filter(placement__township_id=user.township_id)
        return self.filter(pk__in=mine.values("conflict"))


class Conflict(models.Model):
    """Two or more units claim one person. Until the district decides, the contested landings earn nothing."""

    class Ground(models.TextChoices):
        """What decided, in the order in which it is asked (domain §3.4)."""

        WORKPLACE = "workplace", _("real work place and tax registration")
        CONTRACT = "contract", _("earlier contract")
        CLAIM = "claim", _("earlier complete claim")
        SHARED = "shared", _("shared by agreement of the units")
        WITHDRAWN = "withdrawn", _("the other claims were withdrawn")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="conflicts")
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("to be decided by"))
    proposal = models.TextField(_("proposal of the reviewer"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground, blank=True)
    winner = models.ForeignKey(Township, models.PROTECT, null=True, blank=True, related_name="won_conflicts")
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribution conflict")
        constraints = [
            models.UniqueConstraint(
                fields=["expert"], condition=Q(decided_at__isnull=True), name="one_open_conflict_per_person"
            ),
            models.CheckConstraint(
                name="conflict_decided_with_reason",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, ground="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(ground="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="conflict_winner_or_shared",
                condition=Q(decided_at__isnull=True, winner__isnull=True)
                | Q(ground="shared", winner__isnull=True)
                | Q(decided_at__isnull=False, winner__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_for_ever", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.decided_at is None


class ConflictClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Claims are seen with their conflict: a party sees the other side's too."""
        if not user.sees_all_units and not user.township_id:
            return self.none()
        return self.filter(conflict__in=Conflict.objects.visible_to(user))


class ConflictClaim(models.Model):
    """One claimed landing that is a party to a conflict."""

    conflict = models.ForeignKey(Conflict, models.CASCADE, related_name="claims")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="conflict_claims")

    objects = ConflictClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("contested claim")
        constraints = [models.UniqueConstraint(fields=["conflict", "placement"], name="claim_once_per_conflict")]


class ClaimFileQuerySet(UnitOwnedQuerySet):
    township_path = "placement__township"


class ClaimFile(models.Model):
    """A file behind a claimed landing: contract, social insurance, business licence; stored by its hash."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("labour contract")
        INSURANCE = "insurance", _("social insurance or tax record")
        LICENCE = "licence", _("business licence")
        SELECTION = "selection", _("selection document")
        OTHER = "other", _("other")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(_("kind of file"), max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = ClaimFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a claim")
        constraints = [
            models.UniqueConstraint(fields=["placement", "kind", "sha256"], name="file_once_per_claim"),
            models.CheckConstraint(name="claim_file_not_empty", condition=Q(size__gt=0)),
        ]


class ShareAgreementQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(agreed_at__isnull=False)

    def visible_to(self, user):
        """The office sees every agreement, a unit those to which it is a party."""
        if user.sees_all_units:
            return self
        if not user.township_id:
            return self.none()
        return self.filter(pk__in=CreditShare.objects.filter(township=user.township_id).values("agreement"))


class ShareAgreement(models.Model):
    """Units share the credit for one person: what takes effect in [starts_on, ends_on) is split among them."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="agreements")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    document_no = models.CharField(_("number of the agreement"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    agreed_at = models.DateTimeField(
        _("in force since"), null=True, blank=True, help_text=_("Set when every unit has agreed")
    )

    objects = ShareAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("share agreement")
        constraints = [
            ends_after_start("agreement_range_not_empty"),
            no_overlap("one_agreement_at_a_time", "expert_id", condition=Q(agreed_at__isnull=False)),
        ]
        triggers = [
            only_changes("ends_on", when="OLD.agreed_at IS NOT NULL", message="an agreement in force only ends")
        ]


_SHARES_ADD_UP = """
    IF EXISTS (
        SELECT 1 FROM experts_shareagreement a
        WHERE a.id = coalesce(NEW.agreement_id, OLD.agreement_id)
          AND (SELECT coalesce(sum(s.share), 0) FROM experts_creditshare s WHERE s.agreement_id = a.id) <> 1
    ) THEN
        RAISE EXCEPTION 'the shares of an agreement add up to 1.00' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class CreditShareQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Shares are seen with their agreement."""
        if not user.sees_all_units and not user.township_id:
            return self.none()
        return self.filter(agreement__in=ShareAgreement.objects.visible_to(user))


class CreditShare(models.Model):
    """What one unit gets of a shared person; every unit agrees for itself. The shares add up to 1.00."""

    agreement = models.ForeignKey(ShareAgreement, models.CASCADE, related_name="shares")
    township = models.ForeignKey(Township, models.PROTECT, related_name="credit_shares", verbose_name=_("unit"))
    share = models.DecimalField(_("credit share"), max_digits=3, decimal_places=2)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)

    objects = CreditShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit share")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "township"], name="share_once_per_unit"),
            models.CheckConstraint(name="share_between_0_and_1", condition=Q(share__gt=0, share__lt=1)),
            models.CheckConstraint(
                name="share_agreed_by_somebody",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="shares_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=_SHARES_ADD_UP,
            ),
        ]

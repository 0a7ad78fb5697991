"""Users: one role each, a unit for those who act for one, and the units a reviewer is assigned."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisations import Township


class Role(models.TextChoices):
    """Who acts in the portal (domain §5); rights per role stand in talentportal/roles.py."""

    ADMIN = "admin", _("Talent office administrator")
    REVIEWER = "reviewer", _("Reviewer")
    CO_REVIEWER = "co_reviewer", _("Joint-review department")
    APPROVER = "approver", _("Director of the talent office")
    SECRETARY = "secretary", _("Party secretary (group head)")
    DEPUTY = "deputy", _("Full-time deputy secretary")
    CLERK = "clerk", _("Talent clerk")
    LEADER = "leader", _("District leader (read only)")
    AUDITOR = "auditor", _("Auditor")
    API_CLIENT = "api_client", _("API client")


class Scope(models.TextChoices):
    """What an API client may read beyond published aggregates."""

    EXPERTS = "experts", _("experts, masked")
    PLATFORMS = "platforms", _("platforms")
    REPORTS = "reports", _("states of reports")
    REGISTERS = "registers", _("rows of the registers, without persons")


UNIT_ROLES = (Role.SECRETARY, Role.DEPUTY, Role.CLERK)


class User(AbstractUser):
    """A person or client that signs in. First and last name are not used: Chinese names are one field."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    township = models.ForeignKey(
        Township,
        models.PROTECT,
        related_name="users",
        null=True,
        blank=True,
        verbose_name=_("unit"),
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    open_notices = models.PositiveSmallIntegerField(_("unread notices"), default=0, editable=False)  # for the bell

    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope),
        default=list,
        blank=True,
        verbose_name=_("scopes of an API client"),
        help_text=_("Aggregates need none; persons and other rows only by scope"),
    )

    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = _("user")
        constraints = [
            models.CheckConstraint(
                name="unit_roles_have_a_unit_and_only_they",
                condition=Q(role__in=UNIT_ROLES, township__isnull=False)
                | (~Q(role__in=UNIT_ROLES) & Q(township__isnull=True)),
            ),
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=Role.values)),
        ]

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def has_perm(self, perm, obj=None) -> bool:
        """The table of roles decides, for a superuser too: no account stands above separation of duties."""
        return self.is_active and perm in self._rights()

    def _rights(self) -> set[str]:
        """What the role gives; a page asks a dozen times, so it is kept beside the role it belongs to."""
        if getattr(self, "_rights_of", None) != self.role:
            self._rights_of, self._kept_rights = self.role, self.get_all_permissions()
        return self._kept_rights

    def has_scope(self, scope: str) -> bool:
        return self.is_active and self.role == Role.API_CLIENT and scope in self.scopes

    @property
    def acts_for_unit(self) -> bool:
        return self.role in UNIT_ROLES

    @property
    def sees_all_units(self) -> bool:
        """Row scope: everyone but the people of one unit and clients reads across units."""
        return self.is_active and self.role not in (*UNIT_ROLES, Role.API_CLIENT)


class Assignment(models.Model):
    """The units that a reviewer checks; without any row a reviewer checks none."""

    reviewer = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    township = models.ForeignKey(Township, models.CASCADE, related_name="assignments")

    class Meta:
        verbose_name = _("review assignment")
        constraints = [models.UniqueConstraint(fields=["reviewer", "township"], name="assigned_once")]

    def __str__(self):
        return f"{self.reviewer_id} → {self.township_id}"

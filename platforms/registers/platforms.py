"""What happens at platforms, as a register; platforms themselves have pages of their own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from platforms.models import Platform, PlatformActivity
from talentportal.core import formats
from talentportal.core.registers import Column
from talentportal.core.registry import Rights
from townships.registers import UNIT, UnitRegister, day_column

RIGHTS = Rights(
    "platforms.view_platform",
    ("platforms.register_platform", "platforms.claim_platform"),
    "platforms.verify_platform",
)


class Activities(UnitRegister):
    """Activities show that a platform runs (D2)."""

    code, path, group = "activity", "activities", "platforms"
    model, title, one = PlatformActivity, _("Activities of platforms"), _("Activity of a platform")
    lede = _("A platform runs when something happened there within 12 months.")
    rights = RIGHTS
    unit_path = "platform__township"
    related = ("platform",)
    fields = ("platform", "held_on", "title", "expert_days")
    columns = (
        Column(_("Activity"), "title", href=lambda row: Activities.link(row), order="title"),
        Column(_("Platform"), lambda row: row.platform.name, order="platform__name"),
        UNIT,
        day_column(_("Held on"), "held_on"),
        Column(_("Expert days"), lambda row: formats.number(row.expert_days), order="expert_days", num=True),
    )
    search = ("title__icontains", "platform__name__icontains")
    order = ("-held_on", "-pk")
    same = ("platform", "held_on", "title")

    def choices(self, model: Any, user: Any) -> Any:
        rows: Any = super().choices(model, user)
        return rows.verified().order_by("name", "pk") if model is Platform else rows

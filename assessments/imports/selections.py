"""Selections into programmes: found again by person and programme. With a landing, credit follows from them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert, Programme, Selection
from talentportal.core.workbooks.columns import CHOICE, DAY, Column

from .experts import check_name, experts_by_digest, identity_column, read_identity
from .kinds import Kind
from .lookups import check_not_later
from .rows import Row


class Selections(Kind):
    code, title = "selection", gettext_lazy("Selections")
    register, verify = "experts.register_expert", "experts.verify_expert"
    model, key_column = Selection, "identity"
    secret = ("identity",)
    ledger, day = "selection", "selected_on"
    fields = ("expert_id", "programme_id", "selected_on", "batch", "document_no", "document_on")

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        plans = list(Programme.objects.order_by("starts_on", "pk"))
        spelled = tuple((plan.code, name) for plan in plans for name in (plan.name_zh, plan.name_en) if name)
        return (
            Column("name", gettext_lazy("Name"), is_required=True, limit=60),
            identity_column(),
            Column(
                "programme",
                gettext_lazy("Programme"),
                CHOICE,
                True,
                tuple((plan.code, plan.name) for plan in plans),
                width=32,
                also=spelled,
            ),
            Column("selected_on", gettext_lazy("Selected on"), DAY, True),
            Column("batch", gettext_lazy("Batch"), limit=40),
            Column(
                "document_no", gettext_lazy("Number of the selection document"), is_required=True, limit=60, width=24
            ),
            Column("document_on", gettext_lazy("Date of the selection document"), DAY, True),
        )

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        digests = [read_identity(row)["identity_digest"] for row in rows]
        check_not_later(rows, today, "selected_on", "document_on")
        people = experts_by_digest(digests)
        plans = dict(Programme.objects.values_list("code", "pk"))
        mine = Selection.objects.filter(expert__in=[person.pk for person in people.values()])
        known = {(row.expert_id, row.programme_id): row for row in mine}
        return [
            self._resolved(row, people.get(digest) if digest else None, digest, plans, known)
            for row, digest in zip(rows, digests, strict=True)
        ]

    def _resolved(
        self, row: Row, person: Expert | None, digest: str | None, plans: dict[str, int], known: Any
    ) -> tuple[Any, dict[str, Any], Any]:
        if digest and person is None:
            row.fault("identity", _("Nobody with this number is registered. Import the experts first."))
        check_name(row, person)
        plan = plans.get(row["programme"])
        fields = {
            "expert_id": person.pk if person else None,
            "programme_id": plan,
            "selected_on": row["selected_on"],
            "batch": row["batch"] or "",
            "document_no": row["document_no"],
            "document_on": row["document_on"],
        }
        target = known.get((person.pk, plan)) if person and plan else None
        return (digest, plan) if digest and plan else None, fields, target

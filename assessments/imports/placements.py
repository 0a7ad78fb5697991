"""Landings: found again by person, unit and day. Credit follows from them, so what the page checks is checked here."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Engagement, Expert, Placement
from experts.services.claims import rivals_of
from experts.services.facts import MONTHS_A_YEAR, contract_is_long
from platforms.models import Enterprise, Platform
from talentportal.core.workbooks.columns import CHOICE, DAY, ID, NUMBER, YES_NO, Column

from .experts import check_name, experts_by_digest, identity_column, read_identity
from .kinds import Kind
from .lookups import Units, check_not_later, enterprises_by_code, firm_of, platforms_by_name, unit_column
from .rows import Row

YEAR = Decimal(12)
SHORT = ((Engagement.FULL_TIME.value, "全职"), (Engagement.FLEXIBLE.value, "柔性"))  # as people write it


class Known(NamedTuple):
    """What the rows may name, found at once."""

    people: dict[str, Expert]
    firms: dict[str, Enterprise]
    platforms: dict[tuple[int, str], list[Platform]]
    placements: dict[int, list[Placement]]
    units: Units


class Placements(Kind):
    code, title = "placement", gettext_lazy("Landings")
    register, verify = "experts.register_expert", "experts.verify_expert"
    model, key_column = Placement, "identity"
    report_kinds = ("expert",)
    secret = ("identity",)
    ledger, day = "placement", "starts_on"
    fields = (
        "expert_id", "township_id", "enterprise_id", "platform_id", "engagement", "months_a_year", "starts_on",
        "contract_from", "contract_until", "has_social_insurance",
    )  # fmt: skip

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        return (
            Column("name", gettext_lazy("Name"), is_required=True, limit=60),
            identity_column(),
            unit_column(today),
            Column("enterprise", gettext_lazy("Credit code of the employer"), ID, limit=18, width=24),
            Column("platform", gettext_lazy("Platform"), limit=120, width=24),
            Column("engagement", gettext_lazy("Engagement"), CHOICE, True, tuple(Engagement.choices), also=SHORT),
            Column("months_a_year", gettext_lazy("Months a year on site"), NUMBER),
            Column("starts_on", gettext_lazy("Landed on"), DAY, True),
            Column("contract_from", gettext_lazy("Contract from"), DAY),
            Column("contract_until", gettext_lazy("Contract until"), DAY),
            Column("has_social_insurance", gettext_lazy("Social insurance or tax record exists"), YES_NO),
        )

    def retract(self, rows: "QuerySet[Any]", *, at: dt.datetime) -> None:
        rows.update(verified_at=None, verified_by=None, dismissed_at=at)

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        digests = [read_identity(row)["identity_digest"] for row in rows]
        check_not_later(rows, today, "starts_on")
        people = experts_by_digest(digests)
        known = Known(
            people,
            enterprises_by_code(row["enterprise"] for row in rows),
            platforms_by_name(row["platform"] for row in rows),
            _standing(people.values()),
            Units(today),
        )
        return [self._resolved(row, digest, known) for row, digest in zip(rows, digests, strict=True)]

    def _resolved(self, row: Row, digest: str | None, known: Known) -> tuple[Any, dict[str, Any], Any]:
        person = known.people.get(digest) if digest else None
        if digest and person is None:
            row.fault("identity", _("Nobody with this number is registered. Import the experts first."))
        check_name(row, person)
        unit = known.units.of(row)
        firm = firm_of(row, "enterprise", known.firms, unit)
        platform = _platform_of(row, known, unit)
        _check_contract(row, person, firm)
        months = _months_of(row)
        target = None
        if person and unit and row["starts_on"]:
            target = _target(row, person, unit, known)
        fields = {
            "expert_id": person.pk if person else None,
            "township_id": unit,
            "enterprise_id": firm.pk if firm else None,
            "platform_id": platform.pk if platform else None,
            "months_a_year": months,
            "has_social_insurance": bool(row["has_social_insurance"]),
            **{name: row[name] for name in ("engagement", "starts_on", "contract_from", "contract_until")},
        }
        return digest, fields, target


def _standing(people: Any) -> dict[int, list[Placement]]:
    """What was not dismissed of each of these persons."""
    found: dict[int, list[Placement]] = {}
    rows = Placement.objects.filter(expert__in=[person.pk for person in people], dismissed_at__isnull=True)
    for placement in rows.order_by("starts_on", "pk"):
        found.setdefault(placement.expert_id, []).append(placement)
    return found


def _target(row: Row, person: Expert, unit: int, known: Known) -> Placement | None:
    """The landing that the row tells again. One that would stand beside another is decided on the person's page."""
    standing = known.placements.get(person.pk, [])
    same = next((p for p in standing if (p.township_id, p.starts_on) == (unit, row["starts_on"])), None)
    if same is not None:
        if same.ends_on is not None:
            row.fault("starts_on", _("This placement has ended already."))
        return same
    if any(p.township_id == unit and (p.ends_on is None or p.ends_on > row["starts_on"]) for p in standing):
        row.fault("starts_on", _("The unit has this person for these days already, with another day of landing."))
    elif standing and (rivals := rivals_of(person, unit, row["starts_on"])):
        name = known.units.names.get(rivals[0].township_id, "")
        row.fault("township", _("“%(unit)s” has this person; record the move on the person's page.") % {"unit": name})
    return None


def _platform_of(row: Row, known: Known, unit: int | None) -> Platform | None:
    name = row["platform"]
    if not name or unit is None:
        return None
    found = known.platforms.get((unit, name), [])
    if len(found) != 1:
        row.fault("platform", _("The unit has no platform of this name, or several."))
        return None
    return found[0]


def _check_contract(row: Row, person: Expert | None, firm: Enterprise | None) -> None:
    first, last = row["contract_from"], row["contract_until"]
    if bool(first) != bool(last):
        missing = "contract_until" if first else "contract_from"
        row.fault(missing, _("Enter both days of the contract."))
    elif first and last <= first:
        row.fault("contract_until", _("The contract ends before it begins."))
    elif person is not None:
        _check_landing(row, is_own_firm=person.category == Expert.Category.ENTREPRENEUR and bool(firm), person=person)


def _check_landing(row: Row, *, is_own_firm: bool, person: Expert) -> None:
    """A contract of three years with an employer there, or the person's own enterprise (domain §3.4)."""
    first, last = row["contract_from"], row["contract_until"]
    if is_own_firm or contract_is_long(first, last):
        return
    if first:
        row.fault("contract_until", _("Contract is shorter than 3 years; landing cannot be recognised"))
    elif person.category == Expert.Category.INNOVATOR:
        row.fault("contract_from", _("An innovator needs a contract of at least 3 years with the employer."))
    else:
        row.fault("contract_from", _("Without an enterprise in the unit a contract of 3 years is needed."))


def _months_of(row: Row) -> Decimal:
    months = row["months_a_year"]
    if months is not None and (not 0 <= months <= YEAR or months != months.quantize(Decimal("0.1"))):
        row.fault("months_a_year", _("Months a year are between 0 and 12, with one decimal at most."))
    elif row["engagement"] == Engagement.FLEXIBLE and months is None:
        row.fault("months_a_year", _("Enter how many months a year the person is on site."))
    elif row["engagement"] == Engagement.FLEXIBLE and months < MONTHS_A_YEAR:
        row.fault("months_a_year", _("Flexible engagement has less than 2 months a year"))
    return YEAR if months is None else months

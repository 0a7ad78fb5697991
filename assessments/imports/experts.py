"""Experts: found again by the digest of their identity number, which is never stored as it was typed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import Expert
from experts.names import search_fields
from experts.services import identity
from talentportal.core.workbooks.columns import CHOICE, ID, NUMBER, Column

from .kinds import Kind
from .rows import Row

FIRST_YEAR = 1900
Unnumbered = dict[tuple[str, int], list[Expert]]


class Experts(Kind):
    code, title = "expert", gettext_lazy("Experts")
    register, verify = "experts.register_expert", "experts.verify_expert"
    model, key_column = Expert, "identity"
    derived, secret = ("sort_key", "initials", "grams"), ("identity",)
    fields = (
        "name", "name_en", "category", "distinction", "field", "birth_year", "identity_digest", "identity_last4",
        "phone",
    )  # fmt: skip

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        distinctions = tuple(choice for choice in Expert.Distinction.choices if choice[0])
        return (
            Column("name", gettext_lazy("Name"), is_required=True, limit=60),
            identity_column(),
            Column("name_en", gettext_lazy("Name in Latin letters"), limit=120, width=24),
            Column("category", gettext_lazy("Category"), CHOICE, True, tuple(Expert.Category.choices)),
            Column("distinction", gettext_lazy("Distinction"), CHOICE, choices=distinctions, width=24),
            Column("field", gettext_lazy("Field"), limit=60),
            Column("birth_year", gettext_lazy("Year of birth"), NUMBER),
            Column("phone", gettext_lazy("Phone"), ID, limit=30),
        )

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        numbers = [read_identity(row) for row in rows]
        known = experts_by_digest(kept["identity_digest"] for kept in numbers)
        unnumbered = _without_number(rows)
        return [self._resolved(row, kept, known, unnumbered, today) for row, kept in zip(rows, numbers, strict=True)]

    def _resolved(
        self, row: Row, kept: dict[str, Any], known: dict[str, Expert], unnumbered: Unnumbered, today: dt.date
    ) -> tuple[Any, dict[str, Any], Any]:
        phone = identity.plain(row["phone"] or "")
        if phone and not phone.lstrip("+").isdigit():
            row.fault("phone", _("Enter the phone number in digits."))
        year = row["birth_year"]
        if year is not None and (year != int(year) or not FIRST_YEAR <= year <= today.year):
            row.fault("birth_year", _("A year of birth has four digits and is not in the future."))
        person = known.get(kept["identity_digest"]) or _same_person(row, unnumbered)
        check_name(row, person)
        fields = {
            **{name: row[name] for name in ("name", "category")},
            **{name: row[name] or "" for name in ("name_en", "distinction", "field")},
            "birth_year": int(year) if year is not None else None,
            **kept,
            "phone": phone,
        }
        return kept["identity_digest"], fields, person

    def finish(self, obj: Any) -> None:
        for name, value in search_fields(obj.name, obj.name_en).items():
            setattr(obj, name, value)


def identity_column() -> Column:
    help_text = gettext_lazy("Only a keyed digest and the last four characters are kept.")
    return Column("identity", gettext_lazy("Identity or passport number"), ID, True, help=help_text, limit=40, width=24)


def read_identity(row: Row) -> dict[str, Any]:
    """The two columns that are stored; in the texts of the row only the last four characters stay."""
    number = identity.plain(row["identity"] or "")
    if number and not identity.is_valid(number):
        row.fault("identity", _("This number is not right: check all 18 characters, or the passport number."))
    row.texts["identity"] = f"…{number[-4:]}" if number else ""
    row.values.pop("identity", None)
    return {"identity_last4": "", **identity.kept(number)}


def _without_number(rows: Sequence[Row]) -> Unnumbered:
    """Persons of these names who were registered without an identity number, by name and year of birth."""
    found: Unnumbered = {}
    names = {row["name"] for row in rows if row["name"]}
    for person in Expert.objects.filter(identity_digest__isnull=True, birth_year__isnull=False, name__in=names):
        found.setdefault((person.name, person.birth_year or 0), []).append(person)
    return found


def _same_person(row: Row, unnumbered: Unnumbered) -> Expert | None:
    """The one registered person of this name and year of birth whose number was not known: nobody stands here twice."""
    same = unnumbered.get((row["name"], row["birth_year"]), [])
    return same[0] if len(same) == 1 else None


def experts_by_digest(digests: Any) -> dict[str, Expert]:
    wanted = [digest for digest in digests if digest]
    return {str(person.identity_digest): person for person in Expert.objects.filter(identity_digest__in=wanted)}


def check_name(row: Row, person: Expert | None) -> None:
    """A number that belongs to somebody of another name is a mistake in one of the two."""
    if person is not None and row["name"] and person.name != row["name"]:
        row.fault("name", _("The identity number belongs to a registered person of another name."))

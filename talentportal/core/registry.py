"""Registers declared once: from one class follow list, page, form, verification, table, REST endpoint and search.

To add a register: the model (with a QuerySet that has `visible_to`), a class like the one below in the app's
`registers/`, and its name in that package's `REGISTERS`.

    class Symposia(UnitRegister):
        code, path = "symposium", "symposia"
        model, title, one = Symposium, _("Symposia"), _("Symposium")
        rights = Rights("platforms.view_enterprise", ("platforms.edit_enterprise",), "platforms.verify_enterprise")
        fields = ("held_on", "title", "attendees", "issues", "has_minutes")     # what the form takes
        columns = (UNIT, Column(_("Title"), "title", href=lambda row: Symposia.link(row), order="title"), ...)
        same = ("township", "held_on", "title")                                 # what makes two rows one fact

Whoever enters a row for a unit claims it; the holder of `rights.verify` enters facts. A rule between fields is a
function `faults`, asked alike by page, workbook and REST. Nothing here knows a unit, a person or a score: what a
lower room must ask of a higher one (may this row still change?) is asked of the `keepers` that it has named.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .registers import Column, Facet

MAX_WORDS = 5
CLAIMED, VERIFIED = "claimed", "verified"


@dataclass(frozen=True)
class Rights:
    """Who may read, who may enter and change (any one of them), and whose rows count at once."""

    view: str
    edit: tuple[str, ...] = ()
    verify: str = ""

    def may_edit(self, user: Any) -> bool:
        return any(user.has_perm(right) for right in self.edit)

    def may_verify(self, user: Any) -> bool:
        return bool(self.verify) and user.has_perm(self.verify)


class Related(NamedTuple):
    """Rows of another register on the page of a row: its code, and the field there that names this row."""

    code: str
    field: str
    limit: int = 20


class Action(NamedTuple):
    """A button on the page of a row. `post` sends a form, otherwise it is a link; `icon` from the sprite."""

    label: Any
    href: str
    icon: str = "arrow-right"
    post: bool = False
    primary: bool = False


class Register:
    """See the module docstring. Every attribute is read only; an instance is shared by all requests."""

    code: ClassVar[str]
    path: ClassVar[str]
    model: ClassVar[type[Model]]
    title: Any
    one: Any  # how a single row is called
    lede: Any = ""
    group: ClassVar[str] = ""  # where it stands on the page of all registers
    rights: ClassVar[Rights]
    fields: tuple[str, ...] = ()
    columns: Sequence[Column] = ()
    facets: Sequence[Facet] = ()
    facts: Sequence[Column] = ()
    related: tuple[str, ...] = ()  # joined when a row is shown
    pages: Sequence[Related] = ()
    search: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-pk",)
    same: tuple[str, ...] = ()
    today: tuple[str, ...] = ()  # days that a new row starts with
    rest: tuple[str, ...] = ()  # read over REST; `fields` unless told otherwise
    rest_filters: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # left out of the list until asked for
    template = "generic/register_detail.html"
    can_add = True

    # --- what a register may say in its own way ---

    def rows(self, user: Any, day: dt.date) -> QuerySet[Any]:
        """The rows that the user may see, with what the columns read."""
        rows: Any = self.model._default_manager
        return rows.visible_to(user).select_related(*self.related)

    def found(self, rows: QuerySet[Any], text: str, day: dt.date, user: Any) -> QuerySet[Any]:
        """Every typed word must stand somewhere."""
        for word in text.split()[:MAX_WORDS]:
            match = Q(pk__in=())
            for lookup in self.search:
                match |= Q(**{lookup: word})
            rows = rows.filter(match)
        return rows

    def faults(self, values: Mapping[str, Any], row: Any, user: Any) -> dict[str, Any]:
        """What is wrong between the fields: message by field. `row` is the registered one or None."""
        return {}

    def derived(self, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
        """Columns that follow from what was typed."""
        return {}

    def words(self, row: Any) -> str:
        """How a row is called on its own page and in the log."""
        return str(row)

    def actions(self, row: Any, user: Any, day: dt.date) -> list[Action]:
        return []

    def context(self, row: Any, user: Any, day: dt.date) -> dict[str, Any]:
        """What the register's own template prints besides."""
        return {}

    def owner(self, user: Any) -> dict[str, Any]:
        """The columns that name the owner where the user may enter for one owner only."""
        return {}

    def fields_for(self, user: Any) -> tuple[str, ...]:
        return self.fields

    def choices(self, model: Any, user: Any) -> QuerySet[Any]:
        """What may be chosen of a small register."""
        rows: Any = model._default_manager.all()
        return rows.visible_to(user) if hasattr(rows, "visible_to") else rows

    def choice_words(self, row: Any) -> str:
        return str(getattr(row, "name", row))

    def columns_for(self, user: Any) -> Sequence[Column]:
        return self.columns

    def facets_for(self, user: Any) -> Sequence[Facet]:
        return self.facets

    # --- what follows ---

    @property
    def is_verified(self) -> bool:
        """Whether rows are claimed and verified."""
        return hasattr(self.model, "is_verified")

    def url(self, name: str = "list", *args: Any) -> str:
        return reverse(f"{self.code}-{name}", args=args)

    @classmethod
    def link(cls, row: Any) -> str:
        """The page of a row; for columns."""
        return reverse(f"{cls.code}-detail", args=[row.pk])

    def may_view(self, user: Any) -> bool:
        return bool(user.has_perm(self.rights.view))


# --- the catalogue ---

CATALOGUE: dict[str, Register] = {}
Keeper = Callable[[Model], Any]
_keepers: list[Keeper] = []


def add_registers(registers: Iterable[Register]) -> None:
    """Called when an app starts."""
    for register in registers:
        CATALOGUE[register.code] = register


def keeper(ask: Keeper) -> Keeper:
    """A function that says why a row may not be changed here, or nothing; named by the room that holds the reason."""
    _keepers.append(ask)
    return ask


def kept_because(row: Model) -> Any:
    """Why this row may not be changed or withdrawn in its register now, or an empty text."""
    return next((reason for ask in _keepers if (reason := ask(row))), "")


def register_of(model: type[Model]) -> Register | None:
    return next((register for register in CATALOGUE.values() if register.model is model), None)


# --- choosing one row out of thousands ---


@dataclass(frozen=True)
class Pick:
    """How a row of a large register is found and named in a form; the words end with its number: 演示甲 #12."""

    code: str
    right: str
    rows: Callable[[Any], QuerySet[Any]]
    find: Callable[[QuerySet[Any], str], QuerySet[Any]]
    words: Callable[[Any, Any], str]

    def named(self, row: Any, user: Any) -> str:
        return f"{self.words(row, user)} #{row.pk}"


PICKS: dict[Any, Pick] = {}


def add_picks(picks: Mapping[Any, Pick]) -> None:
    """Called when an app starts."""
    PICKS.update(picks)


GROUPS: dict[str, Any] = {
    "leadership": _("Leadership and goals"),
    "experts": _("Experts"),
    "service": _("Contact and service"),
    "enterprises": _("Enterprises"),
    "universities": _("Universities"),
    "platforms": _("Platforms"),
    "events": _("Events"),
    "money": _("Money"),
}

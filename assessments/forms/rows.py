"""One row of a register as a unit enters it in its report: choices only from its own people, firms and platforms."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Report
from assessments.registers import RowKind
from experts.models import Expert, Placement, RecruitmentEvent
from platforms.models import Enterprise, Level, Platform, University
from talentportal.core import formats
from talentportal.core.bilingual import reads_english
from townships.models import LeadingGroupPost, Township

LABELS = {
    "expert": gettext_lazy("expert"),
    "placement": gettext_lazy("expert"),
    "enterprise": gettext_lazy("enterprise"),
    "event": gettext_lazy("recruitment event"),
    "university": gettext_lazy("university"),
    "platform": gettext_lazy("platform"),
}


def _people(report: Report) -> QuerySet[Any]:
    ids = _placements(report).values("expert")
    return Expert.objects.filter(pk__in=ids).order_by("sort_key", "pk")


def _placements(report: Report) -> QuerySet[Any]:
    here = Placement.objects.verified().filter(township=report.township_id, starts_on__lt=report.period.after)
    return here.exclude(ends_on__lt=report.period.first_day).select_related("expert").order_by("expert__sort_key", "pk")


def _leaders(report: Report) -> QuerySet[Any]:
    posts = LeadingGroupPost.objects.verified().filter(township=report.township_id, starts_on__lt=report.period.after)
    return posts.exclude(ends_on__lt=report.period.first_day).order_by("pk")


def _events(report: Report) -> QuerySet[Any]:
    days = {"held_on__gte": report.period.first_day, "held_on__lt": report.period.after}
    return RecruitmentEvent.objects.filter(**days).order_by("held_on", "pk")


# field -> the rows a unit may choose from
CHOICES: dict[str, Callable[[Report], QuerySet[Any]]] = {
    "expert": _people,
    "placement": _placements,
    "post": _leaders,
    "event": _events,
    "enterprise": lambda report: Enterprise.objects.filter(township=report.township_id).order_by("name", "pk"),
    "platform": lambda report: Platform.objects.verified().filter(township=report.township_id).order_by("name", "pk"),
    "university": lambda report: University.objects.order_by("name_zh"),
    "to_township": lambda report: (
        Township.objects.named_on(report.period.last_day).exclude(pk=report.township_id).order_by("order")
    ),
}


def choice_words(name: str, row: Any) -> str:
    """How a choice reads."""
    if name in ("expert", "placement"):
        person = row.expert if name == "placement" else row
        return person.name_en if reads_english() and person.name_en else str(person.name)
    if name == "post":
        return f"{row.holder_name} · {row.get_post_display()}"
    if name == "event":
        return f"{row.name} · {formats.day(row.held_on)}"
    if name == "university":
        return row.name_en if reads_english() and row.name_en else str(row.name_zh)
    return str(row.name)


PARTICIPATION, LETTER = "participation", "letter"


def _new_event() -> dict[str, forms.Field]:
    """An event that the list does not hold."""
    return {
        "event_name": forms.CharField(
            label=_("Or another event: its name"), max_length=160, required=False,
            help_text=_("Only when the list above does not hold it."),
        ),
        "event_on": forms.DateField(label=_("Day of the event"), required=False),
        "event_place": forms.CharField(label=_("Where it took place"), max_length=80, required=False),
        "event_level": forms.ChoiceField(label=_("Organiser level"), choices=Level.choices, required=False),
    }  # fmt: skip


class RowForm(forms.ModelForm):
    """Made for one kind by `row_form`; a day outside the quarter belongs to another report."""

    kind: RowKind
    report: Report
    takes_file: bool
    is_new: bool

    @classmethod
    def more_fields(cls) -> set[str]:
        """What a new row may tell besides its own fields: an event that no register holds."""
        return set(_new_event()) if cls.is_new and cls.kind.code == PARTICIPATION else set()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.takes_file and self.kind.paper:
            self.fields["file"] = forms.FileField(
                label=_("File: %(name)s") % {"name": self.kind.paper},
                help_text=_("PDF, JPG, PNG, DOCX or XLSX, up to 20 MB each."),
                required=False,
                widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
            )
        if self.more_fields():
            self.fields["event"].required = False
            self.fields |= _new_event()
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and name in CHOICES:
                field.queryset = CHOICES[name](self.report)
                field.label_from_instance = partial(choice_words, name)  # type: ignore[method-assign]
                field.label = LABELS.get(name, field.label)
                field.empty_label = _("Choose")
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        if self.kind.day in self.fields:
            self.fields[self.kind.day].required = True
        if self.kind.code == LETTER:
            self.fields["year"].initial = self.report.period.year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "event_name" in self.fields:
            self._clean_event(cleaned)
        period, day = self.report.period, cleaned.get(self.kind.day)
        if day is not None and not period.first_day <= day < period.after:
            self.add_error(self.kind.day, _("This day is not in the quarter of the report."))
        if cleaned.get("file") and self.kind.has_minutes:
            cleaned["has_minutes"] = True
        if self.kind.code == "departure":
            self._clean_departure(cleaned)
        if self.kind.code == "patent" and not cleaned.get("enterprise") and not cleaned.get("expert"):
            self.add_error("enterprise", _("Name the enterprise or the expert to whom it belongs."))
        if self.kind.code == LETTER and cleaned.get("year") not in (None, period.year):
            self.add_error("year", _("The letter of another year belongs to a report of that year."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """An event that is told here is saved with the row, not before."""
        unsaved = isinstance(event := self.cleaned_data.get("event"), RecruitmentEvent) and event.pk is None
        return super()._get_validation_exclusions() | ({"event"} if unsaved else set())

    def _clean_event(self, cleaned: dict[str, Any]) -> None:
        """One of the list, or one that is told here and lies in the quarter."""
        name, day = cleaned.get("event_name"), cleaned.get("event_on")
        if cleaned.get("event") or "event" in self.errors:
            return
        if not name or not day:
            self.add_error("event", _("Choose the event, or write its name and day."))
        elif not self.report.period.first_day <= day < self.report.period.after:
            self.add_error("event_on", _("This day is not in the quarter of the report."))
        else:
            about = {"place": cleaned.get("event_place") or "", "level": cleaned.get("event_level") or Level.DISTRICT}
            cleaned["event"] = RecruitmentEvent(name=name, held_on=day, **about)

    def _clean_departure(self, cleaned: dict[str, Any]) -> None:
        placement, left_on = cleaned.get("placement"), cleaned.get("left_on")
        if placement and left_on and left_on < placement.starts_on:
            self.add_error("left_on", _("Nobody leaves before he came."))
        is_move, goes_to = cleaned.get("reason") == Placement.EndReason.MOVED, cleaned.get("to_township")
        if is_move != bool(goes_to):
            self.add_error("to_township", _("Name the other unit of a move, and only of a move."))


def row_form(kind: RowKind, report: Report, *, takes_file: bool = False, is_new: bool = False) -> type[RowForm]:
    """`takes_file`: what proves a new row may be chosen with it; the files of a row have a page of their own. `is_new`:
    the row may bring with it what no register holds yet."""
    made = cast(type[RowForm], forms.modelform_factory(kind.model, form=RowForm, fields=kind.fields))
    made.kind, made.report, made.takes_file, made.is_new = kind, report, takes_file, is_new
    return made

"""One page of a section: the form or the read-only answers, each line with its source, evidence and notes.

Whatever happens to a posted page (a wrong value, a stale page, a file added or taken away, a note answered), it comes
back with everything typed still in its fields.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.forms.own_sections import TEXTS
from assessments.forms.sections import SectionForm
from assessments.models import Report, ReportSection, ReviewNote
from assessments.queries.readers import CountedRow, with_unit
from assessments.queries.reports import Line, Part, Sheet
from assessments.queries.rows import counted_rows
from assessments.queries.twins import marked, used_elsewhere
from assessments.services.sections import StaleSection
from assessments.services.sheets import read_sheet
from talentportal.core import formats

from . import report_rows, row_tables
from .preview import preview_of
from .report_page import place
from .review_cells import named_cells
from .section_facts import fact_tables
from .section_fields import shown


def part_of(sheet: Sheet, code: str) -> Part:
    part = sheet.part(code)
    if part is None:
        raise Http404
    return part


def show(
    request: HttpRequest,
    report: Report,
    code: str,
    at: dt.datetime,
    *,
    form: SectionForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """`form` is a checked one; without it the stored values, or what a posted page holds."""
    if form is None:
        sheet = read_sheet(report, at=report.registers_at(at))
        form = retyped(sheet, part_of(sheet, code), request.POST)
    sheet, part = form.sheet, form.part
    context = place(request, report, at)
    where = context["where"]
    if context["is_editable"]:
        _complete(form, report, at)
    counted = {line.code: counted_rows(line.indicator, line.row_ids, request.user) for line in part.lines}
    context |= {
        "sheet": sheet,
        "part": part,
        "heading": report_rows.heading(part),
        "form": form,
        "has_errors": bool(form.is_bound and form.errors),
        "blocks": [_block(form, line, report, counted[line.code], report.registers_at(at)) for line in part.lines],
        "texts": _texts(form) if part.group is None else [],
        "fact_tables": fact_tables(sheet, part, report.registers_at(at), counted),
        "row_tables": row_tables.tables(sheet, part, request.user),
        "contents": [report_rows.task(other, report, where) for other in sheet.parts],
        "named_cells": named_cells(sheet, where, request.user, part.code),
        "shown": json.dumps(shown(SectionForm(sheet, part)), ensure_ascii=False) if context["is_editable"] else "",
        "copy_key": f"{request.user.pk}:{report.pk}:{part.code}",
        **more,
    }
    context["shows_form"] = context["is_editable"] or "not_saved" in more
    if not context["shows_form"]:
        context["rows"] = report_rows.summary(sheet, part, where, (), {}, change=False)
    return render(request, "assessments/report_section.html", context, status=status)


def _complete(form: SectionForm, report: Report, at: dt.datetime) -> None:
    """What only whoever fills in needs: files that stand elsewhere too, and in the last section what the portal would
    give for each figure, beside the field for the unit's own score."""
    if any(line.evidence for line in form.part.lines):
        marked(form.sheet.lines, used_elsewhere(report, names_units=False))
    if form.part.code != ReportSection.SELF:
        return
    expected = preview_of(report, at)
    for code, points in (expected.lines if expected else {}).items():
        field = form.fields.get(f"{code}-self")
        if field is not None and points is not None:
            told = [_("Preview: %(n)s points.") % {"n": formats.score(points)}]
            line = form.sheet.line(code)
            if line is not None and line.self_score is not None and line.self_score != points:
                differs = formats.change(line.self_score - points)
                told.append(_("Yours differs by %(n)s.") % {"n": differs})
            field.help_text = (" " if formats.in_english() else "").join([*told, str(field.help_text)])


def retyped(sheet: Sheet, part: Part, data: QueryDict) -> SectionForm:
    """The form with what was typed, not yet checked; with the stored values where nothing was posted."""
    if "version" not in data:
        return SectionForm(sheet, part)
    form = SectionForm(sheet, part)
    for name, field in form.fields.items():
        many = name.endswith("-ticks")
        field.initial = data.getlist(name) if many else data.get(name, "")
        form.initial.pop(name, None)
    return form


def _texts(form: SectionForm) -> list[dict[str, Any]]:
    """The fields of one of the report's own sections, in their order; long words with the characters left. The reason
    for a score of one's own stays folded until there is such a score."""
    limits = {name: limit for name, _label, _hint, limit in TEXTS}
    names = [name for name in form.fields if name not in ("version", "is_complete")]
    return [{"field": form[name], "limit": limits.get(name), "folded_below": _folded(form, name)} for name in names]


def _folded(form: SectionForm, name: str) -> str:
    """The indicator whose reason is not asked for yet."""
    code, _dash, part = name.partition("-")
    if part != "why" or any(form[field].value() or form[field].errors for field in (f"{code}-self", name)):
        return ""
    return str(form[f"{code}-self"].label)


def _block(form: SectionForm, line: Line, report: Report, rows: list[CountedRow], at: dt.datetime) -> dict[str, Any]:
    """A line as the template prints it, with the rows of the register behind it."""

    def bound(part: str) -> Any:
        name = f"{line.code}-{part}"
        return form[name] if name in form.fields else None

    reason, file = bound("reason"), bound("file")
    main = bound("value") or bound("ticks") or bound("agreed")
    return {
        "line": line,
        "field": main,
        "reason": reason,
        "file": file,
        "opens_file": bool(file and (file.errors or (line.indicator.needs_evidence and not line.evidence))),
        "confirm_hint": _("Register: %(figure)s") % {"figure": report_rows.register_figure(line)},
        "unit": line.indicator.unit if line.shape in ("count", "amount") else "",
        "hint": _hint(line, report),
        "source": report_rows.provenance(line, report, rows, at) if line.shape != "system" else None,
        "threads": [
            [note, [n for n in line.notes if n.reply_to_id == note.pk]] for note in line.notes if not note.reply_to_id
        ],
        "note_id": f"note-{line.open_notes[0].pk}" if line.open_notes else "",
    }


def threads(notes: Iterable[ReviewNote]) -> list[tuple[ReviewNote, list[ReviewNote]]]:
    """Each note with its answers."""
    notes = list(notes)
    return [(note, [n for n in notes if n.reply_to_id == note.pk]) for note in notes if note.reply_to_id is None]


def _hint(line: Line, report: Report) -> str:
    """What exactly is asked."""
    period = report.period
    days = {"first": formats.short_day(period.first_day), "last": formats.short_day(period.last_day)}
    if line.shape == "share":
        text = _("How many of the %(n)s experts on record the head or deputy head contacted, %(first)s to %(last)s.")
        return text % {"n": formats.number(line.out_of or 0), **days}
    if line.shape == "ticks":
        return _("Ticked as the posts on record say; correct it where it is not so.")
    if line.shape == "amount":
        hint = _("This quarter only (%(first)s to %(last)s), in units of 10,000 yuan.") % days
    elif line.shape == "yes_no":
        return _("In this quarter, %(first)s to %(last)s.") % days
    else:
        hint = _("This quarter only (%(first)s to %(last)s).") % days
    if not line.is_year_to_date:
        return hint
    before = with_unit(line.before, line.indicator)
    gap = " " if formats.in_english() else ""
    return gap.join([hint, _("Approved so far this year: %(n)s.") % {"n": before}])


def conflict_rows(form: SectionForm, stale: StaleSection) -> list[dict[str, Any]]:
    """Fields in which the typed and the stored values differ; those that agree need no choice."""
    rows = []
    for name, field in form.fields.items():
        if name in ("version", "is_complete") or name.endswith("-file"):
            continue
        theirs = stored_as_typed(name, stale.values)
        if name.endswith("-agreed") and not theirs:  # nobody has said yet whether the register is right
            continue
        mine = form.data.getlist(name) if name.endswith("-ticks") else form.data.get(name, "").strip()
        if set(mine) == set(theirs) if name.endswith("-ticks") else _same(mine, theirs):
            continue
        label = field.label if name.partition("-")[2] != "reason" else _about(form, name)
        rows.append(
            {"name": name, "label": label, "mine": _words(form, name, mine), "theirs": _words(form, name, theirs)}
        )
    return rows


def _same(mine: str, theirs: str) -> bool:
    return mine.replace("\r\n", "\n") == theirs.replace("\r\n", "\n")


def _about(form: SectionForm, name: str) -> str:
    line = form.sheet.line(name.partition("-")[0])
    about = line.indicator.name if line else ""
    return _("Reason on “%(about)s”") % {"about": about}


def _words(form: SectionForm, name: str, value: Any) -> str:
    """A posted value as people read it."""
    choices = {str(key): str(word) for key, word in getattr(form.fields[name], "choices", ())}
    if isinstance(value, list):
        return report_rows.listed(choices.get(one, one) for one in value)
    return choices.get(value, value)


def stored_as_typed(name: str, values: dict[str, Any]) -> Any:
    """A stored value in the shape in which the form posts it."""
    code, _dash, part = name.partition("-")
    if not part:
        stored = values.get(name, "")
        return ("on" if stored else "") if isinstance(stored, bool) else stored
    line = values.get(code, {})
    if part == "agreed":
        return {True: "yes", False: "no", None: ""}[line.get("is_agreed")]
    if part == "ticks":
        return list(line.get("ticks") or [])
    value = line.get({"self": "self_score", "why": "self_reason"}.get(part, part))
    if part in ("value", "self") and value is not None:
        return formats.number(value).replace(",", "")
    return value or ""

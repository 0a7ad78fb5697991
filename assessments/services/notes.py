"""Words between the district and a unit about one figure, or about the whole report.

A reviewer writes a note, the unit answers beside the field, and either side marks it as dealt with. Notes are
exchanged while a report is with the district or on its way back; an approved report says what it says.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Indicator, IndicatorAssignment, Report, ReviewNote
from talentportal.core.services import audit
from townships.models import Assignment, Role, User

LIMIT = 500
OPEN_TO_NOTES = (Report.State.SUBMITTED, Report.State.RETURNED)


class NoteRefused(Exception):
    """The note was not written; `message` says why in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def annotated_codes(user: User, report: Report) -> set[str] | None:
    """The indicators on which this person may write about this report: None means all of them.

    The director on every unit, a reviewer on the units assigned to him, a joint-review department on its own
    indicators of every unit.
    """
    if not user.has_perm("assessments.annotate_report"):
        return set()
    if user.role == Role.CO_REVIEWER:
        mine = IndicatorAssignment.objects.filter(user=user)
        return set(mine.values_list("indicator_code", flat=True))
    if user.role == Role.REVIEWER:
        is_mine = Assignment.objects.filter(reviewer=user, township_id=report.township_id).exists()
        return None if is_mine else set()
    return None


def add_note(report: Report, indicator: Indicator | None, body: str, *, by: User, at: dt.datetime) -> ReviewNote:
    """A new note of the district; `indicator=None` speaks about the whole report."""
    text = _checked(body)
    codes = annotated_codes(by, report)
    if codes is not None and (indicator is None or indicator.code not in codes):
        raise NoteRefused(_("You may write notes only on what is assigned to you."))
    if indicator and indicator.scheme_id != report.period.scheme_id:
        raise NoteRefused(_("This indicator does not belong to the scheme of the report."))
    with transaction.atomic():
        _held(report, OPEN_TO_NOTES, _("Notes can be written while a report is under review or returned."))
        note = ReviewNote.objects.create(report=report, indicator=indicator, author=by, body=text, written_at=at)
        _log("assessments.annotate_report", report, indicator, note, by=by, at=at)
    return note


def reply(note: ReviewNote, body: str, *, by: User, at: dt.datetime) -> ReviewNote:
    """An answer in the thread of a note, by either side; an answer to an answer joins the same thread."""
    text = _checked(body)
    with transaction.atomic():
        first = _locked(note)
        if first.resolved_at:
            raise NoteRefused(_("This note is already dealt with."))
        _held(first.report, None, _("The report is approved; its notes are closed."))
        answer = ReviewNote.objects.create(
            report=first.report, indicator=first.indicator, reply_to=first, author=by, body=text, written_at=at
        )
        _log("assessments.reply_note", first.report, first.indicator, answer, by=by, at=at)
    return answer


def resolve(note: ReviewNote, *, by: User, at: dt.datetime) -> ReviewNote:
    """Mark a thread as dealt with; doing it twice changes nothing."""
    with transaction.atomic():
        first = _locked(note)
        if first.resolved_at is None:
            first.resolved_by, first.resolved_at = by, at
            first.save(update_fields=["resolved_by", "resolved_at"])
            _log("assessments.resolve_note", first.report, first.indicator, first, by=by, at=at)
    return first


def _checked(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise NoteRefused(_("Write what you want to say."))
    if len(text) > LIMIT:
        raise NoteRefused(
            _("A note has at most %(limit)d characters; this one has %(n)d.") % {"limit": LIMIT, "n": len(text)}
        )
    if "\x00" in text:
        raise NoteRefused(_("The note holds a character that cannot be stored."))
    return text


def _locked(note: ReviewNote) -> ReviewNote:
    """The first note of the thread, locked against a second hand."""
    threads = ReviewNote.objects.select_related("report__period", "report__township", "indicator")
    return threads.select_for_update(of=("self",)).get(pk=note.reply_to_id or note.pk)


def _held(report: Report, states: tuple[str, ...] | None, otherwise: str) -> None:
    """Lock the report and refuse unless it stands in one of these states (None: anything but approved)."""
    state = Report.objects.select_for_update().values_list("state", flat=True).get(pk=report.pk)
    if state not in states if states else state == Report.State.APPROVED:
        raise NoteRefused(otherwise)


def _log(action: str, report: Report, about: Indicator | None, note: ReviewNote, *, by: User, at: dt.datetime) -> None:
    code = about.code if about else ""
    audit.record(
        action,
        report,
        by=by,
        at=at,
        township_code=report.township.code,
        indicator=code,
        note=note.reply_to_id or note.pk,
    )

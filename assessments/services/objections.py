"""Objections during the public notice: filed by a unit, accepted for review, decided by the director (domain §4.3).

An objection upheld always asks for the next version of its quarter: with a corrected figure through a correction,
otherwise from the registers, which the office has put right beforehand.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.calendar import working_day_after
from assessments.models import Objection, Period, Scheme, Score, ScoreRun
from assessments.models.periods import day_of
from assessments.queries.objections import BONUS, PublishedLine, is_latest_published, published_line
from assessments.services.corrections import CorrectionRefused, correct_figure
from assessments.services.deductions import lift_deductions
from assessments.services.objection_entries import ObjectionRefused, checked, claim_of, keep_files, text_of
from assessments.services.scoring import has_lost_scores, is_being_computed, request_scores_from
from talentportal.core import formats
from talentportal.core.services.audit import record
from townships.models import LeadingGroupPost, Township, User

REASON_LENGTH = 300


def why_closed(run: ScoreRun, at: dt.datetime) -> str | None:
    """Why nobody may object to this run now; None while it is on public notice."""
    if run.status != ScoreRun.Status.PUBLISHED:
        return _("This result is not published yet; objections are possible during the public notice.")
    if run.final_at is not None:
        return _("This result is final; objections are no longer possible.")
    if not is_latest_published(run):
        return _("A newer version of this result is published; object to that one.")
    if run.notice_until is None or day_of(at) > run.notice_until:
        until = formats.day(run.notice_until) if run.notice_until else formats.NOTHING
        return _("The public notice ended on %(day)s; objections are no longer possible.") % {"day": until}
    return None


@transaction.atomic
def file_objection(
    run: ScoreRun,
    township: Township,
    *,
    line: str,
    grounds: str,
    claimed: Decimal | None = None,
    files: Sequence[Any] = (),
    by: User,
    at: dt.datetime,
) -> Objection:
    """The unit objects to one line of its own published score; the clock starts."""
    _allow(by, "assessments.file_objection")
    if by.township_id != township.pk:
        raise ObjectionRefused(_("A unit objects to its own score only."))
    period = Period.objects.select_for_update(no_key=True).get(pk=run.period_id)
    run = ScoreRun.objects.select_related("scheme", "period").get(pk=run.pk)
    if refusal := why_closed(run, at):
        raise ObjectionRefused(refusal)
    found = _line_of(run, township, line)
    if Objection.objects.unsettled().of_period(period).filter(township=township, line=line).exists():
        raise ObjectionRefused(_("Your unit has already objected to this line; the objection is not decided yet."))
    objection = Objection.objects.create(
        run=run,
        township=township,
        line=line,
        grounds=text_of(grounds, "grounds", _("Write what is wrong and what proves it.")),
        claimed=claim_of(claimed, found),
        filed_by=by,
        filed_at=at,
        due_on=working_day_after(day_of(at), run.scheme.decision_days),
    )
    names = keep_files(objection, files, by=by, at=at)
    _log("assessments.file_objection", objection, by=by, at=at, claimed=str(claimed or ""), files=names)
    return objection


@transaction.atomic
def accept_objection(objection: Objection, *, by: User, at: dt.datetime) -> Objection:
    """The district takes the objection up for review."""
    _allow(by, "assessments.prepare_objection")
    row = _hold(objection)
    _without_a_post(row, by, at)
    if row.state != Objection.State.FILED:
        raise ObjectionRefused(_("This objection was taken up already."))
    row.state, row.accepted_by, row.accepted_at = Objection.State.ACCEPTED, by, at
    row.save(update_fields=["state", "accepted_by", "accepted_at"])
    _log("assessments.prepare_objection", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: User, at: dt.datetime) -> Objection:
    """The unit takes its own objection back before it is decided."""
    _allow(by, "assessments.file_objection")
    row = _hold(objection)
    if by.township_id != row.township_id:
        raise ObjectionRefused(_("A unit withdraws its own objections only."))
    row.state = Objection.State.WITHDRAWN
    row.save(update_fields=["state"])
    _log("assessments.file_objection", row, by=by, at=at, step="withdrawn")
    return row


@transaction.atomic
def decide_objection(
    objection: Objection, *, upheld: bool, answer: str, corrected: Decimal | None = None, by: User, at: dt.datetime
) -> Objection:
    """Uphold or reject, with an answer. What is upheld asks for the next version of the quarter and of the later ones.

    `corrected` is the figure of the line as it should be; the correction is the difference from what counts now.
    """
    _allow(by, "assessments.decide_objection")
    row = _hold(objection)
    _without_a_post(row, by, at)
    words = text_of(answer, "answer", _("Write the decision and its reason; the unit reads it."))
    if row.state == Objection.State.FILED:
        row.accepted_by, row.accepted_at = by, at
    row.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    row.answer, row.decided_by, row.decided_at = words, by, at
    row.save(update_fields=["state", "accepted_by", "accepted_at", "answer", "decided_by", "decided_at"])
    told = {"outcome": row.state, "corrected": "" if corrected is None else str(corrected)}
    _log("assessments.decide_objection", row, by=by, at=at, **told)
    if upheld:
        _follow(row, corrected, by=by, at=at)
    return row


def _follow(row: Objection, corrected: Decimal | None, *, by: User, at: dt.datetime) -> None:
    """A corrected figure becomes a correction, a lifted deduction no longer costs; new scores are asked for."""
    period, reason = row.run.period, row.answer[:REASON_LENGTH]
    if corrected is not None:
        if not takes_figure(row.run.scheme, row.line):
            raise ObjectionRefused(
                _("This line follows the registers; put them right there, no figure is entered here."), "corrected"
            )
        _wait_for_scores(period)
        difference = checked(corrected, "corrected") - figure_now(row)
        if difference:
            try:
                correct_figure(
                    period, row.township, row.line, counted=difference, reason=reason, objection=row, by=by, at=at
                )
            except CorrectionRefused as refused:
                raise ObjectionRefused(refused.message, "corrected") from refused
    elif row.run.scheme.deduction_rules.filter(code=row.line).exists():
        lift_deductions(period, row.township, row.line, by=by, at=at)
    request_scores_from({period: [row.township_id]}, by=by, at=at)


def _wait_for_scores(period: Period) -> None:
    """The difference is taken from the stored score, so that has to hold every correction made before; the period's
    row is held, so nobody adds another in between."""
    Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if is_being_computed(period):
        raise ObjectionRefused(_("Scores are being computed; wait until they are ready, then decide."), "corrected")
    if has_lost_scores(period):
        words = _("The last computation failed; compute the scores again, then decide.")
        raise ObjectionRefused(words, "corrected")


def takes_figure(scheme: Scheme, line: str) -> bool:
    """Whether an upheld objection may name the right figure: of an indicator, or of a bonus given by judgement."""
    if line == BONUS:
        return scheme.bonus_mode == Scheme.BonusMode.JUDGED
    return scheme.indicators.filter(code=line).exists()


def figure_now(objection: Objection) -> Decimal:
    """The figure of the line in the newest computation of the quarter: what a correction is added to."""
    newest = Score.objects.filter(run__period=objection.run.period_id, township=objection.township_id)
    score = newest.select_related("run__scheme").order_by("-run__version").first()
    line = score and published_line(score, objection.line)
    if not line:
        return Decimal(0)
    return score.bonus_judged if line.is_bonus and score else line.figure


def _line_of(run: ScoreRun, township: Township, code: str) -> PublishedLine:
    score = Score.objects.select_related("run__scheme").filter(run=run, township=township).first()
    found = score and published_line(score, code)
    if not found:
        raise ObjectionRefused(_("The published score has no such line."))
    return found


def _hold(objection: Objection) -> Objection:
    """The row, fresh and locked, while it is still open."""
    related = Objection.objects.select_related("run__period", "run__scheme", "township")
    row = related.select_for_update(of=("self",)).get(pk=objection.pk)
    if not row.is_open:
        raise ObjectionRefused(_("This objection is settled already; nothing was changed."))
    return row


def _allow(by: User, right: str) -> None:
    if not by.has_perm(right):
        raise ObjectionRefused(_("Your role may not do this."))


def _without_a_post(row: Objection, by: User, at: dt.datetime) -> None:
    if LeadingGroupPost.objects.filter(user=by, township=row.township_id).held_on(day_of(at)).exists():
        raise ObjectionRefused(_("You hold a post in this unit, so somebody else must decide."))


def _log(action: str, row: Objection, *, by: User, at: dt.datetime, **detail: Any) -> None:
    about = {"period": row.run.period.code, "version": row.run.version, "line": row.line}
    record(action, row, by=by, at=at, township_code=row.township.code, **about, **detail)

"""Sending what waits: one mail to a person for all that is due, one message to the office's robot.

A delivery is locked while it is sent, so that no two workers send it. When a worker dies after the mail server took
the mail and before the commit, it goes again under the same Message-ID, by which mail programs know it as one.
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from talentportal.core import notice_kinds, robot
from talentportal.core.models.notices import Delivery, NoticeChoice

log = logging.getLogger(__name__)

Channel, State = Delivery.Channel, Delivery.State
ATTEMPTS = 6
PAUSE = dt.timedelta(minutes=2)  # doubled with every attempt: the last comes about an hour after the first
ERRORS = (OSError, robot.RobotRefused)  # smtplib's own errors are OSErrors


def deliver_waiting(*, at: dt.datetime) -> int:
    """Send everything that is due; answers how many deliveries went."""
    due = Delivery.objects.filter(state=State.WAITING, due_at__lte=at)
    people = due.filter(channel=Channel.EMAIL).order_by().values_list("notice__user", flat=True).distinct()
    sent = sum(_together(Channel.EMAIL, _mail, at, notice__user=user) for user in people)
    while due.filter(channel=Channel.ROBOT).exists() and (told := _together(Channel.ROBOT, _robot, at)):
        sent += told
    return sent


@transaction.atomic
def _together(channel: str, send: Any, at: dt.datetime, **which: Any) -> int:
    waiting = Delivery.objects.filter(channel=channel, state=State.WAITING, due_at__lte=at, **which)
    locked = waiting.select_for_update(of=("self",), skip_locked=True).select_related("notice__user")
    rows = list(locked.order_by("notice__made_at", "pk"))
    rows = [row for row in rows if row.notice.stopped_at is None and row.notice.user.is_active]
    if not rows:
        return 0
    try:
        rows = send(rows)
    except ERRORS as error:
        _again(rows, error, at)
        return 0
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SENT, sent_at=at, error="")
    return len(rows)


def _again(rows: list[Delivery], error: Exception, at: dt.datetime) -> None:
    """Later, until it is given up. The reason is kept without what the other side wrote, which may hold addresses."""
    log.warning("%s notices were not sent: %s", len(rows), type(error).__name__)
    for row in rows:
        row.attempts += 1
        row.due_at, row.error = at + PAUSE * 2 ** (row.attempts - 1), type(error).__name__
        if row.attempts >= ATTEMPTS:
            row.state = State.FAILED
    Delivery.objects.bulk_update(rows, ["attempts", "due_at", "error", "state"])


def _mail(rows: list[Delivery]) -> list[Delivery]:
    """All of them in one letter."""
    user = rows[0].notice.user
    choice = NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)
    with override(choice.language):
        lines = [(notice_kinds.words(row.notice.kind, row.notice.args), _link(row)) for row in rows]
        subject = lines[0][0]
        if len(lines) > 1:
            subject = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", len(lines)) % {"n": len(lines)}
        body = render_to_string("notices/mail.txt", {"name": user.name, "lines": lines, "link": settings.PORTAL_URL})
        title = _("Yinzhou talent work portal")
    headers = {"Message-ID": f"<notice-{rows[0].pk}-{len(rows)}@talentportal>", "Auto-Submitted": "auto-generated"}
    EmailMessage(f"[{title}] {subject}", body, to=[user.email], headers=headers).send()
    return rows


def _link(row: Delivery) -> str:
    return f"{settings.PORTAL_URL.rstrip('/')}{row.notice.address}"


def _robot(rows: list[Delivery]) -> list[Delivery]:
    """As many as one message takes, in the portal's default language: a group has no choice of its own. The others
    wait for the next message."""
    said: dict[str, None] = {}
    told: list[Delivery] = []
    with override(settings.LANGUAGE_CODE):
        for row in rows:
            line = f"{notice_kinds.words(row.notice.kind, row.notice.args)} {_link(row)}"
            if told and not robot.fits([*said, line]):
                break
            said[line] = None
            told.append(row)
    phones = sorted({row.notice.user.phone for row in told if row.notice.user.phone})
    robot.say("\n".join(said), phones=phones, **settings.NOTICE_ROBOT)
    return told

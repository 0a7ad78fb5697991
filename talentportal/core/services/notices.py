"""Keeping notices: who has to be told what, said once, and taken back when its reason has gone.

Whoever knows the reasons names all promises that hold; `keep` makes the new ones, brings back those that hold again
and stops the others. Running it again changes nothing. Sending is `deliveries`' work.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from talentportal.core.models.notices import Delivery, Notice, NoticeChoice

Channel, State, Digest = Delivery.Channel, Delivery.State, NoticeChoice.Digest
MORNING, EVENING = dt.time(8, 0), dt.time(20, 0)  # nobody is written to at night
DIGEST_AT = dt.time(8, 30)


class Promise(NamedTuple):
    """One message that one person has to get; `key` begins with what it is about."""

    user_id: int
    kind: str
    key: str
    args: dict[str, Any]
    address: str = ""

    @property
    def identity(self) -> tuple[int, str, str]:
        return self.user_id, self.kind, self.key


@transaction.atomic
def keep(promises: Iterable[Promise], *, kinds: Collection[str], about: Collection[str] | None, at: dt.datetime) -> int:
    """Make these the notices of `kinds` that hold; answers how many are new.

    `about` names the beginnings of the keys that were looked at; None where everything was.
    """
    wanted = {promise.identity: promise for promise in promises}
    held = {(row.user_id, row.kind, row.key): row for row in _scope(kinds, about).select_for_update().order_by("pk")}
    gone = [row for identity, row in held.items() if identity not in wanted and row.stopped_at is None]
    back = [row for identity, row in held.items() if identity in wanted and row.stopped_at is not None]
    _stop(gone, at)
    _revive(back)
    new = [_notice(promise, at) for identity, promise in wanted.items() if identity not in held]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        _promise_deliveries({row.user_id for row in new}, kinds, at)
    _count({row.user_id for row in (*gone, *back, *new)})
    return len(new)


def _scope(kinds: Collection[str], about: Collection[str] | None) -> Any:
    rows = Notice.objects.filter(kind__in=kinds)
    if about is None:
        return rows
    any_of = Q(pk__in=[])
    for beginning in about:
        any_of |= Q(key__startswith=beginning)
    return rows.filter(any_of)


def _notice(promise: Promise, at: dt.datetime) -> Notice:
    return Notice(**promise._asdict(), made_at=at)


def _stop(rows: list[Notice], at: dt.datetime) -> None:
    pks = [row.pk for row in rows]
    Notice.objects.filter(pk__in=pks).update(stopped_at=at)
    Delivery.objects.filter(notice__in=pks, state=State.WAITING).update(state=State.STOPPED)


def _revive(rows: list[Notice]) -> None:
    pks = [row.pk for row in rows]
    Notice.objects.filter(pk__in=pks).update(stopped_at=None, read_at=None)
    Delivery.objects.filter(notice__in=pks, state=State.STOPPED).update(state=State.WAITING)


def _promise_deliveries(users: set[int], kinds: Collection[str], at: dt.datetime) -> None:
    """By e-mail as each person chose, and to the robot of the office's group where there is one."""
    rows = Notice.objects.filter(user__in=users, kind__in=kinds, deliveries=None, stopped_at=None, made_at=at)
    choices = {choice.user_id: choice for choice in NoticeChoice.objects.filter(user__in=users)}
    made = []
    for row in rows.select_related("user"):
        choice = choices.get(row.user_id) or NoticeChoice(user_id=row.user_id)
        if row.kind in choice.muted:
            continue
        if row.user.email and choice.email != Digest.NEVER:
            made.append(Delivery(notice=row, channel=Channel.EMAIL, due_at=due_at(choice.email, at)))
        if settings.NOTICE_ROBOT["url"]:
            made.append(Delivery(notice=row, channel=Channel.ROBOT, due_at=due_at(Digest.AT_ONCE, at)))
    Delivery.objects.bulk_create(made, ignore_conflicts=True)


def due_at(digest: str, at: dt.datetime) -> dt.datetime:
    """At once, but not at night; or with the next morning's mail."""
    here = timezone.localtime(at)
    if digest == Digest.AT_ONCE and MORNING <= here.time() < EVENING:
        return at
    hour = MORNING if digest == Digest.AT_ONCE else DIGEST_AT
    day = here.date() if here.time() <= hour else here.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, hour, here.tzinfo)


def mark_read(user: Any, pks: Collection[int] | None = None, *, at: dt.datetime) -> None:
    """These notices of the person, or all of them."""
    rows = Notice.objects.visible_to(user).filter(read_at=None)
    (rows if pks is None else rows.filter(pk__in=pks)).update(read_at=at)
    _count({user.pk})


def _count(users: set[int]) -> None:
    """Keep beside the account how many are unread: the bell of every page shows it without a query."""
    mine = Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("user").annotate(n=Count("pk"))
    number = Coalesce(Subquery(mine.values("n"), output_field=IntegerField()), 0)
    get_user_model().objects.filter(pk__in=users).update(open_notices=number)


def choose(user: Any, *, email: str, muted: Collection[str], language: str) -> NoticeChoice:
    """How this person wants to be told from now on; what waits already goes as it was promised."""
    values = {"email": email, "muted": sorted(muted), "language": language}
    row, _is_new = NoticeChoice.objects.update_or_create(user=user, defaults=values)
    return row

"""The one clock of the portal. Views, tasks and commands read it and pass the time down as `at`.

The demo lives in the autumn of 2014, so the clock may run a fixed number of seconds off real time
(TALENTPORTAL_CLOCK_OFFSET). In production the offset is 0.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now() + dt.timedelta(seconds=settings.CLOCK_OFFSET)


def today() -> dt.date:
    """The calendar day in the zone of the portal (Asia/Shanghai)."""
    return timezone.localdate(now())

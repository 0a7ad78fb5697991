"""Workbooks that nobody came back for go by the clock, not with the next upload."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from talentportal.core import clock
from talentportal.core.tasks import sweep_workbooks
from talentportal.core.workbooks import waiting
from tests import make


def test_after_a_week_they_are_forgotten(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    assert waiting.sweep(at=make.AT) == 0
    waiting.put(1, SimpleUploadedFile("a.xlsx", b"old"), at=make.AT)
    waiting.put(2, SimpleUploadedFile("b.xlsx", b"new"), at=make.AT + dt.timedelta(days=5))
    monkeypatch.setattr(clock, "now", lambda: make.AT + dt.timedelta(days=7, seconds=1))
    sweep_workbooks()
    assert waiting.open_waiting(1) is None
    with waiting.open_waiting(2) as kept:
        assert kept.read() == b"new"

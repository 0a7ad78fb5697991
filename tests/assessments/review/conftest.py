"""Fixtures of the review: the clock and the desk."""

import pytest

from talentportal.core import clock
from tests import make

from .desk import Desk


@pytest.fixture(autouse=True)
def _autumn(monkeypatch):
    """The one clock of the portal stands at 8 October 2014, 9:00."""
    monkeypatch.setattr(clock, "now", lambda: make.AT)


@pytest.fixture
def desk(db) -> Desk:
    return Desk()

"""Fixtures for all tests. The servers themselves are started by talentportal.settings_test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test sees what another one cached."""
    yield
    cache.clear()

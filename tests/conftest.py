"""Fixtures for all tests. The servers themselves are started by talentportal.settings_test."""

import contextlib

import pytest
from django.utils import translation
from redis.exceptions import RedisError

from tests.own_cache import empty_own_cache


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test sees what another one cached."""
    yield
    with contextlib.suppress(RedisError, OSError):  # some tests take Redis away
        empty_own_cache()


@pytest.fixture(autouse=True)
def _own_language():
    """Nobody inherits the language of the page that the test before him read last."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def worker_process(django_db_setup, django_db_blocker):
    """One real Celery worker for the whole run, on the test database."""
    from tests.worker import start_worker, stop_worker

    with django_db_blocker.unblock():
        process = start_worker()
    yield process
    stop_worker(process)


@pytest.fixture
def through_redis():
    """Jobs asked for in this test go to Redis instead of running in place."""
    from talentportal.celery import app

    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


@pytest.fixture
def live_worker(transactional_db, worker_process, through_redis):
    """Jobs asked for in this test are run by the real worker."""
    return worker_process

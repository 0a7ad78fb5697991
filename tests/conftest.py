"""Fixtures for all tests. The servers themselves are started by talentportal.settings_test."""

import contextlib

import pytest
from redis.exceptions import RedisError

from tests.own_cache import empty_own_cache

# whole demos and browsers: started first, so that no process is left alone with one of them at the end
LONGEST_FIRST = (
    "tests/browser/test_every_page.py",
    "tests/infra/test_demo.py",
    "tests/browser/",
    "tests/infra/",
    "tests/pages/test_query_counts.py",
    "tests/demo/",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: [not item.nodeid.startswith(start) for start in LONGEST_FIRST])


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test sees what another one cached."""
    yield
    with contextlib.suppress(RedisError, OSError):  # some tests take Redis away
        empty_own_cache()


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

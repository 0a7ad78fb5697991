"""Settings of the test suite: a throw-away PostgreSQL and Redis unless the environment names both.

The servers are started here because pytest-django reads the settings before any conftest. The workers of xdist
inherit the addresses; each has its own test database and its own prefix in the cache.
"""

import os
import tempfile
from pathlib import Path

if not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
    from talentportal import embedded

    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, not a file to share
    home = Path(tempfile.mkdtemp(prefix="talentportal-test-", dir=memory))
    home.chmod(0o711)  # PostgreSQL's own user passes through when the tests run as root
    embedded.watch(home, remove=True)
    os.environ.setdefault("DATABASE_URL", embedded.Postgres(home, fast=True).start())
    os.environ.setdefault("REDIS_URL", embedded.Redis(home, fast=True).start())
    os.environ["TALENTPORTAL_VAR"] = str(home)

os.environ["TALENTPORTAL_LOCAL"] = "1"

from talentportal.settings import *  # noqa: F403
from talentportal.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, MEDIA_ROOT

# every test client would otherwise look through all static files anew
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# without a live worker a job runs where it is asked for; tests.worker starts real ones
CELERY_TASK_ALWAYS_EAGER = "TALENTPORTAL_TEST_WORKER" not in os.environ

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    CACHES["default"]["KEY_PREFIX"] = worker
    MEDIA_ROOT = f"{MEDIA_ROOT}-{worker}"
    # a queue of its own, so that no worker hears another's bell
    CELERY_BROKER_TRANSPORT_OPTIONS = {**CELERY_BROKER_TRANSPORT_OPTIONS, "global_keyprefix": f"{worker}:"}

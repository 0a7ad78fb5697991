"""Production settings: complete, refused when incomplete, and silent in Django's own deployment check."""

import json
import subprocess

import pytest

from tests.infra.processes import bare_environment, manage

PRODUCTION = {
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "SECRET_KEY": "x9$kq-" * 12,
    "ALLOWED_HOSTS": "portal.example.org",
}


def run(*words, **env):
    return subprocess.run(manage(*words), env=bare_environment(**env), capture_output=True, text=True)


def test_deployment_check_has_nothing_to_say(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # set by the browser tests of the same process
    done = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "REDIS_URL"])
def test_production_does_not_start_without(missing):
    env = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run("check", **env)
    assert done.returncode != 0
    assert missing in done.stderr


SHOW = """
import json, sys
from django.conf import settings as s
print(json.dumps({
    "cookie": [s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE],
    "broker": s.CELERY_BROKER_URL,
    "debug": s.DEBUG,
    "embedded": "talentportal.embedded" in sys.modules,
    "storage": s.STORAGES["staticfiles"]["BACKEND"],
}))
"""


def test_production_is_strict_and_imports_nothing_embedded():
    done = run("shell", "--no-imports", "-c", SHOW, **PRODUCTION)
    said = json.loads(done.stdout)
    assert said == {
        "cookie": ["__Host-sessionid", True, True],
        "broker": "redis://redis.example.org:6379/1",
        "debug": False,
        "embedded": False,
        "storage": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    }


def test_static_files_can_be_collected_for_production(tmp_path):
    done = run("collectstatic", "--no-input", **PRODUCTION, STATIC_ROOT=str(tmp_path / "static"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static/staticfiles.json").exists()

"""Settings of the portal, one file, driven by the environment. Every default is the safe one.

Production sets SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and REDIS_URL. On a developer's machine none of them is set:
then the portal is in local mode, speaks plain HTTP on this machine only, and the addresses of the embedded servers
below var/ are used (`manage.py demo` and `manage.py servers` start them).
"""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from talentportal.celery import broker_beside
from talentportal.local import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR = Path(env.str("TALENTPORTAL_VAR", default="") or BASE_DIR / "var")

# Local mode: demo, tests and development on one machine. Never on when the environment names a database.
LOCAL = env.bool("TALENTPORTAL_LOCAL", default="DATABASE_URL" not in os.environ)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or (secret_key(VAR) if LOCAL else env.str("SECRET_KEY"))
# Key of the digests of identity numbers; without it SECRET_KEY serves, and then must never change.
IDENTITY_KEY = env.str("IDENTITY_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Seconds by which talentportal.core.clock differs from real time; the demo plays in October 2014.
CLOCK_OFFSET = env.int("TALENTPORTAL_CLOCK_OFFSET", default=0)

INSTALLED_APPS = [
    "talentportal.core",
    "talentportal.demo",
    "townships",
    "platforms",
    "experts",
    "assessments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "talentportal.core.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "talentportal.core.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "talentportal.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "talentportal.core.middleware.PageMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "talentportal.core.sign_in.SignInMiddleware",
    "talentportal.core.views.errors.BareAnswersMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "talentportal.urls"
WSGI_APPLICATION = "talentportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "talentportal.core.context.portal",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- PostgreSQL and Redis: outside servers when the environment names them, otherwise the embedded ones ---
EMBEDDED = {name for name in ("DATABASE_URL", "REDIS_URL") if LOCAL and name not in os.environ}
if EMBEDDED:
    from talentportal.embedded import Postgres, Redis

    os.environ.setdefault("DATABASE_URL", Postgres(VAR).url)
    os.environ.setdefault("REDIS_URL", Redis(VAR).url)

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
}
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)  # not behind a transaction pooler

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "talentportal.core.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        # redis-py would retry for four seconds; a cache that is away must cost nothing
        "OPTIONS": {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

# --- sign-in ---
AUTH_USER_MODEL = "townships.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "talentportal.roles.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "talentportal.core.views.errors.csrf_failure"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# From whatever address: an account has five tries, not five per address; an office behind one address is not locked.
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it asks for the address as well
AXES_LOCKOUT_CALLABLE = "talentportal.core.views.account.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- headers; local mode speaks plain HTTP ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked for from inside, past the proxy
SECURE_HSTS_SECONDS = 0 if LOCAL else env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=not LOCAL)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_NAME = "sessionid" if LOCAL else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
X_FRAME_OPTIONS = "DENY"

# --- languages and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "talentportal" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = None if LOCAL else env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR / "media"))
WHITENOISE_USE_FINDERS = LOCAL or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600

# --- REST ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_RENDERER_CLASSES": ["drf_orjson_renderer.renderers.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "talentportal",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # two fields are called "state"; each keeps a name of its own
    "ENUM_NAME_OVERRIDES": {
        "ReportState": "assessments.models.reports.Report.State",
        "ObjectionState": "assessments.models.objections.Objection.State",
    },
}

# --- Notices: by e-mail, and to the robot of a chat group. On one machine mails become files ---
PORTAL_URL = env.str("PORTAL_URL", default="http://localhost:8000")  # what links in mails begin with
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR}/mails" if LOCAL else "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="talentportal@localhost")
NOTICE_ROBOT = {
    "url": env.str("NOTICE_ROBOT_URL", default=""),
    "secret": env.str("NOTICE_ROBOT_SECRET", default=""),
    "kind": env.str("NOTICE_ROBOT_KIND", default="dingtalk"),
}

# --- Celery: Redis is a doorbell, the jobs are rows (core.models.jobs) ---
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=broker_beside(REDIS_URL))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "finish what a lost job left": {"task": "talentportal.core.tasks.sweep_jobs", "schedule": 3.0},
    "score the open periods": {
        "task": "assessments.tasks.request_nightly_scores",
        "schedule": crontab(hour=2, minute=30),
    },
    "prove the published results": {
        "task": "assessments.tasks.request_nightly_verification",
        "schedule": crontab(hour=3, minute=30),
    },
    "know the holidays and the next quarter": {
        "task": "assessments.tasks.keep_calendar",
        "schedule": crontab(hour=1, minute=15),
    },
    "forget workbooks that nobody came back for": {
        "task": "talentportal.core.tasks.sweep_workbooks",
        "schedule": 3600.0,
    },
    "forget forms that nobody finished": {
        "task": "talentportal.core.tasks.sweep_kept_forms",
        "schedule": crontab(hour=4, minute=30),
    },
    "move periods along their calendar": {"task": "assessments.tasks.advance_periods", "schedule": 60.0},
    "look into files that nobody looked into": {
        "task": "assessments.tasks.request_lacking_previews",
        "schedule": 600.0,
    },
    "remind whose move it is": {"task": "assessments.tasks.remind", "schedule": 60.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

"""One settings file. Every value that differs between installations is read from the environment by
`env`, which fails loudly and says what to do. Nothing set: the embedded default (SQLite, no broker)."""

import contextlib
import importlib.util
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None, *, hint: str = "") -> str:
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def env_bool(name: str, default: bool) -> bool:
    value = env(name, str(default)).lower()
    if value not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write true or false.")
    return value in {"true", "1", "yes", "on"}


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number.")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def keep_secret(path: Path) -> str:
    """The embedded default makes its own key once and keeps it beside its data, readable by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # whoever comes first wins; nobody reads half a key
        fresh.unlink()
    return path.read_text().strip()


PRODUCTION = env_bool("ELICIT_PRODUCTION", False)
DEBUG = env_bool("ELICIT_DEBUG", False)
VAR_DIR = Path(env("ELICIT_VAR", str(BASE_DIR / "var")))
VERSION = "0.2.0"

if PRODUCTION:
    SECRET_KEY = env("ELICIT_SECRET_KEY", hint="Production needs a long random value that stays the same.")
    PUBLIC_URL = env("ELICIT_PUBLIC_URL", hint="The address people type, for example https://elicit.example.")
else:
    SECRET_KEY = env("ELICIT_SECRET_KEY", os.environ.get("ELICIT_SECRET_KEY") or keep_secret(VAR_DIR / "key"))
    PUBLIC_URL = env("ELICIT_PUBLIC_URL", "http://127.0.0.1:8000")

_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = env_list("ELICIT_HOSTS", f"{_public.hostname},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("ELICIT_ORIGINS", PUBLIC_URL)
TRUSTED_PROXY_HOPS = env_int("ELICIT_PROXY_HOPS", 0)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "rules.apps.AutodiscoverRulesConfig",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "elicit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "elicit.views.deliberation.embedding_headers.Frames",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "elicit.server.errors.Refusals",
    "elicit.server.codes.GuessLimit",
]

ROOT_URLCONF = "elicit.urls"
ASGI_APPLICATION = "elicit.asgi.application"

_loaders = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _loaders)] if not DEBUG else _loaders,
                )
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", f"sqlite:///{VAR_DIR / 'elicit.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # one connection for each of the threads that answer pages
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            f"PRAGMA synchronous={env('ELICIT_SQLITE_SYNCHRONOUS', 'NORMAL')};"
            "PRAGMA cache_size=-65536;"
        ),
    }
    _test_file = VAR_DIR / f"test-{os.getpid()}.sqlite3"  # two runs at once do not meet
    DATABASES["default"].setdefault("TEST", {})["NAME"] = env("ELICIT_TEST_SQLITE", str(_test_file))
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env_int("ELICIT_DB_POOL", 12)}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- live and tasks: Redis when configured, this process otherwise ---------------------------------

REDIS_URL = env("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": env("ELICIT_REDIS_PREFIX", "elicit")},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CACHES["default"]["KEY_PREFIX"] = VERSION  # a Redis outlives an update: no pickle of another version is read
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }
CELERY_BROKER_URL = REDIS_URL
CELERY_QUEUE = env("ELICIT_CELERY_QUEUE", "elicit")

# --- a language model that proposes translations: none, unless there is an address -----------------

MODEL_URL = env("ELICIT_MODEL_URL", "")
MODEL = env("ELICIT_MODEL", hint="Name the model that ELICIT_MODEL_URL is asked for.") if MODEL_URL else ""
MODEL_KEY = env("ELICIT_MODEL_KEY", "")
MODEL_BUDGET = env_int("ELICIT_MODEL_BUDGET", 1000)  # proposals in a day, on the whole server
if MODEL_URL and importlib.util.find_spec("openai") is None:
    raise ImproperlyConfigured("ELICIT_MODEL_URL needs the openai package: run `make model` first.")

# --- accounts, cookies, security -------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "communities"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "elicit.server.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
if PRODUCTION:
    SECURE_HSTS_SECONDS = env_int("ELICIT_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("ELICIT_HSTS_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env_bool("ELICIT_HSTS_PRELOAD", True)
    if TRUSTED_PROXY_HOPS:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# --- language, time, files -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Spanish"), ("ar", "Arabic")]  # those with a complete catalogue
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LOCALE_PATHS = [BASE_DIR / "elicit" / "locale"]
TIME_ZONE = env("ELICIT_TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = "Manifest" not in env("ELICIT_STATICFILES", "Manifest")
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env("ELICIT_STATICFILES", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
MEDIA_ROOT = VAR_DIR / "media"

# --- API -------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "elicit.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Elicit",
    "DESCRIPTION": "Join a deliberation, vote, write statements, read results, constitutions and releases.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("ELICIT_LOG_LEVEL", "WARNING")},
    "loggers": {"django.request": {"level": "ERROR"}},  # whoever guesses codes must not fill the disk
}

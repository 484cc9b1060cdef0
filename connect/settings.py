"""All settings. CONNECT_PROFILE is demo, test or production; production takes every secret from the environment."""

import os
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from connect.lib.agency import BadProfile, read_profile
from connect.lib.offices import read_offices
from connect.lib.private_files import make_private

ROOT = Path(__file__).resolve().parent.parent
PROFILE = os.environ.get("CONNECT_PROFILE", "production")
if PROFILE not in ("demo", "test", "production"):
    raise ImproperlyConfigured(f"CONNECT_PROFILE is {PROFILE!r}; it must be demo, test or production")
DEMO = PROFILE == "demo"
PRODUCTION = PROFILE == "production"


def secret(name: str, insecure: str) -> str:
    """The secret `name` from the environment; outside production a published value that production refuses."""
    value = os.environ.get(name, "")
    published = any(each.startswith("insecure") or each == INSECURE_FIELD_KEY for each in value.split(","))
    if PRODUCTION and (not value or published):
        raise ImproperlyConfigured(f"{name} is missing or has the demo's published value: production does not start")
    return value or insecure


def number[Number: (int, float)](name: str, usual: Number) -> Number:
    """The number `name` of the environment, of the kind of the `usual` one and not below 0."""
    text = os.environ.get(name, "")
    try:
        value = type(usual)(text) if text else usual
    except ValueError:
        value = type(usual)(-1)
    if not 0 <= value < 1e9:
        raise ImproperlyConfigured(f"{name} is {text!r}; it must be a number, for example {usual}")
    return value


# Published, so worthless as secrets: for the demo and the tests only.
INSECURE_FIELD_KEY = "aW5zZWN1cmUtZGVtby1rZXktMDEyMzQ1Njc4OWFiY2Q="
SECRET_KEY = secret("CONNECT_SECRET_KEY", "insecure-demo-secret-key-of-more-than-fifty-characters-0123456789")
PIN_PEPPER = secret("CONNECT_PIN_PEPPER", "insecure-demo-pepper")
PUBLIC_ID_KEY = secret("CONNECT_PUBLIC_ID_KEY", "insecure-demo-public-id-key")
PUZZLE_KEY = secret("CONNECT_PUZZLE_KEY", "insecure-demo-puzzle-key")
# Lists, newest first: a second key stands there while `manage.py keys rotate` replaces it (docs/operators.md, "Keys").
AUDIT_KEYS = secret("CONNECT_AUDIT_KEY", "insecure-demo-audit-key").split(",")
BLIND_INDEX_KEYS = secret("CONNECT_BLIND_INDEX_KEY", "insecure-demo-blind-index-key").split(",")
FIELD_KEYS = secret("CONNECT_FIELD_KEYS", INSECURE_FIELD_KEY).split(",")
OUTBOX_KEYS = secret("CONNECT_OUTBOX_KEYS", INSECURE_FIELD_KEY).split(",")  # of mail and letters that wait

AGENCY_FILE = Path(os.environ.get("CONNECT_AGENCY", ROOT / "agency.toml"))
CONTENT = Path(os.environ.get("CONNECT_CONTENT", ROOT / "content"))  # the agency's texts (connect/lib/content.py)
try:
    AGENCY = read_profile(AGENCY_FILE)
    OFFICES = read_offices(AGENCY_FILE.parent / AGENCY.offices.file)
except BadProfile as problem:
    raise ImproperlyConfigured(str(problem)) from problem

VAR = Path(os.environ.get("CONNECT_VAR", ROOT / "var" / PROFILE)).absolute()  # and so no "~x" or "file:x" to anyone
# Either closes the pages with an answer in plain words (docs/operators.md); the file needs no restart.
MAINTENANCE = bool(os.environ.get("CONNECT_MAINTENANCE"))
MAINTENANCE_FILE = VAR / "maintenance"
DEBUG = False
ALLOWED_HOSTS = [
    h for h in os.environ.get("CONNECT_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1").split(",") if h
]
# The address of the portal as mails and letters name it; without a slash at its end.
SITE = os.environ.get("CONNECT_SITE", "" if PRODUCTION else f"http://localhost:{os.environ.get('PORT', '8000')}")
if not SITE.startswith("https://") and PRODUCTION:
    raise ImproperlyConfigured("CONNECT_SITE must be the portal's own URL, for example https://connect.example.gov")
ROOT_URLCONF = "connect.urls"
WSGI_APPLICATION = "connect.wsgi.application"
USE_TZ = True
TIME_ZONE = AGENCY.time_zone
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    *(["connect.demo"] if find_spec("connect.demo") and not PRODUCTION else []),  # an installation may leave it out
    "connect.operation",
    "connect.portal",
    "connect.feed",
    "connect.web",
    "connect.news",
    "connect.payments",
    "connect.access",
    "connect.notices",
    "connect.cases",
    "connect.audit",
    "connect.paper",
    "connect.design",
    "django_ox",
    # Django's own, for the staff's sign-in and for apps of others; a parent's page asks none of their tables.
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "connect.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "connect.web.body_limits.BodyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "connect.web.maintenance.MaintenanceMiddleware",
    "connect.web.visit.VisitMiddleware",
    "connect.web.language.LanguageMiddleware",
    "connect.web.form_token.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "connect.web.too_many.TooManyMiddleware",
    "connect.web.unsaved.UnsavedMiddleware",
]

# What a request may bring (connect/web/request_front.py, connect/web/body_limits.py). Our longest form is 20,000
# characters of kept text, each up to three bytes on its way, and its token; nowhere do we ask for a file, so none is
# ever written down.
BODY_MOST_BYTES = 100 * 1024
BODY_SILENCE_SECONDS = number("CONNECT_BODY_SILENCE_SECONDS", 10.0)
BODY_SECONDS = number("CONNECT_BODY_SECONDS", 30.0)
BODY_READ_ON_SECONDS, BODY_READ_ON_BYTES = 5.0, 16 * 1024 * 1024  # read and dropped, so that the sender reads why
FORM_WAIT_SECONDS = number("CONNECT_FORM_WAIT_SECONDS", 5.0)  # for one of the threads; then 429
FILE_UPLOAD_HANDLERS: list[str] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_MOST_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

TEMPLATES = [
    # Our pages and forms. The environment finds the templates of our rooms and doors, and Django's own for forms.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "connect.design.templates.LanguageEnvironments"},
    },
    # The pages of other people's apps.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "connect" / "locale"]

ADDRESS = os.environ.get("CONNECT_DATABASE", "sqlite:///")
if ADDRESS.startswith("sqlite") and ("?" in ADDRESS or "#" in ADDRESS):
    raise ImproperlyConfigured("CONNECT_DATABASE is a URL: write a ? in its path as %3F, a # as %23 and a % as %25")
try:
    DATABASES = {"default": dj_database_url.parse(ADDRESS)}
except ValueError:  # whose message, and trace, may hold the password
    raise ImproperlyConfigured("CONNECT_DATABASE must be a URL like postgres://user:password@host/name") from None
if "CONNECT_DATABASE" not in os.environ:
    DATABASES["default"]["NAME"] = str(VAR / "connect.sqlite3")  # a path, whatever its folder is called
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR.mkdir(parents=True, exist_ok=True)
    make_private(Path(DATABASES["default"]["NAME"]))
    # Readers never wait (WAL); a writer takes its lock at BEGIN and waits its turn instead of failing half way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A statement asked for the third time is one the database has read and planned already.
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=2)
# Opening a database anew for every request costs more than the page itself (docs/performance.md).
DATABASES["default"]["CONN_MAX_AGE"] = 600

# Covering indexes (INCLUDE) exist on PostgreSQL and are silently plain on SQLite: that is what we want.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

FEEDS = Path(
    os.environ.get("CONNECT_FEEDS", VAR / "feeds")
)  # where feed folders lie: `manage.py retention` clears rejects

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# The pictures of the texts, one folder a language: /static/content/en/...
STATICFILES_DIRS = [
    (f"content/{language}", CONTENT / language / "pictures")
    for language in AGENCY.languages
    if (CONTENT / language / "pictures").is_dir()
]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = PROFILE == "test"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Cookies carry __Host- and Secure always, except in the demo, which is plain http on this machine.
SECURE_COOKIES = not DEMO
VISIT_COOKIE_NAME = "__Host-visit" if SECURE_COOKIES else "visit"
DEVICE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE_COOKIES else "language"
END_COOKIE_NAME = "__Host-end" if SECURE_COOKIES else "end"
CHALLENGE_COOKIE_NAME = "__Host-challenge" if SECURE_COOKIES else "challenge"
DEVICE_COOKIE_NAME = "__Host-device" if SECURE_COOKIES else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_AGE = None  # as long as the browser is open, so it need not be sent again with every page
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Django's own sessions are for staff; what a page says once of an act that was done waits in a cookie of its own.
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGES_COOKIE_NAME = "__Host-messages" if SECURE_COOKIES else "messages"
MESSAGE_STORAGE = "connect.web.messages.MessageStorage"
CSRF_FAILURE_VIEW = "connect.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CONNECT_ORIGINS", "").split(",") if o]

SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("CONNECT_BEHIND_PROXY") else None
# How many proxies of ours, each adding its client to X-Forwarded-For, stand in front (connect/web/caller.py).
PROXIES = number("CONNECT_PROXIES", 0)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],  # "Stay signed in" without losing a half-written form
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# Mail leaves through Django's mailers; what waits is in the outbox (connect/notices). The demo keeps it in a drawer.
MAIL_FROM = os.environ.get("CONNECT_MAIL_FROM", f"no-reply@{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}")
SMTP_SECURITY = os.environ.get("CONNECT_SMTP_SECURITY", "none")
if SMTP_SECURITY not in ("none", "starttls", "tls"):
    raise ImproperlyConfigured(f"CONNECT_SMTP_SECURITY is {SMTP_SECURITY!r}; it must be none, starttls or tls")
MAILERS = {
    "default": {"BACKEND": "connect.demo.mailbox.MailboxEmailBackend"}
    if DEMO
    else {
        "BACKEND": "connect.notices.senders.smtp.CautiousEmailBackend",
        "OPTIONS": {
            "host": os.environ.get("CONNECT_SMTP_HOST", "localhost"),
            "port": number("CONNECT_SMTP_PORT", 0) or None,
            "username": os.environ.get("CONNECT_SMTP_USER"),
            "password": os.environ.get("CONNECT_SMTP_PASSWORD"),
            "use_tls": SMTP_SECURITY == "starttls",
            "use_ssl": SMTP_SECURITY == "tls",
            "timeout": number("CONNECT_SMTP_TIMEOUT", 60.0),
        },
    }
}

# What has to happen by itself (manage.py worker): a line names a task of a room, and when. `every` is seconds, `cron`
# is in the agency's time zone; however many workers run, each time comes once, and a missed one once afterwards.
JOBS: dict[str, dict[str, object]] = {
    "mail that waits": {"task": "connect.notices.jobs.send_mail", "every": 60},
    "seal of the trail": {"task": "connect.audit.jobs.seal_the_trail", "cron": "5 0 * * *"},
    "retention": {"task": "connect.operation.jobs.keep_the_retention_table", "cron": "40 2 * * *"},
    "finished jobs": {"task": "connect.notices.jobs.prune_jobs", "cron": "20 3 * * *"},
}
TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "OPTIONS": {"MAX_ATTEMPTS": 3, "LOCK_TIMEOUT": 300, "SCHEDULES": JOBS},
    }
}

# Argon2id for a PIN (design: t=2, 19 MiB, p=1); the tests make it cheap.
PIN_HASH_TIME_COST = 1 if PROFILE == "test" else 2
PIN_HASH_MEMORY_KIB = 64 if PROFILE == "test" else 19 * 1024
PIN_HASHES_AT_ONCE = number("CONNECT_PIN_HASHES_AT_ONCE", 2)
PIN_HASH_WAIT_SECONDS = number("CONNECT_PIN_HASH_WAIT_SECONDS", 5.0)  # then 429 instead of a queue

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "connect.web.logs.LogFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.tasks": {"level": "WARNING"}},  # not a line for every job that went well
}

"""All settings. CONNECT_PROFILE is demo, test or production; production takes every secret from the environment."""

import os
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from connect.lib.agency import BadProfile, read_profile
from connect.lib.county_finder import read_county_finder
from connect.lib.environment import EnvironmentVariables
from connect.lib.file_forms import MOST_FILE_BYTES
from connect.lib.offices import read_offices
from connect.lib.private_files import make_private
from connect.lib.rulebook import read_rules

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = EnvironmentVariables(os.environ)  # docs/settings.md lists what is read from it
PROFILE = ENVIRONMENT.one_of("CONNECT_PROFILE", ("demo", "test", "production"), "production", "what this is")
DEMO = PROFILE == "demo"
PRODUCTION = PROFILE == "production"


def required(name: str, insecure: str, means: str) -> str:
    """The secret `name`; outside production a published value that production refuses."""
    value = ENVIRONMENT.secret(name, "", means, shown="none; the demo and the tests have a published one")
    published = any(each.startswith("insecure") or each == INSECURE_FIELD_KEY for each in value.split(","))
    if PRODUCTION and (not value or published):
        raise ImproperlyConfigured(f"{name} is missing or has the demo's published value: production does not start")
    return value or insecure


# Published, so worthless as secrets: for the demo and the tests only.
INSECURE_FIELD_KEY = "aW5zZWN1cmUtZGVtby1rZXktMDEyMzQ1Njc4OWFiY2Q="
random_text = "a random text of its own, of 50 characters or more, without commas"
fernet_keys = "Fernet keys, newest first, with commas between"
SECRET_KEY = required(
    "CONNECT_SECRET_KEY",
    "insecure-demo-secret-key-of-more-than-fifty-characters-0123456789",
    f"what Django signs with: {random_text}",
)
PIN_PEPPER = required("CONNECT_PIN_PEPPER", "insecure-demo-pepper", f"part of each hash of a PIN: {random_text}")
PUBLIC_ID_KEY = required(
    "CONNECT_PUBLIC_ID_KEY", "insecure-demo-public-id-key", f"the addresses of cases and payments: {random_text}"
)
PUZZLE_KEY = required("CONNECT_PUZZLE_KEY", "insecure-demo-puzzle-key", f"signs the puzzles: {random_text}")
# Lists, newest first: a second key stands there while `manage.py keys rotate` replaces it (docs/operators.md, "Keys").
AUDIT_KEYS = required("CONNECT_AUDIT_KEY", "insecure-demo-audit-key", f"the chains of the trail: {random_text}").split(
    ","
)
BLIND_INDEX_KEYS = required(
    "CONNECT_BLIND_INDEX_KEY", "insecure-demo-blind-index-key", f"finds a Social Security number: {random_text}"
).split(",")
FIELD_KEYS = required(
    "CONNECT_FIELD_KEYS", INSECURE_FIELD_KEY, f"Social Security numbers and all else that is sealed: {fernet_keys}"
).split(",")
OUTBOX_KEYS = required(
    "CONNECT_OUTBOX_KEYS", INSECURE_FIELD_KEY, f"mail and letters that wait to leave: {fernet_keys}"
).split(",")

AGENCY_FILE = ENVIRONMENT.path(
    "CONNECT_AGENCY", ROOT / "agency.toml", "path of the agency profile", shown="`agency.toml`"
)
CONTENT = ENVIRONMENT.path(
    "CONNECT_CONTENT", ROOT / "content", "folder of the agency's texts (connect/lib/content.py)", shown="`content`"
)
try:
    AGENCY = read_profile(AGENCY_FILE)
    OFFICES = read_offices(AGENCY_FILE.parent / AGENCY.offices.file)
    RULES = read_rules(AGENCY_FILE.parent / "rules.toml")
    COUNTY_FINDER = read_county_finder(AGENCY_FILE.parent / AGENCY.offices.cities, OFFICES)
except BadProfile as problem:
    raise ImproperlyConfigured(str(problem)) from problem

VAR = ENVIRONMENT.path(
    "CONNECT_VAR",
    ROOT / "var" / PROFILE,
    "folder for the SQLite file (which, with its -wal and -shm, is for the portal's account alone), static files and"
    " the feed's workspace. It may be called anything: no sign in a path means more than itself",
    shown="`var/` and the profile",
).absolute()  # and so no "~x" or "file:x" to anyone
# Either closes the pages with an answer in plain words (docs/operators.md); the file needs no restart.
MAINTENANCE = ENVIRONMENT.flag("CONNECT_MAINTENANCE", "whether the pages are closed (operators.md, Maintenance)")
MAINTENANCE_FILE = VAR / "maintenance"
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.words(
    "CONNECT_HOSTS",
    "" if PRODUCTION else "localhost,127.0.0.1",
    "the names it answers to, with commas between",
    shown="none; outside production this machine's",
)
PORT = ENVIRONMENT.text("PORT", "8000", "the port of `make demo`, for `CONNECT_SITE` there")
SITE = ENVIRONMENT.text(
    "CONNECT_SITE",
    "" if PRODUCTION else f"http://localhost:{PORT}",
    "the portal's own address as mails and letters name it, such as `https://connect.example.gov`, without a slash at"
    " its end",
    shown="none; outside production this machine's",
)
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
    "connect.contact",
    "connect.documents",
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
# characters of kept text, each up to three bytes on its way, and its token. A file comes with the pages that ask for
# one alone (connect/web/uploads.py); no other page has a handler that would read it, and none is written down there.
BODY_MOST_BYTES = 100 * 1024
BODY_SILENCE_SECONDS = ENVIRONMENT.number(
    "CONNECT_BODY_SILENCE_SECONDS", 10.0, "how long a body may be silent, in seconds"
)
BODY_SECONDS = ENVIRONMENT.number("CONNECT_BODY_SECONDS", 30.0, "how long a body may take in all, in seconds")
BODY_READ_ON_SECONDS, BODY_READ_ON_BYTES = (
    5.0,
    16 * 1024 * 1024,
)  # read and dropped: a sender who is cut off reads no answer
FILE_BODY_MOST_BYTES = MOST_FILE_BYTES + BODY_MOST_BYTES  # of a form with a file; what is longer is cut off
FILE_BODY_SECONDS = ENVIRONMENT.number(
    "CONNECT_FILE_SECONDS", 240.0, "how long a form with a file may take in all, in seconds"
)
FILE_READ_ON_SECONDS, FILE_READ_ON_BYTES = 60.0, 100 * 1024 * 1024
FILES_AT_ONCE = ENVIRONMENT.number(
    "CONNECT_FILES_AT_ONCE",
    8,
    "how many forms with files one process receives at the same time, each in up to 30 MB of memory; others wait",
)
FORM_WAIT_SECONDS = ENVIRONMENT.number(
    "CONNECT_FORM_WAIT_SECONDS", 5.0, "how long a form waits for one of the threads of forms before it is answered 429"
)
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

ADDRESS = ENVIRONMENT.secret(
    "CONNECT_DATABASE",
    "",
    "`postgres://user:password@host/name` or `sqlite:////path/file.sqlite3`. It is an address: `?`, `#` and `%` in a"
    " path or password are written `%3F`, `%23` and `%25`",
    shown="a SQLite file in `CONNECT_VAR`",
)
if ADDRESS.startswith("sqlite") and ("?" in ADDRESS or "#" in ADDRESS):
    raise ImproperlyConfigured("CONNECT_DATABASE is a URL: write a ? in its path as %3F, a # as %23 and a % as %25")
try:
    DATABASES = {"default": dj_database_url.parse(ADDRESS or "sqlite:///")}
except ValueError:  # whose message, and trace, may hold the password
    raise ImproperlyConfigured("CONNECT_DATABASE must be a URL like postgres://user:password@host/name") from None
if not ADDRESS:
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

FEEDS = ENVIRONMENT.path(
    "CONNECT_FEEDS",
    VAR / "feeds",
    "folder in which the agency's feed folders lie; `manage.py retention` clears old rejects below it",
    shown="`feeds` in `CONNECT_VAR`",
)

ATTACHMENTS = ENVIRONMENT.path(
    "CONNECT_ATTACHMENTS",
    VAR / "attachments",
    "folder of the files that people send, sealed; it belongs into the backup beside the database, and every machine"
    " that serves pages or runs the worker sees the same one",
    shown="`attachments` in `CONNECT_VAR`",
)
CLAMD = ENVIRONMENT.text(
    "CONNECT_CLAMD",
    "",
    "where the virus scanner clamd listens: the path of its socket, or `host:port`. Then no file is shown that it"
    " has not looked at; without it, files are made anew and not scanned",
)
if CLAMD and not CLAMD.startswith("/") and not CLAMD.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured("CONNECT_CLAMD is the path of a socket, such as /run/clamav/clamd.ctl, or host:port")

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
    },
    # What people send us, sealed, under names that say nothing (connect/contact/stored_files.py). Any of Django's does.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(ATTACHMENTS),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
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
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.words(
    "CONNECT_ORIGINS", "", "`https://...` origins trusted for forms, if a proxy changes the host, with commas between"
)

SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = ENVIRONMENT.flag(
    "CONNECT_BEHIND_PROXY", "whether a proxy ends TLS and sets `X-Forwarded-Proto` (0 and 1, or no and yes)"
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
PROXIES = ENVIRONMENT.number(
    "CONNECT_PROXIES",
    0,
    "how many proxies in a row stand in front, each adding the address it was asked from to `X-Forwarded-For`: sign-ins"
    " are counted by that address, so a wrong number makes all people share one count, or lets one choose theirs",
)
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
MAIL_FROM = ENVIRONMENT.text(
    "CONNECT_MAIL_FROM",
    f"no-reply@{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}",
    "the address mail comes from",
    shown="`no-reply@` and the first of `CONNECT_HOSTS`",
)
SMTP_HOST = ENVIRONMENT.text("CONNECT_SMTP_HOST", "localhost", "the mail server")
SMTP_PORT = ENVIRONMENT.number("CONNECT_SMTP_PORT", 0, "its port", shown="25, with `starttls` 587, with `tls` 465")
SMTP_USER = ENVIRONMENT.text("CONNECT_SMTP_USER", "", "if it wants to know who we are")
SMTP_PASSWORD = ENVIRONMENT.secret("CONNECT_SMTP_PASSWORD", "", "if it wants to know who we are")
SMTP_SECURITY = ENVIRONMENT.one_of(
    "CONNECT_SMTP_SECURITY", ("none", "starttls", "tls"), "none", "how it is spoken to (`none`: on the same machine)"
)
SMTP_TIMEOUT = ENVIRONMENT.number(
    "CONNECT_SMTP_TIMEOUT", 60.0, "seconds to wait for its answer; keep it under five minutes"
)
MAIL_PROVIDER = ENVIRONMENT.one_of(
    "CONNECT_MAIL_PROVIDER",
    (
        "smtp",
        "brevo",
        "mailersend",
        "mailgun",
        "mailjet",
        "mailtrap",
        "mandrill",
        "postal",
        "postmark",
        "resend",
        "scaleway",
        "sparkpost",
        "unisender_go",
    ),
    "smtp",
    "by which way mail leaves; any but `smtp` needs the extra `anymail`",
)
# Read by django-anymail: what the provider wants to know of us, and the secret with which it tells us of bounces.
ANYMAIL: dict[str, str] = dict(
    each.split("=", 1)
    for each in ENVIRONMENT.secret(
        "CONNECT_MAIL_PROVIDER_KEYS",
        "",
        "what the provider gave us, as `NAME=value` with commas between, by the names that django-anymail has for it:"
        " `MAILGUN_API_KEY=...,MAILGUN_WEBHOOK_SIGNING_KEY=...`",
    ).split(",")
    if "=" in each
)
MAIL_HOOK_SECRET = ENVIRONMENT.secret(
    "CONNECT_MAIL_HOOK_SECRET",
    "",
    "`name:password` that stands in the address at which the provider tells us of bounces; without it that door is"
    " closed",
)
if MAIL_HOOK_SECRET:
    ANYMAIL["WEBHOOK_SECRET"] = MAIL_HOOK_SECRET
if MAIL_PROVIDER != "smtp" and not find_spec("anymail"):
    raise ImproperlyConfigured(f"CONNECT_MAIL_PROVIDER is {MAIL_PROVIDER}: install customer-connect[anymail]")
MAILERS = {
    "default": {"BACKEND": "connect.demo.mailbox.MailboxEmailBackend"}
    if DEMO
    else {
        "BACKEND": "connect.notices.senders.providers.provider_backend",
        "OPTIONS": {"provider": MAIL_PROVIDER, "timeout": SMTP_TIMEOUT},
    }
    if MAIL_PROVIDER != "smtp"
    else {
        "BACKEND": "connect.notices.senders.smtp.CautiousEmailBackend",
        "OPTIONS": {
            "host": SMTP_HOST,
            "port": SMTP_PORT or None,
            "username": SMTP_USER or None,
            "password": SMTP_PASSWORD or None,
            "use_tls": SMTP_SECURITY == "starttls",
            "use_ssl": SMTP_SECURITY == "tls",
            "timeout": SMTP_TIMEOUT,
        },
    }
}

# What has to happen by itself (manage.py worker): a line names a task of a room, and when. `every` is seconds, `cron`
# is in the agency's time zone; however many workers run, each time comes once, and a missed one once afterwards.
JOBS: dict[str, dict[str, object]] = {
    "mail that waits": {"task": "connect.notices.jobs.send_mail", "every": 60},
    "reminders": {"task": "connect.notices.jobs.write_due_reminders", "cron": "15 * * * *"},
    "seal of the trail": {"task": "connect.audit.jobs.seal_the_trail", "cron": "5 0 * * *"},
    "documents": {"task": "connect.documents.jobs.make_what_is_due", "cron": "10 5 * * *"},
    "retention": {"task": "connect.operation.jobs.keep_the_retention_table", "cron": "40 2 * * *"},
    "marks that people ask for": {"task": "connect.feed.jobs.set_marks_that_people_asked_for", "every": 60},
    "files that wait": {"task": "connect.contact.jobs.check_sent_files", "every": 60},
    "late answers": {"task": "connect.contact.jobs.tell_of_late_answers", "cron": "0 9 * * *"},
    "changes that a feed brought": {"task": "connect.contact.jobs.note_what_is_on_file", "cron": "10 * * * *"},
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
PIN_HASHES_AT_ONCE = ENVIRONMENT.number(
    "CONNECT_PIN_HASHES_AT_ONCE", 2, "how many PINs may be hashed at the same time in one process"
)
PIN_HASH_WAIT_SECONDS = ENVIRONMENT.number(
    "CONNECT_PIN_HASH_WAIT_SECONDS", 5.0, "how long a sign-in waits for its turn before it is answered with 429"
)

PDFS_AT_ONCE = ENVIRONMENT.number(
    "CONNECT_PDFS_AT_ONCE", 2, "how many PDFs of documents may be drawn at the same time in one process"
)
PDF_WAIT_SECONDS = ENVIRONMENT.number(
    "CONNECT_PDF_WAIT_SECONDS", 5.0, "how long a PDF waits for its turn before it is answered with 429"
)

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

"""All settings, read from the environment. `.env.example` explains every name.

Nonsense stops the start with a sentence: a wrong value is found here, not by the first visitor.
"""

import os
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from modellkoncept import embedded
from modellkoncept.environment import (
    STARTED_FILE,
    command,
    email_settings,
    is_this_machine,
    key_storage,
    networks,
    oidc_providers,
    one_of,
    one_url,
    read_env_file,
    read_started_file,
    refuse,
    whole_number,
    words,
    yes_or_no,
)
from modellkoncept.privacy import disposal_decision
from modellkoncept.web.accessibility import statement_from

BASE_DIR = Path(__file__).resolve().parent.parent

read_env_file(BASE_DIR / ".env")
if not (os.environ.get("DATA_DIR") or os.environ.get("STARTED_HERE") or "up" in sys.argv[1:2]):
    # A command typed beside ./start finds what ./start runs on.
    read_started_file(BASE_DIR / STARTED_FILE)

# --- what kind of run this is -----------------------------------------------------------------

DEBUG = yes_or_no("DEBUG", "0")
DEMO = yes_or_no("DEMO", "0")
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
BASE_URL = one_url(
    "BASE_URL", os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"), {"http", "https"}
)
SECURE = BASE_URL.startswith("https://")
STARTED_HERE = yes_or_no("STARTED_HERE", "0")  # by ./start, which says so to all that it runs
if DEMO and SECURE and not yes_or_no("DEMO_IN_PUBLIC", "0"):
    raise refuse("DEMO", "demoläget har öppna dörrar och får inte köras på en https-adress.")
if DEBUG and SECURE:
    raise refuse(
        "DEBUG", "felsökningsläget visar hemligheter och får inte köras på en https-adress."
    )

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if SECURE:
        raise refuse("SECRET_KEY", "saknas. Ange minst 50 slumpade tecken.")
    SECRET_KEY = embedded.secret_key(DATA_DIR)
elif len(SECRET_KEY) < 50:  # noqa: PLR2004 – Django's own deploy check draws the line there
    raise refuse("SECRET_KEY", "är för kort. Ange minst 50 slumpade tecken.")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname or ""])
if DEMO:
    # A demo is opened from a phone on the same network, by whatever address the machine has.
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Whose word on where a visitor comes from is believed: see web/client_address.py.
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")

# --- apps -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
    "django_htmx",
    "modellkoncept",
    "programmes",
    "programmes.closing",
    "meetings",
    "padlet",
    "checklist",
    "checklist.improvement",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "modellkoncept.web.middleware.permissions_policy.permissions_policy_middleware",
    "modellkoncept.web.middleware.database_unavailable.DatabaseUnavailableMiddleware",
    "modellkoncept.web.middleware.private_cache.PrivateCacheMiddleware",
    "modellkoncept.web.middleware.invalid_session.InvalidSessionMiddleware",
    "modellkoncept.web.middleware.language.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "modellkoncept.web.middleware.refused_request.RefusedRequestMiddleware",
    "modellkoncept.web.middleware.many_fields.ManyFieldsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programmes.middleware.FirstPersonMiddleware",
    "modellkoncept.web.middleware.login_required.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "modellkoncept.web.middleware.method_not_allowed.MethodNotAllowedMiddleware",
    "programmes.middleware.RoundClosedMiddleware",
    "programmes.middleware.SecondStepMiddleware",
]

ROOT_URLCONF = "modellkoncept.urls"
ASGI_APPLICATION = "modellkoncept.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "modellkoncept.templatetags.styles",
                "modellkoncept.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "modellkoncept.web.context.page_context",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["crispy"]
CRISPY_TEMPLATE_PACK = "crispy"
CRISPY_FAIL_SILENTLY = False

# --- stores -----------------------------------------------------------------------------------

DATABASE_URL = one_url(
    "DATABASE_URL",
    os.environ.get("DATABASE_URL") or embedded.database_url(DATA_DIR),
    {"postgres", "postgresql"},
)
# Connections that one web process keeps. 0 means none are kept: right for workers and commands,
# which fork; without a pool every ASGI request would open a connection of its own.
DATABASE_POOL_SIZE = whole_number("DATABASE_POOL_SIZE", 0, 0, 200)
# Seconds that one statement may take: short where a visitor waits, long where a document is made.
# 0 sets no limits at all, for a pooler such as PgBouncer that refuses them.
DATABASE_STATEMENT_TIMEOUT = whole_number(
    "DATABASE_STATEMENT_TIMEOUT", 15 if DATABASE_POOL_SIZE else 240, 0, 3600
)
DATABASES: dict[str, dict[str, Any]] = {"default": {**dj_database_url.parse(DATABASE_URL)}}
DATABASES["default"] |= {
    "ENGINE": "modellkoncept.database.engine",
    "ATOMIC_REQUESTS": False,  # a note's transaction must hold the note and nothing else
    "CONN_HEALTH_CHECKS": False,  # the engine looks at what its pool gives; nothing else is kept
    "OPTIONS": {
        "connect_timeout": 5,
        # A server that is gone without a word is noticed within a minute.
        "keepalives": 1,
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 50_000,  # milliseconds
        **DATABASES["default"].get("OPTIONS", {}),  # of the address: sslmode, for instance
        # Parameters travel beside the statement, so that no log of Postgres can quote a note.
        "server_side_binding": True,
    },
}
if DATABASE_STATEMENT_TIMEOUT:
    # A page waits for no lock longer than a visitor would; a worker's transaction may rest while
    # it renders.
    _limits = {
        "statement_timeout": DATABASE_STATEMENT_TIMEOUT,
        "lock_timeout": 5 if DATABASE_POOL_SIZE else 30,
        "idle_in_transaction_session_timeout": 30 if DATABASE_POOL_SIZE else 300,
    }
    DATABASES["default"]["OPTIONS"]["options"] = " ".join(
        [
            *(f"-c {name}={seconds}s" for name, seconds in _limits.items()),
            DATABASES["default"]["OPTIONS"].get("options", ""),  # the address wins
        ]
    ).strip()
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": min(2, DATABASE_POOL_SIZE),
        "max_size": DATABASE_POOL_SIZE,
        "timeout": 8,  # seconds; five hundred who sign in in the same second wait some of them
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = one_url(
    "REDIS_URL",
    os.environ.get("REDIS_URL") or embedded.redis_url(DATA_DIR),
    {"redis", "rediss", "unix"},
)
# Celery has its own words for a socket and for the number of a database behind it.
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is gone must cost the visitor nothing
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis as long as it takes
# max_retries 0: without it every message to a Redis that is gone holds its visitor for six seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 300

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    # The keys of boards that are not sealed yet: see modellkoncept/files/keys.py.
    "keys": key_storage(os.environ.get("KEYS_URL", ""), DATA_DIR / "keys"),
    "staticfiles": {
        "BACKEND": "modellkoncept.web.static_storage.HashedStaticFiles"
        if yes_or_no("STATIC_HASHED", "1")
        else "modellkoncept.web.static_storage.PlainStaticFiles",
        # Whatever uploads are to others: a proxy may serve these by itself.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_PERMISSIONS = 0o600
# For the longest text of all, a pasted wall; web/limits bounds every other form to less.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500  # a full board of notes, to be approved at once

# --- files that people upload --------------------------------------------------------------------

FILE_MAX_MB = whole_number("FILE_MAX_MB", 25, 1, 500)
# Reads a file on its standard input and ends with 0 when it is clean, 1 when it is not.
VIRUS_SCAN_COMMAND = command("VIRUS_SCAN_COMMAND")

# --- how long the notes of a board are kept ----------------------------------------------------

BOARD_RETENTION_DAYS = whole_number("BOARD_RETENTION_DAYS", 730, 30, 36500)
# An authority throws nothing away without a decision that says so.
BOARD_DISPOSAL_DECISION = os.environ.get("BOARD_DISPOSAL_DECISION", "").strip()
if BOARD_DISPOSAL_DECISION and not disposal_decision.is_complete(BOARD_DISPOSAL_DECISION):
    raise refuse(
        "BOARD_DISPOSAL_DECISION", "ska ha beslutets datum (2027-03-01), diarienummer och instans."
    )
if len(BOARD_DISPOSAL_DECISION) > disposal_decision.LENGTH:
    raise refuse(
        "BOARD_DISPOSAL_DECISION", f"är för lång. Högst {disposal_decision.LENGTH} tecken."
    )

# --- how long the audit log is kept -------------------------------------------------------------

AUDIT_DAYS = whole_number("AUDIT_DAYS", 730, 30, 36500)

# --- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "programmes.User"
AUTHENTICATION_BACKENDS = ["programmes.accounts.backend.CodeBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "programmes.accounts.adapter.CodeOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # the user who can read the code can read the mailbox
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Allauth would count in each process; services/sign_in_codes.py counts in the database.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # accounts/sign_in.py does, and lets one start over
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"

# An app's code after the one by e-mail, for SKR's people (accounts/second_step.py).
STAFF_MFA_REQUIRED = yes_or_no("STAFF_MFA_REQUIRED", "0")
MFA_ADAPTER = "programmes.accounts.mfa_adapter.EncryptingMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Modellkonceptet"
MFA_TOTP_TOLERANCE = 1  # half a minute that a telephone's clock may be off
MFA_RECOVERY_CODES_SHOW_ONCE = True

# The organisations' own sign-ins (accounts/oidc.py). Allauth speaks with them and stores nothing.
OIDC_PROVIDERS = oidc_providers()
SOCIALACCOUNT_ADAPTER = "programmes.accounts.oidc_adapter.IdentityAdapter"

# --- mail -------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "Modellkonceptet <noreply@localhost>")
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise refuse("FROM_EMAIL", f"”{DEFAULT_FROM_EMAIL}” ska vara en e-postadress.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where an answer to a letter goes, and a copy of each invitation; empty: to the sender.
MAIL_REPLY_TO = os.environ.get("MAIL_REPLY_TO", "").strip()
if MAIL_REPLY_TO and "@" not in parseaddr(MAIL_REPLY_TO)[1]:
    raise refuse("MAIL_REPLY_TO", f"”{MAIL_REPLY_TO}” ska vara en e-postadress.")
EMAIL_URL = os.environ.get("EMAIL_URL", "")
if EMAIL_URL:
    one_url("EMAIL_URL", EMAIL_URL, {"smtp", "smtp+tls", "smtp+ssl"})
    for _key, _value in email_settings(EMAIL_URL).items():
        globals()[_key] = _value
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the demo shows its letters
elif SECURE or not (STARTED_HERE or is_this_machine(BASE_URL)):
    raise refuse("EMAIL_URL", "saknas. Utan e-post kan ingen logga in.")
# ./start on somebody's own machine: letters are shown there, and none is sent.
LOCAL_LETTERS = STARTED_HERE and not (EMAIL_URL or DEMO or SECURE)
if LOCAL_LETTERS:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 15  # seconds for each step of a letter

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True

# --- the law ----------------------------------------------------------------------------------

ACCESSIBILITY = statement_from(os.environ, refuse)

# --- security ---------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
THEME_COOKIE_NAME = "theme"
CSRF_FAILURE_VIEW = "modellkoncept.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    THEME_COOKIE_NAME = "__Host-theme"
    LANGUAGE_COOKIE_NAME = "__Host-language"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# --- log --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "refusals": {"()": "modellkoncept.web.log_filter.RefusalsAreNoErrors"},
        "redact_notes": {"()": "modellkoncept.web.log_filter.RedactNoteRequests"},
        "redact_letters": {"()": "modellkoncept.web.log_filter.RedactLettersAddresses"},
        "redact_rows": {"()": "modellkoncept.web.log_filter.RedactDatabaseErrors"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals", "redact_notes", "redact_letters", "redact_rows"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": one_of("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
    },
    "loggers": {
        # Django's own handlers (console in DEBUG, mail to ADMINS) are replaced by ours.
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

WORKER_IS_LATE_AFTER = 30  # seconds without a heartbeat before /halsa/ says so

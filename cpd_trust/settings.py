"""Settings, one file. Each value that a trust may set comes from the environment and is named here first.

Without any of them the system runs on its embedded default: SQLite, a database cache, a broker in a folder, and
mails kept on the outbox page. `.env.example` explains each variable; a test keeps the two lists equal.
"""

from pathlib import Path
from typing import Any

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF

from core.logs import FACTS, logging_as
from cpd_trust.environment import INSECURE_KEY, read_file, refuse_if_wrong

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    DEBUG=(bool, False),
    LOCAL=(bool, False),
    SECRET_KEY=(str, ""),
    SITE_URL=(str, "http://localhost:8000"),
    ALLOWED_HOSTS=(list, []),
    DATA_DIR=(str, ""),
    STATIC_ROOT=(str, ""),
    DATABASE_URL=(str, ""),
    REDIS_URL=(str, ""),
    BACKUP_KEY=(str, ""),
    EMAIL_URL=(str, ""),
    EMAIL_FROM=(str, "CPD <cpd@example.org>"),
    TRUSTED_PROXY_COUNT=(int, 0),
    MICROSOFT_TENANT=(str, ""),
    MICROSOFT_CLIENT_ID=(str, ""),
    MICROSOFT_CLIENT_SECRET=(str, ""),
    GOOGLE_CLIENT_ID=(str, ""),
    GOOGLE_CLIENT_SECRET=(str, ""),
    OIDC_NAME=(str, ""),
    OIDC_SERVER_URL=(str, ""),
    OIDC_CLIENT_ID=(str, ""),
    OIDC_CLIENT_SECRET=(str, ""),
    LOG_LEVEL=(str, "INFO"),
    LOG_FORMAT=(str, "json"),
)
read_file(BASE_DIR / ".env")

DEBUG = env("DEBUG")
# LOCAL is a machine of one's own (the demo, the tests, a developer): plain HTTP, and no host but this one.
LOCAL = env("LOCAL") or DEBUG
# A trust's installation that is set up carelessly must not start at all.
refuse_if_wrong(env, is_local=LOCAL)
SECRET_KEY = env("SECRET_KEY") or (INSECURE_KEY if LOCAL else "")
SITE_URL = env("SITE_URL").rstrip("/")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if LOCAL else env("ALLOWED_HOSTS")

DATA_DIR = Path(env("DATA_DIR") or BASE_DIR / "var")
# Words for the same thing, which a search finds alike.
SYNONYMS_FILE = BASE_DIR / "cpd_trust" / "synonyms.txt"
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    raise SystemExit(f"DATA_DIR: the folder {DATA_DIR} can't be made: {problem.strerror}.") from None
BACKUP_KEY = env("BACKUP_KEY")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_celery_beat",
    "django_structlog",
    "lucide",
    "core",
    "people",
    "notifications",
    "certificates",
    "planning",
    "surveys",
    "budgets",
    "training",
    "courses",
    "appraisal",
    "governance",
    "reports",
    "home",
    "demo",
    "cpd_trust",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Each answer with padding of a random length, so that its size tells nothing of what it holds.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PlainRequestsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.middleware.TrustSettingsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.RequestLogMiddleware",
    "core.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "core.middleware.LongExportMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "core.middleware.KeptFormMiddleware",
]

ROOT_URLCONF = "cpd_trust.urls"
WSGI_APPLICATION = "cpd_trust.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.shell",
            ],
            "builtins": [
                "core.templatetags.kit",
                "core.templatetags.form_components",
                "core.templatetags.list_components",
                "crispy_forms.templatetags.crispy_forms_tags",
                "django_htmx.templatetags.django_htmx",
            ],
        },
    }
]

# --- Database and cache ------------------------------------------------------------------------------------------

if env("DATABASE_URL"):
    DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "cpd.sqlite3"),
            "OPTIONS": {
                # IMMEDIATE takes the write lock when a transaction starts: two writers queue instead of failing.
                # Recursive triggers: INSERT OR REPLACE deletes a row past the guards on deleting without them.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
                    "PRAGMA recursive_triggers=ON;"
                    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000;"
                ),
            },
            # A file, so that the threads of a race test meet in one database as processes do.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    }
    # A page that keeps something in its session does not wait for another writer.
    SESSION_ENGINE = "core.sessions"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if env("REDIS_URL"):
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "core.cache.SteadyRedisCache",
            "LOCATION": env("REDIS_URL"),
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        },
        "fallback": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    }
else:
    # Shared over processes, so that a sign-in limit counts for every web worker.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Celery ------------------------------------------------------------------------------------------------------

CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "cpd_trust.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "people.sweep_imports": {"task": "people.sweep_imports", "schedule": crontab()},
    "send-invitations": {"task": "people.send_invitations", "schedule": crontab(), "options": {"expires": 55}},
    # A heartbeat that nobody took within its minute tells nothing any more.
    "heartbeat": {"task": "core.tasks.heartbeat", "schedule": crontab(), "options": {"expires": 55}},
    "remove-stray-files": {
        "task": "core.remove_stray_files",
        "schedule": crontab(minute=40, hour=3),
        "options": {"expires": 3000},
    },
    "forget-kept-forms": {
        "task": "core.forget_kept_forms",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 800},
    },
    "forget-sessions": {
        "task": "people.forget_sessions",
        "schedule": crontab(minute=50, hour=3),
        "options": {"expires": 3000},
    },
    "take-in-readings": {"task": "core.take_in_readings", "schedule": crontab(), "options": {"expires": 55}},
    # Sweeps: each finds in the tables what is due and not done, so that a missed one, or two at once, do no harm.
    "deliver-mail": {"task": "notifications.deliver_due", "schedule": crontab(), "options": {"expires": 55}},
    "settle-stuck-mail": {"task": "notifications.settle_stuck", "schedule": crontab(), "options": {"expires": 55}},
    "remind-of-certificates": {
        "task": "certificates.send_reminders",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "make-digests": {"task": "notifications.make_digests", "schedule": crontab(minute=1), "options": {"expires": 3000}},
    "chase-waiting-requests": {"task": "courses.chase_waiting_requests", "schedule": crontab(minute=20, hour="6-18")},
    "chase-papers": {"task": "courses.chase_papers", "schedule": crontab(minute=40, hour=7)},
    "tell-deputies": {"task": "courses.tell_deputies", "schedule": crontab(minute="*/10"), "options": {"expires": 500}},
    # Pages count a survey as closed from midnight; the sweep does the rest.
    "close-surveys": {"task": "surveys.close", "schedule": crontab(minute=3), "options": {"expires": 3000}},
    "tell-of-surveys": {
        "task": "surveys.tell",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 500},
    },
    "follow-skills-audits": {
        "task": "governance.follow_skills_audits",
        "schedule": crontab(minute=5, hour="*/2"),
        "options": {"expires": 3000},
    },
    "remind-of-policy-reviews": {
        "task": "governance.remind_of_reviews",
        "schedule": crontab(minute=50, hour="6-18"),
        "options": {"expires": 3000},
    },
    "ask-readers-of-policies": {
        "task": "governance.ask_readers",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 500},
    },
    "ask-for-feedback": {
        "task": "training.ask_for_feedback",
        "schedule": crontab(minute=40),
        "options": {"expires": 3000},
    },
    "follow-catch-ups": {
        "task": "training.follow_catch_ups",
        "schedule": crontab(minute=50),
        "options": {"expires": 3000},
    },
    "remind-of-terms": {
        "task": "governance.remind_of_terms",
        "schedule": crontab(minute=35, hour=6),
        "options": {"expires": 3000},
    },
    "remind-of-meetings": {
        "task": "governance.remind_of_meetings",
        "schedule": crontab(minute=40, hour="6-18"),
        "options": {"expires": 3000},
    },
    "settle-places": {
        "task": "training.settle_places",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 250},
    },
    "close-completed": {
        "task": "courses.close_completed",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
}
if env("REDIS_URL"):
    CELERY_BROKER_URL = env("REDIS_URL")
    # Above the longest job, or Redis hands a running job out again. A broker that hangs must not hang a page.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "max_retries": 1,
    }
else:
    _queue = DATA_DIR / "queue"
    for _folder in (_queue, _queue / "control", _queue / "processed"):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_queue / "control"),
        "processed_folder": str(_queue / "processed"),
        "store_processed": False,
        "polling_interval": 0.05,
    }

# --- People and sign-in ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
# Emails are unique without regard to case, by a constraint on Lower("email") that this check does not see.
# An index may hold more than its keys; on SQLite it holds its keys alone, which is slower and as right.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "models.W040"]
AUTHENTICATION_BACKENDS = ["people.backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "notifications.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.sign_in.CleanedLoginForm",
    "request_login_code": "people.forms.sign_in.CleanedLoginCodeForm",
    "reset_password": "people.forms.sign_in.CleanedResetForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_RESEND_COUNT = 2
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Nobody is mailed, but an address that is known and one that is not cost a page the same (`notifications.adapters`).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_ADAPTER = "people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if env("MICROSOFT_CLIENT_ID"):
    SOCIALACCOUNT_PROVIDERS["microsoft"] = {
        "TENANT": env("MICROSOFT_TENANT"),
        "VERIFIED_EMAIL": True,
        "APPS": [
            {
                "client_id": env("MICROSOFT_CLIENT_ID"),
                "secret": env("MICROSOFT_CLIENT_SECRET"),
                "settings": {"tenant": env("MICROSOFT_TENANT")},
            }
        ],
    }
if env("GOOGLE_CLIENT_ID"):
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [{"client_id": env("GOOGLE_CLIENT_ID"), "secret": env("GOOGLE_CLIENT_SECRET")}],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
if env("OIDC_CLIENT_ID"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("OIDC_NAME") or "single sign-on",
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env("OIDC_SERVER_URL")},
            }
        ],
    }
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "people.forms.passkeys.AddPasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
USERSESSIONS_TRACK_ACTIVITY = True
ALLAUTH_TRUSTED_PROXY_COUNT = env("TRUSTED_PROXY_COUNT")

# --- Mail --------------------------------------------------------------------------------------------------------

# Whatever sends a mail by Django's API, ours or a library's, writes it into the outbox of `notifications`. Only the
# delivery speaks to the mail server, by MAIL_SERVER_BACKEND.
EMAIL_BACKEND = "notifications.mail_backend.EmailBackend"
MAIL_SERVER_BACKEND = "notifications.smtp.EmailBackend"
MAIL_IS_KEPT = not env("EMAIL_URL")
if env("EMAIL_URL"):
    vars().update(env.email_url("EMAIL_URL") | {"EMAIL_BACKEND": EMAIL_BACKEND})
# For each answer of the server. Ten of them stay below `STUCK_AFTER` of the delivery.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("EMAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Words, dates, files -----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "core.formats"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # Uploads have no address of their own: they leave only through a view that asks who is reading.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
# No page takes a larger file. The proxy in front refuses what is larger than LARGEST_REQUEST (deploy/nginx.conf).
LARGEST_UPLOAD = 100 * 1024 * 1024
LARGEST_REQUEST = LARGEST_UPLOAD + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

FORM_RENDERER = "core.form_renderer.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "kit/table.html"
FILTERS_EMPTY_CHOICE_LABEL = "All"

# --- Doors -------------------------------------------------------------------------------------------------------

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Says who was signed in last in a browser, so that a form sent too late is kept for them alone (core.kept_forms).
OWNER_COOKIE_NAME = "owner"
FORMER_COOKIE_NAME = "former"
CSRF_FAILURE_VIEW = "core.kept_form_views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    OWNER_COOKIE_NAME = "__Host-owner"
    FORMER_COOKIE_NAME = "__Host-former"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env("TRUSTED_PROXY_COUNT"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_sign_in_hosts: list[str] = []
if env("MICROSOFT_CLIENT_ID"):
    _sign_in_hosts.append("https://login.microsoftonline.com")
if env("GOOGLE_CLIENT_ID"):
    _sign_in_hosts.append("https://accounts.google.com")
if env("OIDC_CLIENT_ID"):
    _sign_in_hosts.append("/".join(env("OIDC_SERVER_URL").split("/")[:3]))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # Chromium also checks where a form is redirected to, so the sign-in hosts stand here.
        "form-action": [SELF, *_sign_in_hosts],
    }
}

# --- Logs: ids and codes, never names, addresses or texts ----------------------------------------------------------

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *FACTS,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = logging_as(env("LOG_LEVEL"), env("LOG_FORMAT"))
DJANGO_STRUCTLOG_USER_ID_FIELD = "public_id"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

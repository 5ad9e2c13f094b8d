"""Settings, chosen by environment variables only. Without any, the embedded default: SQLite and a broker of files.

docs/operations.md lists the variables.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from config import databases, environment, logs
from foundation.jobs import beat as jobs
from foundation.notices import beat as notices

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = environment.data_folder("COUNTERSIGN_HOME", BASE_DIR / "var")

# Where it is reached

HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000)
WEB_WORKERS = environment.number("WEB_WORKERS", 0)  # 0: by the number of processors
SITE_URL = environment.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", f"{SITE_HOST},127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", SITE_URL)
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
# Others can reach it: what is only for trying out is refused (config/checks.py).
REAL = bool(environment.text("SITE_URL") or environment.text("ALLOWED_HOSTS"))
TESTING = environment.text("COUNTERSIGN_TEST") == "1"
DEBUG = environment.text("DEBUG") == "1"

# Secrets

SECRET_KEY = environment.text("SECRET_KEY") or environment.kept_secret(HOME / "secret-key", environment.new_secret())
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
# Key id -> key, for what is encrypted at rest; the first is the one in use.
KEYS = environment.key_ring("COUNTERSIGN_KEYS", HOME)

# What it is made of

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "policies",
    "approvals",
    "monitoring",
    "incidents",
    "foundation.notices",
    "foundation.schools",
    "foundation.documents",
    "foundation.jobs",
    "foundation.audit",
    "foundation.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_htmx",
    "guardian",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.IdleMiddleware",
    "foundation.schools.devices.DeviceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.jobs.submissions.SubmissionMiddleware",
    "config.middleware.SealedMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "foundation.core.drawing.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.site",
            ],
        },
    },
]

# Where it keeps things

REDIS_URL = environment.text("REDIS_URL")
DATABASES = databases.databases(HOME)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = databases.caches(REDIS_URL)
MEDIA_ROOT = HOME / "files"  # sealed; nothing in it has an address of its own
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a policy of 100,000 words, and what surrounds it
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
if TESTING:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True

# Signing in

AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = ["foundation.core.backend.RuleBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # its backend would override our refusals: rules only
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"  # no password of a test guards anything, and there are thousands
    if TESTING
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
DEVICE_URL = "device-set-up"  # where a page of shared devices leads that is asked for elsewhere
ACCOUNT_ADAPTER = "config.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "config.account_forms.LoginForm",
    "reset_password": "config.account_forms.ResetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address stands on the roll, and the first password comes by a link to it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# A whole school has one address: on the morning when everybody signs in, only single accounts are held back.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "100/m/ip,5/300s/key",
    "reset_password": "100/m/ip,5/m/key",
    "reset_password_from_key": "100/m/ip",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# Sessions and headers

COOKIES = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIES}session"
CSRF_COOKIE_NAME = f"{COOKIES}csrf"
IDLE_COOKIE_NAME = f"{COOKIES}seen"
DEVICE_COOKIE_NAME = f"{COOKIES}device"
DEVICE_SEEN_COOKIE_NAME = f"{COOKIES}device-seen"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = environment.number("SESSION_HOURS", 12) * 3600
SESSION_IDLE = timedelta(minutes=environment.number("SESSION_IDLE_MINUTES", 60))
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "upgrade-insecure-requests": HTTPS,
    }
}

# Mail and logs

globals().update(environment.mail("EMAIL_URL", HOME / "mail"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("MAIL_FROM", f"Countersign <countersign@{SITE_HOST}>")
LOGGING = logs.LOGGING

# Words and dates

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

CRISPY_ALLOWED_TEMPLATE_PACKS = "govuk"
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False

# Work in the background: rows in the database say what is owed, the broker only wakes the worker.

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"visibility_timeout": 900, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    if REDIS_URL
    else {
        "data_folder_in": str(HOME / "queue"),
        "data_folder_out": str(HOME / "queue"),
        "control_folder": str(HOME / "queue-control"),
        "polling_interval": 0.2,
    }
)
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT = "config.broker:Transport"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_TIME_LIMIT = 300  # below the time after which the broker gives a task to another worker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = environment.number("WORKERS", 2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = jobs.BEAT | notices.BEAT
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat")

"""Settings: an embedded database and a loopback address unless the environment says otherwise."""

import os
import secrets
from pathlib import Path

import dj_database_url

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("MANDATA_DATA", Path.cwd() / "var"))
DEMO = os.environ.get("MANDATA_DEMO") == "1"  # accounts with known passwords: only ever on the loopback address


def secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept beside the data; none is kept where no data are."""
    if key := os.environ.get("MANDATA_SECRET_KEY"):
        return key
    path = DATA / "secret-key"
    if not path.exists():
        if not DATA.is_dir():
            return secrets.token_urlsafe(50)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


SECRET_KEY = secret_key()
DEBUG = False
LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS = LOOPBACK if DEMO else os.environ.get("MANDATA_HOSTS", ",".join(LOOPBACK)).split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_filters",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "mandata.apps.MandataConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mandata.web.security.ContentSecurityPolicy",
    "mandata.web.security.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mandata.web.security.KeptNowhere",
    "mandata.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "mandata.web.urls"
WSGI_APPLICATION = "mandata.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mandata.web.context.site",
            ],
            "libraries": {"kit": "mandata.web.kit.tags", "reader": "mandata.web.reader_words", "regional": "mandata.web.regional.tags"},
        },
    }
]

# The demonstration's accounts have known passwords: its data lie in an embedded database of its own, whatever the environment says.
EMBEDDED = f"sqlite:///{DATA / ('demonstration.sqlite3' if DEMO else 'mandata.sqlite3')}"
DATABASES = {
    "default": dj_database_url.parse((None if DEMO else os.environ.get("DATABASE_URL")) or EMBEDDED, conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:  # to compile a statement of many branches takes PostgreSQL longer than to answer it
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mandata.parties.accounts.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_ADAPTER = "mandata.web.accounts.InvitedOnly"
ACCOUNT_FORMS = {"login": "mandata.web.accounts.LogIn", "change_password": "mandata.web.accounts.ChangePassword"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # an invitation's link proves the address; a changed address is proved by its own
ACCOUNT_CHANGE_EMAIL = True  # a person has one address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody learns from a mail who has an account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"apply": "20/h/ip"}  # applications by visitors, beside the package's own limits
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"

# Mails: to a server where MANDATA_SMTP names one (host:port), else as files into the folder MANDATA_MAIL_FOLDER, else to the console.
SMTP, EMAIL_FILE_PATH = os.environ.get("MANDATA_SMTP", ""), os.environ.get("MANDATA_MAIL_FOLDER", "")
EMAIL_BACKEND = os.environ.get("MANDATA_EMAIL_BACKEND") or (
    f"django.core.mail.backends.{'smtp' if SMTP else 'filebased' if EMAIL_FILE_PATH else 'console'}.EmailBackend")
EMAIL_HOST, _colon, _port = SMTP.partition(":")
EMAIL_PORT = int(_port or 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = os.environ.get("MANDATA_SMTP_USER", ""), os.environ.get("MANDATA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MANDATA_SMTP_TLS", "1" if EMAIL_HOST_USER else "") == "1"
EMAIL_TIMEOUT = 30
SITE_URL = os.environ.get("MANDATA_URL", "http://127.0.0.1:8000")  # as mails name it: the worker knows of no request
DAILY_HOUR = int(os.environ.get("MANDATA_DAILY_HOUR", "0" if DEMO else "5"))  # from which hour (UTC) the worker does what comes each day
DEFAULT_FROM_EMAIL = os.environ.get("MANDATA_FROM", "mandata@localhost")

TASKS = {"default": {"BACKEND": os.environ.get("MANDATA_TASKS", "django_tasks_db.DatabaseBackend")}}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["mandata.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "received"
MEDIA_URL = "/received/"  # never served by this address: received files leave only as attachments

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MANDATA_PROXIES", "0"))  # whose X-Forwarded-For says who tries to log in
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mandata.web.refusals.not_from_here"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("MANDATA_HTTPS") == "1"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
MAX_RECEIVED_BYTES = 20 * 1024 * 1024
READ_APART = os.environ.get("MANDATA_READ_APART", "1") == "1"  # each file in a process of its own, within these limits
READING_SECONDS = 120
READING_MEGABYTES = 2048

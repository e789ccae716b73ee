"""
Django's settings, made from the environment: nothing of a council stands here, and no secret.

PLAINVIEW_COUNCIL, PLAINVIEW_HOME   the folder of policy; snapshots, run and web folders
PLAINVIEW_DEMO=1                    demo people may sign in; plain http on loopback is allowed
PLAINVIEW_HOSTS                     host names served, with commas between
PLAINVIEW_BEHIND_PROXY=1            TLS ends at a proxy that sets X-Forwarded-Proto
PLAINVIEW_OIDC_*                    single sign-on: see docs/how-to/sign-in-with-entra.md
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from plainview.web.house import house_from_environment, secret_key

HOUSE = house_from_environment()
HERE = Path(__file__).resolve().parent

DEBUG = False
SECRET_KEY = secret_key(HOUSE)
ALLOWED_HOSTS = os.environ.get("PLAINVIEW_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "plainview.web.urls"
WSGI_APPLICATION = "plainview.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "mozilla_django_oidc",
    "plainview.web.sign_in",
    "plainview.web.casework",
    "plainview.web.governance_pages",
    "plainview.web.matches",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "plainview.web.middleware.keep_out_of_caches",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plainview.web.middleware.say_plainly",
    "plainview.web.sign_in.sessions.end_old_sessions",
    "plainview.web.sign_in.needs.DenyUndeclared",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "plainview.web.jinja.environment",
            "context_processors": ["plainview.web.context.frame"],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOUSE.web / "web.sqlite",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- who may come in ----
AUTH_USER_MODEL = "sign_in.Officer"
AUTHENTICATION_BACKENDS = ["plainview.web.sign_in.backends.SingleSignOn"]
if HOUSE.is_demo:
    AUTHENTICATION_BACKENDS.append("plainview.web.sign_in.backends.DemoPeople")
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGIN_REDIRECT_URL_FAILURE = "/refused"
LOGOUT_REDIRECT_URL = "/sign-in"

OIDC_RP_CLIENT_ID = os.environ.get("PLAINVIEW_OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = os.environ.get("PLAINVIEW_OIDC_CLIENT_SECRET", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = os.environ.get("PLAINVIEW_OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = os.environ.get("PLAINVIEW_OIDC_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = os.environ.get("PLAINVIEW_OIDC_USER_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = os.environ.get("PLAINVIEW_OIDC_JWKS_ENDPOINT", "")
OIDC_ISSUER = os.environ.get("PLAINVIEW_OIDC_ISSUER", "")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid profile"
OIDC_USE_PKCE = True
OIDC_USE_NONCE = True
OIDC_USERNAME_ALGO = "plainview.web.sign_in.backends.no_username"
OIDC_TIMEOUT = 10
# Only the mock of the tests sends no key id.
OIDC_VERIFY_KID = os.environ.get("PLAINVIEW_OIDC_WITHOUT_KEY_ID") != "1"

OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS = 15 * 60  # an account that was closed loses access within it
if OIDC_OP_AUTHORIZATION_ENDPOINT:
    MIDDLEWARE.append("mozilla_django_oidc.middleware.SessionRefresh")

# ---- sessions: 15 minutes idle, 10 hours at most ----
SESSION_IDLE_SECONDS = 15 * 60
SESSION_LONGEST_SECONDS = 10 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "plainview.web.failures.form_went_stale"

# ---- what a browser may do with a page ----
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not HOUSE.is_demo:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if os.environ.get("PLAINVIEW_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# ---- static files ----
STATIC_URL = "/static/"
STATIC_ROOT = HOUSE.web / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

# ---- what the pages stand on: the published refresh, and the bridge's door ----
HOLDINGS = "plainview.web.holdings.Published"
DOOR = "plainview.vocabulary.door.Door"

# ---- language and time ----
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

# What happened, where in the code; never what a form or a page held.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "plainview.web.logs.WithoutValues"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "plainview": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

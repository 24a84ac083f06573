"""Settings, all from the environment through typed readers."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from approdo.config import database
from approdo.config import environment as env
from approdo.core.pages.csp import POLICY

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "approdo"
VAR = env.path("APPRODO_VAR")
DEMO = env.flag("APPRODO_DEMO")
DEBUG = env.flag("APPRODO_DEBUG")
SECRET_KEY = env.secret("APPRODO_SECRET_KEY", kept_in=VAR / "secrets" / "secret-key", shortest=50)
FIELD_KEYS = database.field_keys()
ALLOWED_HOSTS = env.address_list("APPRODO_ALLOWED_HOSTS")

OPENID_APPS = env.openid_apps()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # It brings an HTTP client of 8 MB: only where an identity provider is named.
    *(["allauth.socialaccount.providers.openid_connect"] if OPENID_APPS else []),
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "approdo.core",
    "approdo.territory",
    "approdo.people",
    "approdo.network",
    "approdo.procedures",
    "approdo.reception",
    "approdo.accounting",
    "approdo.overview",
    "approdo.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "approdo.core.access.middleware.LanguageMiddleware",
    "approdo.core.rest.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "approdo.core.access.middleware.TenancyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "approdo.core.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "approdo.core.pages.refusals.RefusalMiddleware",
    "approdo.core.pages.uploads.UploadMiddleware",
    "approdo.core.pages.sent_once.SentOnceMiddleware",
]

ROOT_URLCONF = "approdo.config.urls"
API_URLCONF = "approdo.config.api_urls"
WSGI_APPLICATION = "approdo.config.wsgi.application"
DATABASES = {"default": database.as_django()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"

_TEMPLATES = [
    PACKAGE / app / "templates"
    for app in ("core", "territory", "people", "network", "procedures", "reception", "accounting", "overview", "portal")
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": _TEMPLATES,
        "OPTIONS": {"environment": "approdo.core.pages.jinja.environment"},
    },
    {
        # Only the plain-text e-mails of the login library, which are not overridden.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "approdo.core.pages.forms.Renderer"
MENU = "approdo.config.menu.ENTRIES"
# Shown on the sign-in page; everybody may know them, since the data are invented.
DEMO_ACCOUNTS = "approdo.config.demonstration.accounts" if DEMO else ""

# Who looks at the pages and mail domains written in the directory: nobody, where this machine does not go on the network.
_OUTSIDE = "approdo.network.outside.web.Web" if env.flag("APPRODO_CHECK_LINKS") else ""
OUTSIDE = _OUTSIDE or ("approdo.network.outside.demo.DemoOutside" if DEMO else "")
# The machine that drafts translations (approdo/network/machine/base.py): that of the demonstration only marks the text.
MACHINE_TRANSLATION = "approdo.network.machine.demo.DemoMachine" if DEMO else ""

LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italian")), ("en", _("English"))]
# The portal speaks the languages of its own catalogues, and English, in which its words stand in the code.
_SPOKEN = ("en", *sorted(file.stem for file in (PACKAGE / "portal" / "locale").glob("*.po")))
PUBLIC_PATHS = ("/portal/", "/hsds/", "/open-data/", *(f"/{code}/" for code in _SPOKEN))
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
_LOOK = Path(str(find_spec("bootstrap_italia_template").origin)).parent / "static"  # type: ignore[union-attr]
# Only what the pages use of the theme: its scripts are not served.
_MAPS = Path(str(find_spec("js_lib_leaflet").origin)).parent / "static" / "js_lib_leaflet"  # type: ignore[union-attr]
STATICFILES_DIRS = [
    *((f"bootstrap-italia/{part}", _LOOK / part) for part in ("css", "svg", "fonts/Titillium_Web")),
    ("leaflet", _MAPS),
]
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "documents"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "approdo.core.access.login.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SOCIALACCOUNT_ADAPTER = "approdo.core.access.login.OpenIdAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OPENID_APPS}}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "approdo.core.access.login.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "approdo.core.access.login.SecondFactorForm",
    "reauthenticate": "approdo.core.access.login.RepeatedSecondFactorForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by the administrator
MFA_TOTP_ISSUER = "Approdo"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SECOND_FACTOR_REQUIRED = not DEMO

SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=9)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = POLICY
CSRF_FAILURE_VIEW = "approdo.core.pages.errors.csrf_failure"

API_CALLS_A_MINUTE = 600
FEEDBACK_A_MINUTE = 5
SUGGESTIONS_A_MINUTE, SUGGESTIONS_A_DAY = 3, 20  # from one address

# Where letters say that a page is; without it their links open on this machine only.
PUBLIC_ADDRESS = env.web_address("APPRODO_PUBLIC_ADDRESS") or "http://localhost:8000"
WHOLE_OPEN_DATA_A_MINUTE = 10  # calls that read everything
PAPERS_A_MINUTE = 20  # papers set in type for one address
COPIES_A_MINUTE = 30  # whole provinces for one address, behind which there may be many telephones

FUNDING_STATEMENT = env.text("APPRODO_FUNDING_STATEMENT")
FUNDING_EMBLEM = env.image("APPRODO_FUNDING_EMBLEM")
QUICK_EXIT = env.web_address("APPRODO_QUICK_EXIT")
WIDGET_SITES = env.web_addresses("APPRODO_WIDGET_SITES") or ["*"]

MAP_TILES = env.tiles("APPRODO_MAP_TILES")
MAP_TILES_CREDIT = env.text("APPRODO_MAP_TILES_CREDIT")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
LARGEST_UPLOAD = 50_000_000  # bytes


_MAIL = env.mail_server("APPRODO_SMTP_URL")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if _MAIL else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _MAIL.host if _MAIL else ""
EMAIL_PORT = _MAIL.port if _MAIL else 25
EMAIL_HOST_USER = _MAIL.user if _MAIL else ""
EMAIL_HOST_PASSWORD = _MAIL.password if _MAIL else ""
EMAIL_USE_TLS = bool(_MAIL and _MAIL.tls == "starttls")
EMAIL_USE_SSL = bool(_MAIL and _MAIL.tls == "tls")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.mail_address("APPRODO_MAIL_FROM")

STORAGES = {
    "default": {"BACKEND": "approdo.core.documents.DocumentStorage"},
    "staticfiles": {"BACKEND": "approdo.core.pages.storage.StaticStorage"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = [
    "approdo.procedures.jobs.clocks",
    "approdo.procedures.jobs.imports",
    "approdo.accounting.jobs.schedule",
    "approdo.network.jobs.upkeep",
]

LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS: list[str] = []

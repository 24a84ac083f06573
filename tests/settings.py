"""Settings of the tests: the real ones, under the role that creates the database of the tests."""

import os

os.environ.setdefault("APPRODO_DATABASE_ROLE", "owner")
os.environ.setdefault("APPRODO_DEMO", "1")

from approdo.config import catalogues
from approdo.core.database import embedded

catalogues.compile()
DATABASE_WAS_RUNNING = embedded.is_running()

from approdo.config.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

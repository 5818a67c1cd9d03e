"""The project's settings with the bare views beside its own addresses."""

from cpd_trust.settings import *  # noqa: F403
from cpd_trust.settings import STORAGES

ROOT_URLCONF = "benchmarks.urls"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SECURE_SSL_REDIRECT = False
ALLOWED_HOSTS = ["testserver", "localhost"]

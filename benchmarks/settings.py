"""The project's settings, on a machine of one's own, with Redis for the sessions as the floor has it too."""

from cpd_trust.settings import *  # noqa: F403
from cpd_trust.settings import STATIC_ROOT, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Whitenoise warns of a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SESSION_ENGINE = "django.contrib.sessions.backends.cache"

"""The settings that the tests run on: the project's own, on a machine of one's own, with quick passwords."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("LOCAL", "1")
if not os.environ.get("DATA_DIR"):
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="cpd-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("LOG_FORMAT", "text")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from cpd_trust.settings import *  # noqa: F403
from cpd_trust.settings import CACHES, DATABASES, STORAGES, env

# Whitenoise warns of a folder that is not there, and a warning fails a test.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if not env("DATABASE_URL"):
    # Nobody needs this data after a power cut.
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Sign-in limits have tests of their own, which turn them on.
ACCOUNT_RATE_LIMITS = False

if env("REDIS_URL"):
    # Each process of the tests empties the cache that it uses, and must not empty another's, nor the queue.
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    _own = {"LOCATION": f"{env('REDIS_URL').rsplit('/', 1)[0]}/{number}"}
    CACHES = CACHES | {"default": CACHES["default"] | _own}

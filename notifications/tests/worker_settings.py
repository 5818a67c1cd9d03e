"""The settings of a worker that a test starts: the test's database, its queue, and its mail server."""

import os

from cpd_trust.settings_test import *  # noqa: F403
from cpd_trust.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
CELERY_TASK_DEFAULT_QUEUE = os.environ["WORKER_QUEUE"]
MAIL_IS_KEPT = False
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["WORKER_MAIL_PORT"])
EMAIL_TIMEOUT = 10

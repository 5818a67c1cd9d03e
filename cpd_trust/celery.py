"""The Celery application: a queue for waking work that already stands in the database.

Every task takes ids only and calls one service. A task that never runs loses nothing: a sweep on the
beat schedule finds the same rows again (`docs/decisions/0003-outbox.md`).
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_trust.settings")

app = Celery("cpd_trust")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

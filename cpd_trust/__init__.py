"""The project: settings, addresses, the web and worker entry points. Nothing of the domain."""

from cpd_trust.celery import app as celery_app

__all__ = ["celery_app"]

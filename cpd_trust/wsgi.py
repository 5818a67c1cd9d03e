"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_trust.settings")

application = get_wsgi_application()

from django.db import connection  # noqa: E402

from core.owner import warn_in_log  # noqa: E402 -- the apps must be there

warn_in_log()
connection.close()

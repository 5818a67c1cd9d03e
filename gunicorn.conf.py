"""How the web server runs: `gunicorn` reads this in the folder of the code. Its command line wins."""

from typing import Any

wsgi_app = "cpd_trust.wsgi"
bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 3
threads = 4
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse a wrong setting in words, before there are workers, which would be started again for ever."""
    from cpd_trust import settings  # noqa: F401

"""The outbox without Celery: `manage.py deliver_mail` from cron, or `--watch` as a process of its own."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from notifications import services


class Command(BaseCommand):
    help = "Sends the mails that are due, once: the same work as the Celery tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the options."""
        parser.add_argument("--watch", action="store_true", help="go on until stopped, looking every ten seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one pass, or one after the other."""
        while True:
            services.make_digests()
            services.settle_stuck()
            done = services.deliver_due()
            if not options["watch"]:
                break
            if not done.is_more_left:
                close_old_connections()
                time.sleep(10)
        self.stdout.write(
            f"{done.sent} sent, {done.kept} kept, {done.again_later} again later, {done.failed} failed, "
            f"{done.unknown} unknown."
        )
        if done.is_server_away:
            self.stderr.write("The mail server cannot be reached; the mails wait.")

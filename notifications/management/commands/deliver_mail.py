"""The outbox without Celery: `manage.py deliver_mail` from cron, or `--watch` as a process of its own."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from notifications import services


class Command(BaseCommand):
    help = "Send all emails that are due, once. Does the same as the Celery tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read the options."""
        parser.add_argument("--watch", action="store_true", help="keep running, checking every 10 seconds")

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
            f"{done.sent} sent, {done.kept} kept here, {done.again_later} to retry, {done.failed} failed, "
            f"{done.unknown} unconfirmed."
        )
        if done.is_server_away:
            self.stderr.write("Can't reach the mail server. Emails will be sent later.")

"""`manage.py make_administrator`: the first administrator of a new installation, or the way back in."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.services.first_administrator import appoint_administrator


class Command(BaseCommand):
    help = "Create the trust's first administrator, or give the role to an existing person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("first_name")
        parser.add_argument("last_name")
        parser.add_argument(
            "--password",
            action="store_true",
            help="Set a password now, if the system can't send emails yet.",
        )

    def handle(self, *_: Any, email: str, first_name: str, last_name: str, **options: Any) -> None:
        try:
            password = getpass("Password (at least 12 characters): ") if options["password"] else ""
            person, new = appoint_administrator(
                actor=None, email=email, first_name=first_name, last_name=last_name, password=password
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (KeyboardInterrupt, EOFError):
            raise CommandError("Stopped. Nothing was changed.") from None
        self.stdout.write(f"{person.full_name} {'is now' if new else 'was already'} an administrator.")
        if not password and settings.MAIL_IS_KEPT:
            self.stdout.write(
                "No mail server is configured, so they can't receive a sign-in code. Use --password or set EMAIL_URL."
            )
        else:
            self.stdout.write(f"Sign in at {settings.SITE_URL} with a {'password' if password else 'code by email'}.")

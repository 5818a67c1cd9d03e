"""`manage.py demo`: fill an empty database with the demonstration trust and print a sign-in for each role."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import Person


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration trust, and print the address and the sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to print."""
        parser.add_argument("--address", default=settings.SITE_URL)

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the trust when there is nobody yet; print where and how to sign in."""
        from demo.build import build_demo
        from demo.people import PASSWORD

        if not settings.LOCAL:
            raise CommandError("The demonstration trust is for a machine of your own (LOCAL=1), never for a trust.")
        notes = Path(settings.DATA_DIR) / "demo-sign-ins.json"
        if not Person.objects.exists():
            self.stdout.write("Building the demonstration trust …")
            sign_ins = build_demo()
            notes.write_text(json.dumps(sign_ins, indent=1))
        elif not notes.exists():
            raise CommandError("There are people already, and they are not the demonstration's. Nothing was changed.")
        sign_ins = json.loads(notes.read_text())
        self.stdout.write(f"\nThe demonstration trust is at {options['address']}\n")
        self.stdout.write(f"Everyone's password: {PASSWORD}\n\n")
        width = max(len(role) for role in sign_ins)
        for role, email in sign_ins.items():
            self.stdout.write(f"  {role:<{width}}  {email}")
        self.stdout.write("")

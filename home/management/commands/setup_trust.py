"""`manage.py setup_trust`: a new installation becomes a trust, by a few questions or a file of answers."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.setting_up import setup_steps
from core.trust_settings import trust_setting
from home.trust_setup import ROLES, Answers, SetupRefused, Someone, read_answers, set_up
from notifications.models import Mail
from notifications.services import deliver_due, mail_test
from people.models import Person
from people.trust_settings import role_title

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "trust.example.toml"


class Command(BaseCommand):
    """Enter what a trust begins with; run again, it adds what is new and changes nothing else."""

    help = "Set up a new trust: its name, schools, first roles, terms and required training. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file of answers; without one the command asks."""
        parser.add_argument("answers", nargs="?", type=Path, help="A file such as docs/trust.example.toml.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read or ask, enter all or nothing, send a test email, and say what is left."""
        path: Path | None = options["answers"]
        if path is None and not sys.stdin.isatty():
            raise CommandError(f"Give a file of answers, such as {EXAMPLE.name}, or run this in a terminal.")
        try:
            administrator, done = set_up(read_answers(path) if path else self._ask())
        except SetupRefused as refusal:
            raise CommandError(f"Nothing was changed. {refusal}") from None
        except (KeyboardInterrupt, EOFError):
            raise CommandError("Stopped. Nothing was changed.") from None
        for line in done or ["Everything was there already."]:
            self.stdout.write(line)
        self._test_mail(administrator)
        left = [step for step in setup_steps() if not step.is_done]
        self.stdout.write(f"\nSign in at {settings.SITE_URL} as {administrator.email}." if settings.SITE_URL else "")
        if left:
            self.stdout.write("Left to do there:")
        for step in left:
            self.stdout.write(f"  {step.label}: {step.missing}")

    def _test_mail(self, administrator: Person) -> None:
        """Send a test email where none has left yet, and say what became of it."""
        if settings.MAIL_IS_KEPT:
            self.stdout.write("No mail server is set, so no email goes out. Set EMAIL_URL.")
            return
        if Mail.objects.filter(status=Mail.Status.SENT).exists() or not (mail := mail_test(actor=administrator)):
            return
        deliver_due()
        mail.refresh_from_db()
        if mail.status == Mail.Status.SENT:
            self.stdout.write(f"A test email has gone to {mail.to_address}.")
        else:
            self.stderr.write(f"The test email did not go: {mail.problem or mail.get_status_display()}")

    # --- The questions ---------------------------------------------------------------------------------------------

    def _ask(self) -> Answers:
        self.stdout.write("Press Enter to leave a question out. Nothing is saved before the last one.")
        answers = Answers(administrator=self._ask_for("Administrator"))
        now = trust_setting("people.trust_name")
        answers.trust_name = input(f"Name of the trust [{now}]: ").strip()
        register = input("File with your schools from Get Information About Schools: ").strip()
        if register:
            answers.register = Path(register).expanduser()
            answers.schools = input("URNs of your schools, or the trust’s name as in that file: ").strip()
        for role in ROLES:
            someone = self._ask_for(role_title(role))
            if someone.email:
                answers.roles[role] = someone
        return answers

    def _ask_for(self, who: str) -> Someone:
        email = input(f"{who}, work email: ").strip()
        if not email:
            return Someone("")
        if Person.objects.filter(email__iexact=email).exists():
            return Someone(email)
        return Someone(email, input("  first name: ").strip(), input("  last name: ").strip())

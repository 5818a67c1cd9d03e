"""`manage.py ready [part ...]`: the answers of `/readyz` for a terminal or a container's health check."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import health


class Command(BaseCommand):
    help = "Say whether the system works, part by part. Ends with an error when a part is red."
    # A red database must be an answer here, not a crash before the first check.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", nargs="*", choices=health.known_parts(), metavar="part", help="Only these parts.")

    def handle(self, *_: Any, part: list[str], **__: Any) -> None:
        parts = health.parts(part or None)
        for name, state in parts.items():
            self.stdout.write(f"{'ok ' if state.ok else 'RED'} {name}: {state.detail}")
        red = [name for name, state in parts.items() if not state.ok]
        if red:
            raise CommandError(f"Not ready: {', '.join(red)}.")

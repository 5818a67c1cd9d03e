"""`manage.py ready [part ...]`: the answers of `/readyz` for a terminal or a container's health check."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import health

WORDS = {"ok": "ok ", "warning": "WARNING", "red": "RED"}


class Command(BaseCommand):
    help = "Check each part of the system. Exits with an error if any check fails."
    # A red database must be an answer here, not a crash before the first check.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", nargs="*", help=f"Check only these parts: {', '.join(health.known_parts())}.")

    def handle(self, *_: Any, part: list[str], **__: Any) -> None:
        if unknown := set(part) - set(health.known_parts()):
            raise CommandError(f"Unknown part: {' or '.join(sorted(unknown))}.")
        parts = health.parts(part or None)
        for name, state in parts.items():
            self.stdout.write(f"{WORDS[state.status]} {name}: {state.detail}")
        red = [name for name, state in parts.items() if not state.ok]
        if red:
            raise CommandError(f"Not ready: {', '.join(red)}.")

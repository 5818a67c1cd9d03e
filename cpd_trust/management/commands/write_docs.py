"""Write `docs/flows.md` and `docs/permissions.md` from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cpd_trust import written_docs


class Command(BaseCommand):
    """Needs what the tests need: the permissions are those that the access matrix proves."""

    help = "Write docs/flows.md and docs/permissions.md from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write both files."""
        folder = Path(settings.BASE_DIR) / "docs"
        for name, text in (("flows", written_docs.flows()), ("permissions", written_docs.permissions())):
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}.md")

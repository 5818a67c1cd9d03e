"""Bootstrap out of its wheel: the one file that the pages load, not the wheel's 33 MB."""

from collections.abc import Iterable
from typing import Any

from bootstrap_wrapper import get_bootstrap_dir
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# The map is here because the manifest storage follows the reference to it and stops without.
FILES = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class BootstrapFinder(BaseFinder):
    """Serves `bootstrap/css/bootstrap.min.css` from the installed package."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=str(get_bootstrap_dir()))
        # collectstatic puts a finder's files under this folder.
        self.storage.prefix = "bootstrap"  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        """Return no messages: there is nothing to set."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place on disk, or nothing."""
        name = path.removeprefix("bootstrap/")
        found = self.storage.path(name) if path.startswith("bootstrap/") and name in FILES else None
        if find_all or kwargs.get("all"):
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """Yield each file with the storage it lies in."""
        for name in FILES:
            yield name, self.storage

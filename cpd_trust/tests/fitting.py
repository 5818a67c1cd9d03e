"""What does not fit on a page in Chromium: cut words, controls upon each other, targets too small for a thumb."""

from pathlib import Path

FIND = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def misfits(page, *, targets=False):
    """Return what is cut, spills, overlaps or, with `targets`, is too small for a thumb, in words."""
    return page.evaluate(FIND, {"targets": targets})

"""Numbers in pages: an address holds any three digits sooner or later, so that a cost is looked for by itself."""

import re


def number_in(number: str, text: str) -> bool:
    """Return whether the number stands in the text by itself, and not as a part of an id."""
    return re.search(rf"(?<![0-9a-f-]){re.escape(number)}(?![0-9a-f])", text) is not None

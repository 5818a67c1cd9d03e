"""What is wrong with the HTML of a page: what a strict parser finds, and rules of content that it does not know."""

import re
from collections import Counter

from tinyhtml5.parser import HTMLParser

HTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = [f"h{level}" for level in range(1, 7)]
# What starts an outline of its own, and what only groups lines of text.
SECTIONS = ["section", "article", "aside", "nav"]
BLOCKS = ["form", "div", "p", "ul", "ol", "dl", "table", "section", "details", "fieldset", *HEADINGS]
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:?\d\d|Z))?")
NAMES_AN_ID = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls")


def _tag(element):
    return element.tag.removeprefix(HTML) if isinstance(element.tag, str) else ""


def _has_heading(element):
    """Return whether a heading stands in a section, and not only in a section within it."""
    return any(_tag(child) in HEADINGS or (_tag(child) not in SECTIONS and _has_heading(child)) for child in element)


def problems_of(html):
    """Return what is wrong with a page, each once."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    lines = html.split("\n")
    found = [f"{code} {facts}: {lines[line - 1].strip()[:120]}" for (line, _), code, facts in parser.errors]
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    found += [f"id {name} stands {number} times" for name, number in ids.items() if number > 1]
    for element in root.iter():
        tag = _tag(element)
        if tag in (*HEADINGS, "p", "summary", "label", "button"):
            refused = set(BLOCKS).difference(HEADINGS if tag == "summary" else [])
            found += [f"{_tag(inner)} in {tag}" for inner in list(element.iter())[1:] if _tag(inner) in refused]
        if tag == "section" and not element.get("aria-label") and not _has_heading(element):
            found.append(f"section without a heading: {''.join(element.itertext()).strip()[:60]}")
        if tag == "time" and not MOMENT.fullmatch(element.get("datetime", "")):
            found.append(f"datetime {element.get('datetime')}")
        for attribute in NAMES_AN_ID:
            named = (element.get(attribute) or "").split()
            found += [f"{attribute} names no id: {name}" for name in named if name not in ids]
    return list(dict.fromkeys(found))

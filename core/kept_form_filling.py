"""Puts a kept form back into its page: HTML in, the same HTML out with what was typed in the controls.

The view draws its page as for any reader and knows nothing of it, so nothing is saved on the way. Hidden controls get
what was sent too: an older version is still seen to be older, and a one-time token still counts once. The CSRF token is
the page's own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.kept_forms import MARK, Kept, unmarked

# What is sent by being pressed, and what a form cannot be given.
BUTTONS, NOT_FILLED = ("submit", "button", "reset", "image"), ("password",)
CHOICES = ("radio", "checkbox")
FILE_HINT = mark_safe('<p class="k-hint">Choose the file again. We can’t keep files.</p>')

_drawn_for: ContextVar[QueryDict | None] = ContextVar("kept_form", default=None)


@contextmanager
def drawn_for(kept: Kept) -> Iterator[None]:
    """Within this block a page is drawn that the kept form is put into."""
    data = QueryDict(mutable=True)
    for name, value in kept.fields:
        data.appendlist(name, value)
    token = _drawn_for.set(data)
    try:
        yield
    finally:
        _drawn_for.reset(token)


def typed_before() -> QueryDict:
    """Return the fields of the form that this page is drawn for: of use where a control offers only what is chosen."""
    return _drawn_for.get() or QueryDict()


@dataclass(slots=True, eq=False)
class Tag:
    """A tag of the page: where it stands, what it lies folded in, and for some what is inside."""

    name: str
    attrs: dict[str, str | bool]
    start: int
    end: int
    folds: list["Tag"]
    closes: int = 0
    text: str = ""
    options: list["Tag"] = field(default_factory=list)

    def get(self, key: str) -> str:
        """Return an attribute as text, empty where it is not there."""
        value = self.attrs.get(key, "")
        return value if isinstance(value, str) else ""

    @property
    def kind(self) -> str:
        """Return what kind of control this is."""
        return (self.get("type") or ("submit" if self.name == "button" else "text")).lower()

    def written(self, **changes: str | bool) -> str:
        """Return the tag with some attributes changed; False takes one away."""
        return f"<{self.name}{flatatt(self.attrs | changes)}>"


class _Page(HTMLParser):
    """Finds the forms that are posted, and where messages go."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [0, *(found.end() for found in re.finditer("\n", html))]
        self.forms: list[tuple[Tag, list[Tag]]] = []
        self.messages: Tag | None = None
        self.folds: list[Tag] = []
        self.is_in_form = False
        self.inside: Tag | None = None
        self.feed(html)
        self.close()

    @property
    def place(self) -> int:
        """Return where in the page the parser is."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a form, its controls, and what they lie folded in."""
        end = self.place + len(self.get_starttag_text() or "")
        given = {name: True if value is None else value for name, value in attrs}
        found = Tag(tag, given, self.place, end, list(self.folds))
        if tag == "details":
            self.folds.append(found)
        elif tag == "div" and found.get("id") == "messages":
            self.messages = found
        elif tag == "form":
            self.is_in_form = found.get("method").lower() == "post"
            if self.is_in_form:
                self.forms.append((found, []))
        elif self.is_in_form and tag in ("input", "textarea", "select", "button"):
            self.forms[-1][1].append(found)
            self.inside = None if tag == "input" else found
        elif tag == "option" and self.inside is not None:
            self.inside.options.append(found)

    def handle_endtag(self, tag: str) -> None:
        """Take note of where a form, a fold or a control ends."""
        if tag == "details" and self.folds:
            self.folds.pop()
        elif tag == "form":
            self.is_in_form = False
        elif self.inside is not None and tag == self.inside.name:
            self.inside.closes = self.place
            self.inside = None

    def handle_data(self, data: str) -> None:
        """Take the words on a button."""
        if self.inside is not None:
            self.inside.text += data


class _Attempt:
    """One form of the page with the kept form put into it."""

    def __init__(self, form: Tag, controls: list[Tag], kept: Kept) -> None:
        self.form = form
        self.edits: dict[int, tuple[int, str]] = {}
        self.same = 0
        self.button = ""
        self.first_button = ""
        self.waiting: dict[str, list[str]] = {}
        self.chosen: set[tuple[str, str]] = set(kept.fields)
        self.taken: set[tuple[str, str]] = set()
        self.files = set(kept.files)
        self.to_open: list[Tag] = list(form.folds)
        for name, value in kept.fields:
            self.waiting.setdefault(name, []).append(value)
        for control in controls:
            self._fill(control)
        for fold in self.to_open:
            self.edits[fold.start] = (fold.end, fold.written(open=True))

    @property
    def takes_all(self) -> bool:
        """Return whether everything that was typed or chosen found its place."""
        left = ((name, value) for name, values in self.waiting.items() for value in values)
        return not self.files and not any(value.strip() and (name, value) not in self.taken for name, value in left)

    def _fill(self, control: Tag) -> None:
        name, kind = control.get("name"), control.kind
        if control.name == "button" or kind in BUTTONS:
            self._press(control, (name, control.get("value")))
        elif control.attrs.get("disabled") or not name or kind in NOT_FILLED:
            return
        elif control.name == "select":
            if name in self.waiting:
                for option in control.options:
                    self._choose(option, "selected", (name, option.get("value")))
        elif kind in CHOICES:
            self._choose(control, "checked", (name, control.get("value") if "value" in control.attrs else "on"))
        elif kind == "file":
            if name in self.files:
                self.files.discard(name)
                self._edit(control, FILE_HINT + control.written())
        elif self.waiting.get(name):
            self._write(control, self.waiting[name].pop(0))

    def _press(self, button: Tag, pair: tuple[str, str]) -> None:
        words = " ".join(button.text.split()) or button.get("value")
        if pair[0] and pair in self.chosen:
            self.taken.add(pair)
            self.button = words
        elif not pair[0] and button.kind == "submit":
            self.first_button = self.first_button or words

    def _choose(self, choice: Tag, mark: str, pair: tuple[str, str]) -> None:
        self.taken.add(pair)
        if (pair in self.chosen) != (mark in choice.attrs):
            self._edit(choice, choice.written(**{mark: pair in self.chosen}))

    def _write(self, control: Tag, value: str) -> None:
        if control.kind == "hidden":
            self.same += value == control.get("value")
            self.edits[control.start] = (control.end, control.written(value=value))
        elif control.name == "textarea" and value.split() != control.text.split():
            self.edits[control.end] = (control.closes, f"\n{escape(value)}")
            self.to_open += control.folds
        elif control.name == "input" and value != control.get("value"):
            # An input of a date would drop words that are none.
            is_date = control.kind == "date" and re.fullmatch(r"(\d{4}-\d\d-\d\d)?", value)
            shown = "text" if control.kind == "date" and not is_date else control.kind
            self._edit(control, control.written(value=value, type=shown))

    def _edit(self, control: Tag, text: str) -> None:
        self.edits[control.start] = (control.end, text)
        self.to_open += control.folds


def filled(html: str, page: str, kept: Kept) -> str | None:
    """Return the page with the kept form in it, or None where no form of the page takes all of it.

    `page`: the page's own address. Where several forms lead to the same place, it is the one whose hidden fields say
    the same.
    """
    read = _Page(html)
    attempts = [
        _Attempt(form, controls, kept)
        for form, controls in read.forms
        if unmarked(urljoin(page, form.get("action"))) == kept.path
    ]
    fitting = [attempt for attempt in attempts if attempt.takes_all]
    if not fitting or read.messages is None:
        return None
    best = max(fitting, key=lambda attempt: attempt.same)
    form = best.form
    form_id = form.get("id") or "kept-form"
    mark = f'<input type="hidden" name="{MARK}" value="{kept.public_id}">'
    said = render_to_string(
        "kit/kept_form_filled.html",
        {"kept": kept, "button": best.button or best.first_button, "form_id": form_id},
    )
    edits = best.edits | {
        # Leaving it asks first, as for what was just typed.
        form.start: (form.end, form.written(**{"id": form_id, "data-typed": "yes"}) + mark),
        read.messages.end: (read.messages.end, said),
    }
    return _edited(html, edits)


def _edited(html: str, edits: dict[int, tuple[int, str]]) -> SafeString:
    parts, at = [], 0
    for start in sorted(edits):
        end, text = edits[start]
        parts += [html[at:start], text]
        at = end
    return mark_safe("".join([*parts, html[at:]]))  # noqa: S308 -- every value was escaped above

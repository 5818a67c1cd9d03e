"""Text as it is kept and as it is compared: one cleaning for everything that people type, paste or upload.

What comes out of Word, a phone or a payroll system holds characters that nobody sees, and many spellings of a letter.
"""

import re
import unicodedata

# Drawn as nothing, and never meant: control and format characters, direction marks, the soft hyphen, the byte order
# mark, zero widths, fillers, variation selectors, half pairs. Tab and line ends are spaces and have their own turn.
UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_EMOJI = "\u203c-\u3299\U0001f000-\U0001faff"
# Inside a picture such as a teacher with a laptop the joiner and the selector are part of what is seen.
_IN_A_PICTURE = rf"(?<=[{_EMOJI}])\ufe0f?\u200d(?=[{_EMOJI}])|(?<=[{_EMOJI}])\ufe0f"
_FIND_UNSEEN = re.compile(rf"({_IN_A_PICTURE})|[{UNSEEN}]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\n]")
_ORDINAL = re.compile(r"^([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_SEPT = re.compile(r"\bsept\b\.?", re.IGNORECASE)

APOSTROPHES = "`´‘’‚‛ʹʻʼʽʾʿˈˊˋ′‵՚ߴߵꞌ＇｀"
_DASHES = "‐‑‒–—―−⁃⁻₋﹘﹣－˗־᠆⸺⸻〜゠⸗⹀"
# Letters that Unicode does not take apart, as a keyboard without them writes them.
LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng", "ŧ": "t",
}  # fmt: skip
_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-") | LETTERS)


def clean_text(text: str) -> str:
    """Return a text as it is kept: composed letters (NFC), nothing invisible, plain spaces and line ends."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", _FIND_UNSEEN.sub(r"\1", text))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """Return a text of one line as it is kept, with single spaces: a name, a title, a cell."""
    return " ".join(clean_text(text).split())


def clean_code(text: str) -> str:
    """Return an address or a number as it is kept: a line in plain letters and digits, also from full width."""
    return clean_line(unicodedata.normalize("NFKC", clean_line(text)))


def clean_date(text: str) -> str:
    """Return a date in the spelling that is read: "1st Sept 2026" is "1 Sep 2026"."""
    words = _ORDINAL.sub(r"\1", clean_code(text))
    return _SEPT.sub("Sep", words)


def fold(text: str) -> str:
    """Return a text as it is compared and searched: without case, accents, ligatures, and other shapes of ' and -.

    "O’Neíll", "o'neill" and "O＇NEILL" give the same; so do "Featherstone‑Haugh" and "featherstone-haugh".
    """
    plain = clean_line(text).casefold().translate(_PLAIN)
    plain = unicodedata.normalize("NFKD", plain).casefold()
    bare = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    return " ".join(bare.translate(_PLAIN).split())

import sys
import unicodedata

import pytest

from core.text import clean_code, clean_line, clean_text, fold

UNSEEN = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "null": "\x00",
    "bell": "\x07",
    "half of a pair": "\ud83d",
    "variation selector": "\ufe0f",
    "Hangul filler": "\u3164",
    "Braille blank": "\u2800",
    "tag": "\U000e0041",
}


@pytest.mark.parametrize("char", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("cleaned", [clean_text, clean_line, clean_code, fold])
def test_invisible_characters_do_not_survive(cleaned, char):
    assert cleaned(f"{char}be{char}n@x.org{char}") == "ben@x.org"


def test_no_control_or_format_character_is_forgotten():
    every = [char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
    assert len(every) > 2000
    assert clean_line("".join(every)) == ""


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2003", "\u3000", "\t", " "])
def test_every_kind_of_space_becomes_a_plain_one(space):
    assert clean_text(f"{space}Ann{space}Lee{space}") == "Ann Lee"


def test_a_text_keeps_its_lines_and_a_line_has_none():
    assert clean_text("One\r\n\r\nTwo\u2028Three\rFour ") == "One\n\nTwo\nThree\nFour"
    assert clean_line("One\r\n\r\nTwo\u2028 Three") == "One Two Three"


def test_a_picture_keeps_what_joins_it():
    teacher, heart = "\U0001f469\u200d\U0001f3eb", "\u2764\ufe0f"
    assert clean_text(f"Thanks {teacher} {heart}") == f"Thanks {teacher} {heart}"


def test_letters_are_kept_composed_and_codes_narrow():
    assert clean_text(unicodedata.normalize("NFD", "Zoë Éva")) == "Zoë Éva"
    assert clean_code("ｂｅｎ＠ｘ．ｏｒｇ") == "ben@x.org"
    assert clean_line("ﬁnance ½ day") == "ﬁnance ½ day"


@pytest.mark.parametrize(
    "spellings",
    [
        ["Zoë", unicodedata.normalize("NFD", "Zoë"), "ZOE", "Ｚｏｅ", "zoé"],
        ["O'Neill", "O’Neill", "O‘NEILL", "o`neill", "O´Neill", "Oʼneill", "O＇Neill", "O′Neill"],
        ["Featherstone-Haugh", "featherstone‑haugh", "Featherstone–Haugh", "Featherstone−Haugh", "Featherstone－Haugh"],
        ["van der Berg", "Van\u00a0der\u00a0Berg", " van  der\tberg "],
        ["Fiona Griffin", "ﬁona griﬃn"],
        ["Strauß", "STRAUSS"],
        ["Møller Łukasz", "moller lukasz"],
        ["İpek Işık", "ipek isik"],
        ["Ångström", "A\u030angstro\u0308m", "angstrom"],
        ["Nguyễn", unicodedata.normalize("NFD", "Nguyễn"), "nguyen"],
    ],
)
def test_spellings_of_a_name_count_alike(spellings):
    assert len({fold(one) for one in spellings}) == 1
    assert fold(fold(spellings[0])) == fold(spellings[0])


def test_different_names_stay_different():
    names = ["Ann Lee", "Anne Lee", "Ann-Lee", "Annlee", "O'Neill", "ONeill"]
    assert len({fold(one) for one in names}) == len(names)

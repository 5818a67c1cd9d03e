"""What is read here is said as people say it: the list of words that must not come back (`scripts/house_words.py`)."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
found = runpy.run_path(str(ROOT / "scripts/house_words.py"))["found"]


def test_no_house_word_is_read_anywhere():
    assert found(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        (
            "templates/a.html",
            "<p>\n  Nobody is lacking it.</p>\n",
            ["2: “Nobody”: no one", "2: “lacking”: overdue, missing"],
        ),
        ("app/views.py", 'DONE = f"Sent by e-mail to {1 + 1}"\n', ["1: “e-mail”: email"]),
        ("docs/a.txt", "Valid for good.\n", ["1: “for good”: does not expire, no end date"]),
    ],
)
def test_a_planted_word_is_found_with_its_place(tmp_path, path, text, problem):
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text(text)
    assert found(tmp_path) == [f"{path}:{line}" for line in problem]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/a.html", "{# nobody reads this #}{% if import.status == 'rehearsed' %}Preview{% endif %}\n"),
        ("app/views.py", '"""Tell somebody."""\n\nKEY = "nobody"  # nobody reads this either\n'),
        ("app/tests/test_a.py", 'WORDS = "This is for nobody"\n'),
    ],
)
def test_what_no_one_reads_may_say_what_it_likes(tmp_path, path, text):
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert found(tmp_path) == []

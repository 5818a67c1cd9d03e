"""The documents written from the code are those in the folder: `make docs` was not forgotten."""

from pathlib import Path

import pytest

from cpd_trust import written_docs
from cpd_trust.tests.access.row import answers

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["flows", "permissions"])
def test_the_document_is_what_the_code_says(name):
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == getattr(written_docs, name)(), "Run make docs."


def test_cells_name_those_who_may_and_those_who_may_not():
    cells = list(written_docs._cells("POST", answers(404, hal=302, ann=403)))
    assert cells == ["Hal: does it", "Ann", "everyone else"]
    assert list(written_docs._cells("GET", answers(200))) == ["everybody: sees it", "–", "–"]

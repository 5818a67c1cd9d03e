"""A process that is killed while it sets a trust up: `python -m home.tests.killed_setup whole|bare FOLDER`.

`bare` does the same first steps without the one transaction around them, for the twin of the test.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def strike(**_: Any) -> None:
    """Die at once, as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(kind: str, folder: Path) -> None:
    """Set up, and die when the first term is saved: after the administrator, the name, the schools and the roles."""
    django.setup()
    from django.db.models.signals import post_save

    from home.trust_setup import read_answers, set_up
    from people.models import Term
    from people.services.first_administrator import appoint_administrator
    from people.services.places import save_terms
    from people.usual_terms import usual_terms

    post_save.connect(strike, sender=Term)
    answers = read_answers(folder / "answers.toml")
    if kind == "whole":
        set_up(answers)
    else:
        administrator, _ = appoint_administrator(
            actor=None, email="administrator@example.org", first_name="Alex", last_name="Example"
        )
        save_terms(actor=administrator, school=None, year=2026, spans=usual_terms(2026))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

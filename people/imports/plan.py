"""The plan of a staff import: what a file would change, kept with the import and shown before anything is saved."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from people.imports.rows import Problem, StaffRow, problems_as_json
from people.models import Person, Post, School

Facts = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class PostChange:
    """A post to be given (`post` is none) or changed. `facts`: field → before and after."""

    row: StaffRow
    school: School
    post: Post | None = None
    facts: Facts = field(default_factory=dict)
    manager: "Person | PersonChange | None" = None

    def as_json(self) -> dict[str, Any]:
        """Return the change as the preview shows it."""
        return {
            "row": self.row.number,
            "kind": "changed" if self.post else "new",
            "post": str(self.post.public_id) if self.post else "",
            "school": self.school.name,
            "title": self.row.job_title,
            "guessed": self.row.group_is_guessed and self.post is None,
            "facts": {name: list(pair) for name, pair in self.facts.items()},
        }


@dataclass(slots=True)
class PersonChange:
    """The rows about one person, and what they change. `person` is none for somebody new."""

    rows: list[StaffRow]
    person: Person | None = None
    facts: Facts = field(default_factory=dict)
    posts: list[PostChange] = field(default_factory=list)
    doubt: str = ""
    # Whoever had the address and has left: it is taken off their record.
    releases: Person | None = None

    @property
    def name(self) -> str:
        """Return the name that the file gives."""
        return f"{self.rows[0].first_name} {self.rows[0].last_name}"

    @property
    def changes_something(self) -> bool:
        """Return whether anything would be written."""
        return bool(self.facts or self.posts)

    def as_json(self) -> dict[str, Any]:
        """Return the change as the preview shows it."""
        return {
            "kind": "changed" if self.person else "new",
            "person": str(self.person.public_id) if self.person else "",
            "name": self.name,
            "rows": [row.number for row in self.rows],
            "releases": self.releases.full_name if self.releases else "",
            "facts": {name: list(pair) for name, pair in self.facts.items()},
            "posts": [post.as_json() for post in self.posts],
        }


@dataclass(slots=True)
class Plan:
    """Everything that a file would change, and everything that stands in its way."""

    people: list[PersonChange] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    answered: list[dict[str, Any]] = field(default_factory=list)
    leavers: list[Post] = field(default_factory=list)
    # Whose last post the file ends: public id, name, last day, and the roles that they still have.
    without_post: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as it is kept with the import."""
        return {
            "people": [change.as_json() for change in self.people],
            "questions": self.questions,
            "answered": self.answered,
            "leavers": [str(post.public_id) for post in self.leavers],
            "without_post": self.without_post,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "left_out": self.left_out,
        }

    def fingerprint(self) -> str:
        """Return what tells this plan from another.

        Leavers stay out, applying does nothing about them; so do answers, what they change is in the plan.
        """
        told = self.as_json() | {"leavers": [], "answered": [], "problems": problems_as_json(self.problems)}
        return hashlib.sha256(json.dumps(told, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()

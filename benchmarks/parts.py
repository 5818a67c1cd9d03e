"""What the benchmark is made of. An app more adds its module here."""

from collections.abc import Callable

from benchmarks import certificates, courses, governance, home, people, planning, reports, search, training, whats_on

# Whose pages are measured, with the plain pages of the floor, in the order of the printed table.
PARTS = (home, people, planning, courses, training, certificates, whats_on, reports, governance, search)
# What is built once, before the records.
STEPS: list[tuple[str, Callable[[], object]]] = [
    ("100 schools, 12,000 people", people.build),
    ("ten years of planning", planning.build),
    ("60,000 requests with stages and decisions", courses.build),
    ("8,000 events and dates of courses", whats_on.build),
    ("a register of 300", training.build_register),
    ("requirements", certificates.build_requirements),
    ("20 boards over ten years", governance.build),
]
